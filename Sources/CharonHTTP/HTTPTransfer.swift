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

    let loop: EventLoop
    weak var client: HTTPClient?
    var request: HTTPRequest
    var method: String
    private var redirectsLeft: Int
    private let deadline: Moment
    private let alarm: Alarm

    var pool: ConnectionPool?
    private var handle: EasyHandle?
    private var resolution: (any HostResolution)?
    var addresses: [Endpoint] = []
    /// Whether only the preferred family's addresses are being tried.
    var isPreferring = false

    var head = ResponseHead()
    var body: [UInt8] = []
    var bytesUploaded = 0
    var socket: PooledSocket?
    var tls: ForeignConnection?
    /// The connection over which the request was sent last.
    var sentOver: PooledSocket?
    /// Why libcurl was told to stop.
    var abort: HTTPFailure?
    var socketError: ErrorNumber?
    var lastProgress = Moment.never
    var lastCounts: (received: Int64, sent: Int64) = (0, 0)
    var connectBegan = Moment.never

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

    /// The transfer does not go over its connection any more.
    func leaveSocket() {
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

    /// Arms the alarm for the next limit.
    func setAlarm() {
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
}
