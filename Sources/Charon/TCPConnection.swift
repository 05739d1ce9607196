internal import CharonLoop
internal import CharonNet
internal import CharonSystem

/// A TCP connection, with TLS once `startTLS` has succeeded.
///
/// It can be used from any task. Several tasks may send at once: the bytes of each call stay together. It is closed as
/// by `close` when nothing refers to it any more.
public final class TCPConnection: Sendable {
    /// The loop that serves the connection.
    public let loop: SocketLoop

    private let stream: Confined<Stream>

    init(_ stream: Stream, on loop: SocketLoop) {
        self.loop = loop
        self.stream = Confined(stream)
    }

    deinit {
        Task { [loop, stream] in await loop.close(stream) }
    }

    /// Receives the next bytes: what one read from the system gives, at most 65,536 of them; over TLS one record's
    /// payload.
    ///
    /// The kernel is read only when somebody receives, so that a peer that sends more than is received is held back.
    /// A task that is cancelled takes nothing.
    ///
    /// - Parameter timeout: how long to wait at most; nil for as long as it takes.
    /// - Returns: nil when the peer has ended the stream in order, every time.
    /// - Throws: `SocketFailure`, or `CancellationError` if the task is cancelled while it waits.
    nonisolated(nonsending) public func receive(timeout: Duration? = nil) async throws -> [UInt8]? {
        try await loop.receive(from: stream, timeout: timeout)
    }

    /// Sends bytes, all of them and after all earlier ones.
    ///
    /// Returns when the kernel has taken all but 1 MiB (1,048,576 bytes) of what has been sent; the rest is written in the
    /// background. A failure that is found out later is thrown by the next call. If the wait ends early, with a
    /// timeout or by cancellation, the bytes are sent all the same.
    ///
    /// - Parameter timeout: how long to wait at most; nil for as long as it takes.
    /// - Throws: `SocketFailure`, or `CancellationError` if the task is cancelled while it waits.
    nonisolated(nonsending) public func send(_ bytes: [UInt8], timeout: Duration? = nil) async throws {
        try await loop.send(bytes, to: stream, timeout: timeout)
    }

    /// Sends a text in UTF-8.
    nonisolated(nonsending) public func send(_ text: String, timeout: Duration? = nil) async throws {
        try await send(Array(text.utf8), timeout: timeout)
    }

    /// Ends this side's direction, after what has been sent; over TLS with close_notify. Receiving goes on.
    nonisolated(nonsending) public func shutdownSending() async { await loop.shutdownSending(stream) }

    /// Closes the connection. Never waits: what has been sent is still written, and then what the peer sends is thrown
    /// away until it ends too, or 2 s have passed. A second time it does nothing.
    nonisolated(nonsending) public func close() async { await loop.close(stream) }

    /// The other end.
    public var peer: SocketAddress { SocketAddress(stream.value.peer) }

    /// This end; nil if the kernel does not tell, as after a close.
    public var local: SocketAddress? {
        get async { await loop.local(of: stream) }
    }

    /// Whether the connection speaks TLS.
    public var isTLS: Bool {
        get async { await loop.isTLS(stream) }
    }

    /// Makes the client's end of the connection speak TLS 1.2 or 1.3.
    ///
    /// The server's certificate must lead to a trusted root and be for the host; there is no switch that turns this off.
    /// A failed handshake closes the connection. It may take 15 s.
    ///
    /// - Parameter host: the name or the address that the certificate must be for, sent as SNI if it is a name.
    /// - Returns: the protocol agreed on by ALPN, if one was.
    /// - Throws: `SocketFailure` with the code `tls` and the reason: `certificate has expired`, `hostname mismatch`. Source:
    ///   RFC 8446; RFC 9525 for names; RFC 7301 for ALPN.
    @discardableResult
    nonisolated(nonsending) public func startTLS(
        host: String, _ options: TLSClientOptions = TLSClientOptions()
    ) async throws -> String? {
        try await loop.startTLS(stream, host: host, options)
    }

    /// Makes the server's end of the connection speak TLS 1.2 or 1.3.
    ///
    /// - Parameter certificates: the one that the client's SNI and key types ask for is shown; without SNI the first.
    /// - Returns: the protocol agreed on by ALPN, if one was.
    /// - Throws: `SocketFailure`; the connection is then closed.
    @discardableResult
    nonisolated(nonsending) public func startTLS(
        certificates: [TLSCertificate], _ options: TLSServerOptions = TLSServerOptions()
    ) async throws -> String? {
        try await loop.startTLS(stream, certificates: certificates, options)
    }
}

extension SocketLoop {
    /// Opens a TCP connection.
    ///
    /// All addresses of a name are tried, IPv4 ones first: the next when the last has failed, or 250 ms after it began.
    /// Source: RFC 8305.
    ///
    /// - Parameters:
    ///   - host: an IPv4 address, an IPv6 address with or without brackets and zone, or a name.
    ///   - port: 1 to 65,535.
    ///   - timeout: for everything, the look-up included; nil for 29 s.
    ///   - bind: the local address to connect from: `192.0.2.1`, `192.0.2.1:5000`.
    /// - Throws: `SocketFailure`: of several addresses the last one's; `CancellationError` if the task is cancelled.
    public func connect(
        to host: String, port: Int, timeout: Duration? = nil, bind: String? = nil
    ) async throws -> TCPConnection {
        let attempt = try network.connect(
            host: host, port: port, options: ConnectOptions(timeout: timeout, bind: bind))
        return TCPConnection(
            try await result(of: attempt.finished, orCancel: attempt.cancel) { attempt.result }, on: self)
    }

    func receive(from stream: Confined<Stream>, timeout: Duration?) async throws -> [UInt8]? {
        try await repeating(in: stream.value.readable, until: deadline(after: timeout)) {
            switch stream.value.receive() {
            case .chunk(let bytes): .success(bytes.copy())
            case .ended(.ended): .success(nil)
            case .ended(let code): .failure(SocketFailure(code, of: stream.value))
            case .notYet: nil
            }
        }
    }

    func send(_ bytes: [UInt8], to stream: Confined<Stream>, timeout: Duration?) async throws {
        let stream = stream.value
        let sent = bytes.withBorrowedBytes { stream.send($0) }
        try await finish(sent, in: stream.writable, timeout: timeout, of: stream) { stream.sendState() }
    }

    func shutdownSending(_ stream: Confined<Stream>) { stream.value.shutdownSending() }
    func close(_ stream: Confined<Stream>) { stream.value.close() }
    func local(of stream: Confined<Stream>) -> SocketAddress? { stream.value.local.map { SocketAddress($0) } }
    func isTLS(_ stream: Confined<Stream>) -> Bool { stream.value.isTLS }
}
