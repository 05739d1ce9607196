import CCharon
package import CharonLoop
import CharonSystem
import CharonTLS

/// A request under way: its redirects are followed, its limits kept, its response put together.
package final class HTTPTransfer: AlarmObserver {
    /// Those who wait for the end.
    package let finished = WaitQueue()
    /// The response, or why there is none; nil as long as the request goes on.
    package private(set) var result: Result<HTTPResponse, HTTPFailure>?

    /// For how long a connection may be under way.
    static let connectLimit: Duration = .seconds(10)
    /// For how long a connection may stand still.
    static let progressLimit: Duration = .seconds(30)
    /// How long addresses of the preferred family are tried before those of the other are, too. RFC 8305, section 5.
    static let stagger: Duration = .milliseconds(250)

    /// Where the request goes now.
    private(set) var url: HTTPURL?

    private let loop: EventLoop
    private weak var client: HTTPClient?
    private var request: HTTPRequest
    private var method: String
    private var redirectsLeft: Int
    private let deadline: Moment
    private let alarm: Alarm

    private var pool: ConnectionPool?
    private var handle: EasyHandle?
    private var resolution: (any HostResolution)?
    private var addresses: [Endpoint] = []
    /// Whether only the preferred family's addresses are being tried.
    private var isPreferring = false

    private var head = ResponseHead()
    private var body: [UInt8] = []
    private var bytesUploaded = 0
    private var socket: PooledSocket?
    private var tls: ForeignConnection?
    /// The connection over which the request was sent last.
    private var sentOver: PooledSocket?
    /// Why libcurl was told to stop.
    private var abort: HTTPFailure?
    private var socketError: ErrorNumber?
    private var lastProgress = Moment.never
    private var lastCounts: (received: Int64, sent: Int64) = (0, 0)
    private var connectBegan = Moment.never

    init(_ request: HTTPRequest, client: HTTPClient, loop: EventLoop) {
        self.request = request
        self.client = client
        self.loop = loop
        method = request.method ?? (request.body == nil ? "GET" : "POST")
        redirectsLeft = request.maxRedirects
        deadline = request.timeout.map { loop.now + $0 } ?? .never
        alarm = Alarm(loop: loop)
    }

    /// Gives the request up; nobody is told.
    package func cancel() {
        letGo()
    }

    /// Ends the request before it has begun.
    func failAtOnce(_ failure: HTTPFailure) {
        finish(.failure(failure))
    }

    // MARK: The way of a request

    /// Begins, or goes on after a redirect.
    func begin(_ text: [UInt8]) {
        do throws(HTTPFailure) {
            if let mistake = request.mistake { throw HTTPFailure("bad url", detail: mistake) }
            let url = try HTTPURL(text)
            self.url = url
            guard let client else { return }
            let pool = try client.pool(for: request)
            if url.origin.scheme == "https" { _ = try pool.tlsContext() }
            self.pool = pool
            setAlarm()
            if HTTPClient.isAddress(url.origin.host) {
                try launch()
            } else {
                resolution = client.addresses(of: url.origin.host) { [weak self] result in
                    self?.resolved(result)
                }
            }
        } catch {
            finish(.failure(error))
        }
    }

    private func resolved(_ answer: Result<[Endpoint], HTTPFailure>) {
        resolution = nil
        guard result == nil else { return }
        switch answer {
        case .failure(let failure):
            finish(.failure(failure))
        case .success(let found):
            addresses = found
            // libcurl itself goes for IPv6 first.
            isPreferring =
                !request.preferIPv6 && found.contains { $0.family == .ipv4 } && found.contains { $0.family == .ipv6 }
            do throws(HTTPFailure) { try launch() } catch { finish(.failure(error)) }
        }
    }

    private func launch() throws(HTTPFailure) {
        guard let url, let pool else { return }
        guard let handle = handle ?? EasyHandle() else { throw HTTPFailure("timeout", detail: "no memory left") }
        self.handle = handle
        head = ResponseHead()
        body = []
        bytesUploaded = 0
        tls = nil
        sentOver = nil
        abort = nil
        socketError = nil
        lastProgress = .never
        lastCounts = (0, 0)
        connectBegan = .never
        handle.reset()
        configure(handle, url, pool)
        try pool.add(self, handle)
    }

    private func configure(_ handle: EasyHandle, _ url: HTTPURL, _ pool: ConnectionPool) {
        handle.setCallbacks(self, closing: pool)
        handle.set(CURLOPT_URL, url.text)
        handle.set(CURLOPT_PROTOCOLS_STR, "http,https")
        handle.set(CURLOPT_PROXY, "")
        handle.set(CURLOPT_NOSIGNAL, 1)
        handle.set(CURLOPT_NOPROGRESS, 0)
        handle.set(CURLOPT_BUFFERSIZE, 65_536)
        handle.set(CURLOPT_QUICK_EXIT, 1)
        handle.set(CURLOPT_CONNECTTIMEOUT_MS, Int(HTTPTransfer.connectLimit / .milliseconds(1)))
        handle.set(CURLOPT_MAXAGE_CONN, Int(ConnectionPool.keepAlive / .seconds(1)))
        handle.set(CURLOPT_USERAGENT, client?.userAgent ?? "")
        handle.set(CURLOPT_ACCEPT_ENCODING, "gzip, deflate")
        handle.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        if request.dontReuse { handle.set(CURLOPT_FRESH_CONNECT, 1) }
        if request.dontMakeReusable { handle.set(CURLOPT_FORBID_REUSE, 1) }
        configureTLS(handle)
        configureContent(handle)
        handle.set(CURLOPT_HTTPHEADER, headerLines())
        if !addresses.isEmpty { handle.set(CURLOPT_RESOLVE, [addressLine(url.origin)]) }
    }

    private func configureTLS(_ handle: EasyHandle) {
        // Names and roots are checked by our own code, in `prepare`. libcurl would read its bundle each time.
        handle.set(CURLOPT_SSL_VERIFYPEER, 1)
        handle.set(CURLOPT_SSL_VERIFYHOST, 0)
        handle.set(CURLOPT_CAINFO, nil)
        handle.set(CURLOPT_CAPATH, nil)
        handle.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    }

    private func configureContent(_ handle: EasyHandle) {
        if method == "HEAD" {
            handle.set(CURLOPT_NOBODY, 1)
        } else if method == "GET" && request.body == nil {
            handle.set(CURLOPT_HTTPGET, 1)
        } else {
            // A length is sent even where there is nothing to send.
            handle.set(CURLOPT_POST, 1)
            handle.set(CURLOPT_POSTFIELDSIZE_LARGE, size: Int64(request.body?.count ?? 0))
            if method != "POST" { handle.set(CURLOPT_CUSTOMREQUEST, method) }
        }
    }

    private func headerLines() -> [[UInt8]] {
        var names: Set<String> = []
        var lines: [[UInt8]] = request.headers.map { name, value in
            names.insert(name.lowercased())
            let isBlank = value.allSatisfy { $0 == 32 || $0 == 9 }
            // How libcurl is told to send a field without a value, which it would otherwise leave out.
            return isBlank ? Array((name + ";").utf8) : Array((name + ": ").utf8) + value
        }
        // libcurl would claim that every content is a form, and wait a second for leave to send a long one.
        for name in ["Content-Type", "Expect"] where !names.contains(name.lowercased()) {
            lines.append(Array((name + ":").utf8))
        }
        if request.dontMakeReusable && !names.contains("connection") { lines.append(Array("Connection: close".utf8)) }
        return lines
    }

    /// The name's addresses as libcurl wants to be told them, good for a while only.
    private func addressLine(_ origin: HTTPURL.Origin) -> [UInt8] {
        let tried = isPreferring ? addresses.filter { $0.family == .ipv4 } : addresses
        return Array("+\(origin.host):\(origin.port):\(tried.map(\.address).joined(separator: ","))".utf8)
    }

    /// libcurl has done what it could.
    func ended(_ code: CURLcode) {
        guard let handle, let pool, let url else { return }
        let isConnected = handle.size(CURLINFO_CONNECT_TIME_T) > 0
        if code == CURLE_COULDNT_CONNECT && isPreferring { return tryAllAddresses() }
        let location = handle.text(CURLINFO_REDIRECT_URL)
        let connection = socket
        let isKept = connection.map { $0.isOpen && handle.activeSocket == $0.descriptor } ?? false
        if let tls { connection?.tls = tls }
        if head.isFramed { connection?.isFramed = true }
        let outcome = outcome(
            code, handle, isHandshaking: url.origin.scheme == "https" && (isConnected || tls != nil)
                && handle.size(CURLINFO_APPCONNECT_TIME_T) == 0)
        pool.remove(self, handle)
        socket = nil
        if let connection { pool.release(connection, isKept: isKept && code == CURLE_OK, origin: url.origin) }
        if case .success = outcome, let location, redirectsLeft > 0, redirect(to: location) { return }
        finish(outcome)
    }

    private func outcome(
        _ code: CURLcode, _ handle: EasyHandle, isHandshaking: Bool
    ) -> Result<HTTPResponse, HTTPFailure> {
        if let abort { return .failure(abort) }
        let tls = tls ?? socket?.tls
        if code != CURLE_OK {
            let number = Int32(exactly: handle.long(CURLINFO_OS_ERRNO)).flatMap { $0 == 0 ? nil : ErrorNumber(rawValue: $0) }
            return .failure(
                FailureTranslation.failure(
                    code, text: handle.failureText, number: socketError ?? number, tls: tls,
                    isHandshaking: isHandshaking, hasHead: head.status > 0))
        }
        // libcurl takes any end of a TLS stream for the end of the content.
        if let tls, head.endsWithConnection(method: method), !tls.hasPeerClosed { return .failure(.truncated) }
        // libcurl takes the end of the connection for the end of the head, too.
        guard head.isComplete else { return .failure(head.status > 0 ? .truncated : .unsupportedProtocol) }
        return .success(
            HTTPResponse(status: head.status, statusText: head.statusText, headers: head.fields, body: body))
    }

    /// Goes where a response points to. RFC 9110, section 15.4.
    ///
    /// - Returns: false if the response is not one to follow.
    private func redirect(to location: String) -> Bool {
        guard [301, 302, 303, 307, 308].contains(head.status), let old = url else { return false }
        redirectsLeft -= 1
        let mayChange = head.status == 303 || (head.status < 303 && method == "POST")
        if mayChange && method != "HEAD" && method != "GET" {
            method = "GET"
            request.body = nil
            request.headers.removeAll { $0.name.lowercased().hasPrefix("content-") }
        }
        let target = Array(location.utf8)
        if (try? HTTPURL(target))?.origin != old.origin {
            // Meant for the first server, and nobody else's business.
            let secrets: Set = ["authorization", "cookie", "proxy-authorization", "host"]
            request.headers.removeAll { secrets.contains($0.name.lowercased()) }
        }
        addresses = []
        begin(target)
        return true
    }

    private func tryAllAddresses() {
        guard let handle, let pool else { return }
        isPreferring = false
        pool.remove(self, handle)
        leaveSocket()
        do throws(HTTPFailure) { try launch() } catch { finish(.failure(error)) }
    }

    private func leaveSocket() {
        if let socket { pool?.release(socket, isKept: false, origin: nil) }
        socket = nil
    }

    private func finish(_ outcome: Result<HTTPResponse, HTTPFailure>) {
        guard result == nil else { return }
        result = outcome
        letGo()
        finished.completeAll()
    }

    private func letGo() {
        alarm.cancel()
        resolution?.cancel()
        resolution = nil
        if let handle { pool?.remove(self, handle) }
        leaveSocket()
        handle = nil
        let left = pool
        pool = nil
        left?.endIfUnused()
    }

    /// The pool is gone, and the request with it.
    func abandoned() {
        socket = nil
        handle = nil
        pool = nil
        alarm.cancel()
    }

    // MARK: Time

    private func setAlarm() {
        var next = deadline
        if lastProgress != .never { next = min(next, lastProgress + HTTPTransfer.progressLimit) }
        if isPreferring && connectBegan != .never { next = min(next, connectBegan + HTTPTransfer.stagger) }
        if abort != nil { next = loop.now }
        if next == .never { alarm.cancel() } else { alarm.arm(at: next, self) }
    }

    package func alarmRang(_ alarm: Alarm) {
        let present = loop.now
        if let abort { return finish(.failure(abort)) }
        if deadline <= present { return finish(.failure(.timeout)) }
        if lastProgress != .never && lastProgress + HTTPTransfer.progressLimit <= present {
            return finish(.failure(.timeout))
        }
        if isPreferring, connectBegan != .never, connectBegan + HTTPTransfer.stagger <= present {
            if (handle?.size(CURLINFO_CONNECT_TIME_T) ?? 0) == 0 { tryAllAddresses() } else { isPreferring = false }
        }
        if result == nil { setAlarm() }
    }

    /// Something that cannot be said on the spot makes the request fail in the next turn.
    func failSoon(_ failure: HTTPFailure) {
        abort = abort ?? failure
        setAlarm()
    }

    // MARK: What libcurl calls

    /// The transfer goes over this connection now.
    func uses(_ next: PooledSocket) {
        if lastProgress == .never { progressed() }
        guard next !== socket else { return }
        leaveSocket()
        next.users += 1
        socket = next
    }

    private func progressed() {
        let isFirst = lastProgress == .never
        lastProgress = loop.now
        if isFirst { setAlarm() }
    }

    /// - Returns: whether to go on.
    func takeHeader(_ line: [UInt8]) -> Bool {
        progressed()
        do throws(ResponseHead.Fault) {
            try head.take(line)
            return true
        } catch {
            abort = error == .tooLarge ? .tooLarge : .truncated
            return false
        }
    }

    /// - Returns: whether to go on.
    func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        progressed()
        if body.isEmpty, let length = head.contentLength {
            let isEncoded = head.fields.contains { $0.name == "Content-Encoding" }
            if !isEncoded && length > request.maxSize {
                abort = .tooLarge
                return false
            }
            // Room is made for what is said to come only as far as that costs nobody anything.
            body.reserveCapacity(Int(clamping: min(length, 1_048_576)))
        }
        guard bytes.count <= request.maxSize - body.count else {
            abort = .tooLarge
            return false
        }
        unsafe body.append(contentsOf: bytes)
        return true
    }

    /// Gives the next part of the content; returns how much it is.
    func giveBody(_ room: UnsafeMutableRawBufferPointer) -> Int {
        progressed()
        guard let content = request.body, bytesUploaded < content.count else { return 0 }
        let count = min(room.count, content.count - bytesUploaded)
        unsafe content.withUnsafeBytes { bytes in
            unsafe room.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[bytesUploaded..<(bytesUploaded + count)]))
        }
        bytesUploaded += count
        return count
    }

    /// Goes back to a place in the content: the request has to be sent anew over another connection.
    func rewindBody(to place: Int64) -> Bool {
        guard let place = Int(exactly: place), place >= 0, place <= request.body?.count ?? 0 else { return false }
        bytesUploaded = place
        return true
    }

    /// Takes note of what has been moved so far, bytes.
    func count(received: Int64, sent: Int64) {
        if (received, sent) == lastCounts { return }
        lastCounts = (received, sent)
        progressed()
    }

    /// Makes the socket for a connection.
    ///
    /// - Returns: -1 if there is none to be had.
    func openSocket(_ address: UnsafePointer<curl_sockaddr>) -> Int32 {
        let descriptor = unsafe charon_http_open_socket(address)
        if descriptor < 0 {
            socketError = ErrorNumber(rawValue: charon_http_error())
            return -1
        }
        pool?.opened(descriptor)
        if connectBegan == .never {
            connectBegan = loop.now
            setAlarm()
        }
        return descriptor
    }

    /// The request is about to be sent, for the first time, or again because a kept connection has died.
    ///
    /// - Parameter localPort: of the connection; it is all that libcurl tells of it at this point.
    /// - Returns: false if an answer had begun to come: libcurl counts only whole lines of it.
    func mayBeSent(localPort: Int32) -> Bool {
        guard let next = pool?.connection(localPort: localPort) else { return true }
        if let sentOver, !sentOver.isFramed, sentOver.hasAnswered, sentOver !== next {
            abort = .truncated
            return false
        }
        if let tls { next.tls = tls }
        next.beginRequest()
        sentOver = next
        return true
    }

    /// Takes charge of the checks of a TLS connection that is being made.
    func prepare(_ context: UnsafeMutableRawPointer) -> Bool {
        guard let pool, let url, let shared = try? pool.tlsContext() else { return false }
        let connection = ForeignConnection(context: shared, hostname: url.origin.host)
        tls = connection
        return unsafe connection.attach(to: context)
    }
}
