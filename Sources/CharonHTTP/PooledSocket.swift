import CCharon
import CharonLoop
import CharonSystem
import CharonTLS

/// A descriptor of libcurl's: a connection, in use or kept, or something that it needs for itself.
final class PooledSocket: ReadinessObserver {
    /// The number, good as long as `isOpen`.
    let descriptor: Int32
    /// Whether it is a connection, made by our own function.
    let isConnection: Bool
    /// False once libcurl has closed it.
    private(set) var isOpen = true
    /// Whom it is connected to, known when a first request has been answered over it.
    var origin: HTTPURL.Origin?
    /// TLS on this connection, if there is any.
    var tls: ForeignConnection?
    /// Whether it speaks HTTP/2, where the peer may speak without having been asked.
    var isFramed = false
    /// How many requests use it.
    var users = 0
    /// Since when nobody uses it.
    var idleSince = Moment.never
    private var knownPort: Int32 = 0
    /// What had been received when the last request was sent.
    private var receivedBefore: UInt64 = 0
    /// Whether anything has been received since the last request was sent, known when it is closed.
    private(set) var hasAnswered = false
    /// Whether it was found to be of no use while nobody used it.
    private(set) var isDead = false

    private unowned let pool: ConnectionPool
    private let loop: EventLoop
    private var registration: Registration?

    init(_ descriptor: Int32, isConnection: Bool, pool: ConnectionPool, loop: EventLoop) {
        self.descriptor = descriptor
        self.isConnection = isConnection
        self.pool = pool
        self.loop = loop
    }

    /// Whether the next request to the same place can use it.
    var isKept: Bool { isOpen && !isDead && users == 0 && origin != nil }

    /// The port of this end, 0 before there is one.
    var localPort: Int32 {
        if knownPort == 0 { knownPort = charon_http_local_port(descriptor) }
        return knownPort
    }

    /// A request is about to be sent.
    func beginRequest() {
        receivedBefore = received
    }

    /// Bytes, or over TLS, where the end of a connection has a record of its own, records of data.
    private var received: UInt64 { tls?.recordsReceived ?? charon_http_bytes_received(descriptor) }

    /// Watches for what libcurl wants to hear about.
    func watch(_ interest: Readiness) throws(SystemError) {
        if let registration {
            if registration.interest != interest { try loop.change(registration, to: interest) }
        } else {
            registration = try loop.register(descriptor, interest, self)
        }
    }

    /// libcurl has no interest any more: a kept connection is watched for its end, anything else not at all.
    func unwatch() {
        guard isConnection else { return close() }
        try? watch([.input, .peerEnded, .edgeTriggered])
    }

    /// libcurl is about to close the descriptor, or has done with it.
    func close() {
        if isConnection { hasAnswered = received != receivedBefore }
        isOpen = false
        if let registration { loop.deregister(registration, isClosing: isConnection) }
        registration = nil
    }

    /// Looks whether a kept connection has ended, or says what nobody asked for, and if so makes it useless: bytes
    /// that wait there would be taken for the answer to the next request.
    func check() {
        guard isKept, charon_http_has_input(descriptor) == 1 else { return }
        if !isFramed { end() }
    }

    /// Makes a kept connection useless; libcurl notices that when it looks at it, and closes it.
    func end() {
        guard isKept else { return }
        isDead = true
        charon_http_end_socket(descriptor)
    }

    func readinessChanged(_ readiness: Readiness) {
        if isConnection && users == 0 && origin != nil {
            if !isFramed || readiness.isEnding { end() }
            pool.endIfUnused()
            return
        }
        var events: Int32 = 0
        if readiness.contains(.input) || readiness.contains(.peerEnded) { events |= CURL_CSELECT_IN }
        if readiness.contains(.output) { events |= CURL_CSELECT_OUT }
        if readiness.contains(.failure) || readiness.contains(.hangup) { events |= CURL_CSELECT_ERR }
        pool.act(descriptor, events)
    }
}
