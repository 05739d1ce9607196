import CCharon
import CharonLoop
import CharonSystem
import CharonTLS

/// Connections that requests with the same demands on TLS share, and the requests that use them: libcurl's multi
/// interface, turned by the loop.
@safe final class ConnectionPool: AlarmObserver {
    /// What requests must have in common to share connections. libcurl does not know of what we check ourselves.
    struct Key: Hashable {
        var ca: [UInt8]?
        var identity: CertificateAndKey?
        var requireECDHE: Bool
    }

    /// For how long an unused connection is kept.
    static let keepAlive: Duration = .seconds(60)
    /// The most connections to one host.
    static let maxHostConnections = 6

    private let key: Key
    private let loop: EventLoop
    private unowned let client: HTTPClient
    private var multi: UnsafeMutableRawPointer?
    private var context: TLSContext?
    /// What is under way, by the number of its handle.
    private var transfers: [UInt: (transfer: HTTPTransfer, handle: EasyHandle)] = [:]
    private var sockets: [Int32: PooledSocket] = [:]
    private let timer: Alarm
    private let keepAliveAlarm: Alarm
    /// How many calls of libcurl are under way: nothing may be freed below them.
    private var depth = 0

    init(key: Key, loop: EventLoop, client: HTTPClient) {
        self.key = key
        self.loop = loop
        self.client = client
        timer = Alarm(loop: loop)
        keepAliveAlarm = Alarm(loop: loop)
    }

    deinit {
        precondition(unsafe multi == nil, "a pool is ended before it is dropped")
    }

    /// What TLS connections of this pool trust and show.
    ///
    /// - Throws: the reason why the texts for it cannot be used.
    func tlsContext() throws(HTTPFailure) -> TLSContext {
        if let context { return context }
        var options = ClientOptions()
        options.ca = key.ca
        options.identity = key.identity
        options.requireECDHE = key.requireECDHE
        options.rootFile = environment("CURL_CA_BUNDLE") ?? environment("SSL_CERT_FILE")
        do throws(TLSFailure) {
            let made = try TLSContext.client(options)
            context = made
            return made
        } catch {
            throw HTTPFailure(error.reason, detail: error.detail)
        }
    }

    // MARK: Transfers

    /// Begins with a transfer, whose handle has all its options.
    func add(_ transfer: HTTPTransfer, _ handle: EasyHandle) throws(HTTPFailure) {
        let multi = unsafe try openMulti()
        for socket in sockets.values where socket.origin == transfer.url?.origin { socket.check() }
        transfers[handle.number] = (transfer, handle)
        depth += 1
        let code = unsafe charon_curl_multi_add(multi, handle.pointer)
        depth -= 1
        if code != CURLM_OK {
            transfers[handle.number] = nil
            throw HTTPFailure("timeout", detail: "libcurl takes no more requests")
        }
    }

    /// Lets go of a transfer; a connection in the middle of it is closed.
    func remove(_ transfer: HTTPTransfer, _ handle: EasyHandle) {
        guard transfers.removeValue(forKey: handle.number) != nil, let multi = unsafe multi else { return }
        depth += 1
        unsafe charon_curl_multi_remove(multi, handle.pointer)
        depth -= 1
    }

    /// Tells libcurl what has happened, and transfers that they have ended.
    ///
    /// - Parameters:
    ///   - descriptor: the one that is ready, or -1 when the timer has expired.
    ///   - events: what it is ready for.
    func act(_ descriptor: Int32, _ events: Int32) {
        guard let multi = unsafe multi else { return }
        depth += 1
        unsafe charon_curl_multi_act(multi, descriptor, events)
        depth -= 1
        var code = CURLE_OK
        while let multi = unsafe self.multi, let handle = unsafe charon_curl_multi_ended(multi, &code) {
            transfers[UInt(bitPattern: handle)]?.transfer.ended(code)
        }
        endIfUnused()
    }

    // MARK: Connections

    /// Whether an unused connection to a place is there.
    func hasConnection(to origin: HTTPURL.Origin) -> Bool {
        for socket in sockets.values where socket.origin == origin { socket.check() }
        defer { endIfUnused() }
        return sockets.values.contains { $0.isKept && $0.origin == origin }
    }

    /// Closes all unused connections.
    func closeConnections() {
        for socket in sockets.values { socket.end() }
        endIfUnused()
    }

    /// The connection with a port at this end.
    ///
    /// - Complexity: O(connections).
    func connection(localPort: Int32) -> PooledSocket? {
        sockets.values.first { $0.isConnection && $0.localPort == localPort }
    }

    /// The socket of a transfer's last connection is unused from now on, if libcurl has kept it open.
    func release(_ socket: PooledSocket, isKept: Bool, origin: HTTPURL.Origin?) {
        socket.users -= 1
        guard isKept, socket.users == 0, socket.isOpen else { return }
        socket.origin = origin
        socket.idleSince = loop.now
        socket.unwatch()
        if !keepAliveAlarm.isArmed { keepAliveAlarm.arm(at: socket.idleSince + ConnectionPool.keepAlive, self) }
    }

