internal import CharonLoop
internal import CharonNet
internal import CharonSystem

/// A UDP socket: a client's, connected to one peer, or a server's, which answers whoever has sent last.
///
/// It is closed when nothing refers to it any more.
public final class UDPSocket: Sendable {
    /// A datagram that has been received.
    public struct Datagram: Hashable, Sendable {
        public let bytes: [UInt8]
        /// Who sent it.
        public let sender: SocketAddress
    }

    /// The loop that serves the socket.
    public let loop: SocketLoop

    private let socket: Confined<DatagramSocket>

    init(_ socket: DatagramSocket, on loop: SocketLoop) {
        self.loop = loop
        self.socket = Confined(socket)
    }

    deinit {
        Task { [loop, socket] in await loop.close(socket) }
    }

    /// Receives one datagram, which may be empty. A client's socket receives from its peer alone.
    ///
    /// - Parameter timeout: how long to wait at most; nil for as long as it takes.
    /// - Throws: `SocketFailure`: `connectionRefused` once for a refusal that came back, the socket stays open; `closed`.
    ///   `CancellationError` if the task is cancelled while it waits.
    nonisolated(nonsending) public func receive(timeout: Duration? = nil) async throws -> Datagram {
        try await loop.receive(from: socket, timeout: timeout)
    }

    /// Sends one datagram to the peer: for a server, whoever has sent the last one that was received.
    ///
    /// - Throws: `SocketFailure`: `messageTooLong` for more than 65,507 bytes.
    nonisolated(nonsending) public func send(_ bytes: [UInt8]) async throws { try await loop.send(bytes, to: socket) }

    /// Closes the socket at once; what is queued is still sent. A second time it does nothing.
    nonisolated(nonsending) public func close() async { await loop.close(socket) }

    /// This end; nil if the kernel does not tell.
    public var local: SocketAddress? {
        get async { await loop.local(of: socket) }
    }
}

extension SocketLoop {
    /// A UDP socket that answers whoever sends to it. Nobody else can bind the port meanwhile.
    ///
    /// - Parameter address: `8080`, `192.0.2.1:8080`, `[::1]:8080`; port 0 lets the system choose.
    /// - Throws: `SocketFailure`.
    public func bindUDP(on address: String) throws -> UDPSocket {
        let parsed = try bindAddress(address)
        let network = try network
        do throws(SocketError) {
            return UDPSocket(try network.bindDatagram(on: parsed), on: self)
        } catch {
            throw SocketFailure(error)
        }
    }

    /// A UDP socket with a peer. Only a name takes time; nothing is sent.
    ///
    /// - Parameters: as for `connect`.
    /// - Throws: as `connect`.
    public func connectUDP(to host: String, port: Int, timeout: Duration? = nil) async throws -> UDPSocket {
        let attempt = try network.connectDatagram(host: host, port: port, options: ConnectOptions(timeout: timeout))
        return UDPSocket(
            try await result(of: attempt.finished, orCancel: attempt.cancel) { attempt.result }, on: self)
    }

    func receive(from socket: Confined<DatagramSocket>, timeout: Duration?) async throws -> UDPSocket.Datagram {
        try await repeating(in: socket.value.readable, until: deadline(after: timeout)) {
            switch socket.value.receive() {
            case .chunk(let bytes):
                guard let sender = socket.value.peer else {
                    return .failure(SocketFailure(.other, "a datagram without a sender"))
                }
                return .success(
                    UDPSocket.Datagram(
                        bytes: bytes.copy(), sender: SocketAddress(sender)))
            case .ended(let code): return .failure(SocketFailure(code))
            case .notYet: return nil
            }
        }
    }

    func send(_ bytes: [UInt8], to socket: Confined<DatagramSocket>) async throws {
        let socket = socket.value
        let sent = bytes.withBorrowedBytes { socket.send($0) }
        try await finish(sent, in: socket.writable, timeout: nil) { socket.sendState() }
    }

    func close(_ socket: Confined<DatagramSocket>) { socket.value.close() }
    func local(of socket: Confined<DatagramSocket>) -> SocketAddress? { socket.value.local.map { SocketAddress($0) } }
}
