internal import CharonLoop
internal import CharonNet
internal import CharonSystem

/// A TCP port that connections come to.
///
/// It takes connections from the kernel when they are asked for; others wait there. It is closed when nothing refers to it
/// any more.
public final class TCPListener: Sendable {
    /// The loop that serves the listener and its connections.
    public let loop: SocketLoop
    /// Where it listens: `[::]` for all addresses, and the port that the system chose if none was asked for.
    public let local: SocketAddress

    private let listener: Confined<Listener>

    init(_ listener: Listener, on loop: SocketLoop) {
        self.loop = loop
        local = SocketAddress(listener.local)
        self.listener = Confined(listener)
    }

    deinit {
        Task { [loop, listener] in await loop.close(listener) }
    }

    /// Takes the oldest connection; waits for one.
    ///
    /// When the system has no descriptor left it waits for 100 ms at a time until there is one.
    ///
    /// - Parameter timeout: how long to wait at most; nil for as long as it takes.
    /// - Returns: nil when the listener has been closed.
    /// - Throws: `SocketFailure`, or `CancellationError` if the task is cancelled while it waits.
    nonisolated(nonsending) public func accept(timeout: Duration? = nil) async throws -> TCPConnection? {
        try await loop.accept(from: listener, timeout: timeout)
    }

    /// Accepts connections until the listener is closed or the task is cancelled, and runs `handler` for each of them at
    /// once, on the loop.
    ///
    /// A connection is closed when its handler has ended. An error that a handler throws ends that connection alone.
    /// After a cancellation the handlers are cancelled and waited for.
    ///
    /// - Throws: `SocketFailure` if the system refuses to accept, `CancellationError` after a cancellation.
    nonisolated(nonsending) public func serve(
        _ handler: @escaping @Sendable (TCPConnection) async throws -> Void
    ) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            while let connection = try await accept() {
                group.addTask(executorPreference: loop.taskExecutor) {
                    // What a handler throws is its connection's affair.
                    try? await handler(connection)
                    await connection.close()
                }
            }
        }
    }

    /// Stops listening; connections that have not been accepted are reset. A second time it does nothing.
    nonisolated(nonsending) public func close() async { await loop.close(listener) }
}

extension SocketLoop {
    /// Listens for TCP connections on all addresses of this machine.
    ///
    /// - Parameters:
    ///   - port: 0 to 65,535; for 0 the system chooses.
    ///   - backlog: how many connections may wait to be accepted.
    ///   - sharesPort: whether other sockets of the same user may listen on the port, the kernel spreading connections over
    ///     them: one loop for each core. Source: socket(7), SO_REUSEPORT.
    /// - Throws: `SocketFailure`.
    public func listen(on port: Int, backlog: Int = 1024, sharesPort: Bool = false) throws -> TCPListener {
        try listen(on: .all(port: port), backlog: backlog, sharesPort: sharesPort)
    }

    /// Listens for TCP connections on one address.
    ///
    /// - Parameter address: `192.0.2.1:8080`, `[::1]:8080`; a host's name is refused.
    /// - Throws: `SocketFailure`.
    public func listen(on address: String, backlog: Int = 1024, sharesPort: Bool = false) throws -> TCPListener {
        try listen(on: try bindAddress(address), backlog: backlog, sharesPort: sharesPort)
    }

    private func listen(on address: BindAddress, backlog: Int, sharesPort: Bool) throws -> TCPListener {
        let network = try network
        do throws(SocketError) {
            return TCPListener(try network.listen(on: address, backlog: backlog, reusePort: sharesPort), on: self)
        } catch {
            throw SocketFailure(error)
        }
    }

    func bindAddress(_ text: String) throws(SocketFailure) -> BindAddress {
        guard let address = BindAddress.parse(text) else {
            throw SocketFailure(.invalidAddress, "invalid bind address")
        }
        return address
    }

    func accept(from listener: Confined<Listener>, timeout: Duration?) async throws -> TCPConnection? {
        let stream = try await repeating(in: listener.value.acceptable, until: deadline(after: timeout)) {
            () -> Result<Stream?, SocketFailure>? in
            switch listener.value.accept() {
            case .stream(let stream): return .success(stream)
            case .closed: return .success(nil)
            case .failed(.tooManyOpenFiles):
                listener.value.pause(for: .milliseconds(100))
                return nil
            case .failed(let code): return .failure(SocketFailure(code))
            case .notYet: return nil
            }
        }
        return stream.map { TCPConnection($0, on: self) }
    }

    func close(_ listener: Confined<Listener>) { listener.value.close() }
}