    /// Closes everything if nothing is going on and only useless connections are left: libcurl itself looks at the
    /// connections that it keeps only when it needs one.
    func endIfUnused() {
        guard depth == 0, transfers.isEmpty, !sockets.values.contains(where: \.isKept) else { return }
        if sockets.isEmpty && !client.hasManyPools { return }
        client.drop(self, key)
        end()
    }

    /// Closes everything; transfers that go on never end.
    func end() {
        guard let multi = unsafe multi else { return }
        let left = transfers.values
        transfers = [:]
        for (transfer, handle) in left {
            unsafe charon_curl_multi_remove(multi, handle.pointer)
            transfer.abandoned()
        }
        // Closes the connections, which calls `closed`.
        unsafe charon_curl_multi_free(multi)
        unsafe self.multi = nil
        for socket in sockets.values { socket.close() }
        sockets = [:]
        timer.cancel()
        keepAliveAlarm.cancel()
    }

    func alarmRang(_ alarm: Alarm) {
        if alarm === timer { return act(-1, 0) }
        let present = loop.now
        for socket in sockets.values where socket.isKept && socket.idleSince + ConnectionPool.keepAlive <= present {
            socket.end()
        }
        if let oldest = sockets.values.filter(\.isKept).map(\.idleSince).min() {
            keepAliveAlarm.arm(at: oldest + ConnectionPool.keepAlive, self)
        }
        endIfUnused()
    }

    /// Takes note of a connection that is being made.
    func opened(_ descriptor: Int32) {
        sockets[descriptor] = PooledSocket(descriptor, isConnection: true, pool: self, loop: loop)
    }

    private func openMulti() throws(HTTPFailure) -> UnsafeMutableRawPointer {
        if let multi = unsafe multi { return unsafe multi }
        guard let opened = unsafe charon_curl_multi_new() else {
            throw HTTPFailure("timeout", detail: "libcurl has no memory left")
        }
        unsafe multi = opened
        unsafe charon_curl_multi_set_number(opened, CURLMOPT_MAX_HOST_CONNECTIONS, ConnectionPool.maxHostConnections)
        unsafe charon_curl_multi_set_callbacks(
            opened, watchSocket, armTimer, Unmanaged.passUnretained(self).toOpaque())
        return unsafe opened
    }

    fileprivate func watch(_ handle: UnsafeMutableRawPointer?, _ descriptor: Int32, _ what: Int32) {
        if what == CURL_POLL_REMOVE {
            guard let socket = sockets[descriptor] else { return }
            socket.unwatch()
            if !socket.isOpen { sockets[descriptor] = nil }
            return
        }
        let socket =
            sockets[descriptor] ?? PooledSocket(descriptor, isConnection: false, pool: self, loop: loop)
        sockets[descriptor] = socket
        let transfer = transfers[UInt(bitPattern: handle)]?.transfer
        if socket.isConnection { transfer?.uses(socket) }
        var interest: Readiness = []
        if what & CURL_POLL_IN != 0 { interest.insert(.input) }
        if what & CURL_POLL_OUT != 0 { interest.insert(.output) }
        do throws(SystemError) {
            try socket.watch(interest)
        } catch {
            transfer?.failSoon(FailureTranslation.failure(error.number))
        }
    }

    fileprivate func setTimer(_ milliseconds: Int) {
        if milliseconds < 0 { timer.cancel() } else { timer.arm(at: loop.now + .milliseconds(milliseconds), self) }
    }

    fileprivate func closed(_ descriptor: Int32) {
        sockets.removeValue(forKey: descriptor)?.close()
        charon_http_close_socket(descriptor)
    }

    /// What libcurl calls to close a connection.
    static let closeSocket: curl_closesocket_callback = { state, descriptor in
        guard let state = unsafe state else { return 1 }
        unsafe Unmanaged<ConnectionPool>.fromOpaque(state).takeUnretainedValue().closed(descriptor)
        return 0
    }

    private func environment(_ name: String) -> String? {
        let text = unsafe charon_environment(name).map { unsafe String(cString: $0) }
        return text?.isEmpty == true ? nil : text
    }
}

@unsafe private func watchSocket(
    _ handle: UnsafeMutableRawPointer?, _ descriptor: Int32, _ what: Int32, _ state: UnsafeMutableRawPointer?,
    _: UnsafeMutableRawPointer?
) -> Int32 {
    guard let state = unsafe state else { return 0 }
    unsafe Unmanaged<ConnectionPool>.fromOpaque(state).takeUnretainedValue().watch(handle, descriptor, what)
    return 0
}

@unsafe private func armTimer(_: UnsafeMutableRawPointer?, _ milliseconds: Int, _ state: UnsafeMutableRawPointer?) -> Int32 {
    guard let state = unsafe state else { return 0 }
    unsafe Unmanaged<ConnectionPool>.fromOpaque(state).takeUnretainedValue().setTimer(milliseconds)
    return 0
}
