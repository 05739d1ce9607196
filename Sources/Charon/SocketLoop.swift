internal import CharonLoop
internal import CharonNet
internal import CharonSystem

/// A thread that serves sockets: TCP, TLS and UDP for Swift tasks.
///
/// Every socket belongs to the loop that made it. Its functions can be called from any task; each call that has to wait
/// suspends its task. Code that is isolated to the loop (a function with an `isolated SocketLoop` parameter, see `run`)
/// uses the sockets without a change of threads.
///
/// ```swift
/// let loop = try SocketLoop()
/// let listener = try await loop.listen(on: 8080)
/// try await listener.serve { connection in
///     while let bytes = try await connection.receive() { try await connection.send(bytes) }
/// }
/// ```
///
/// The thread ends when the last reference to the loop goes: sockets refer to it. What has been sent is still written
/// then, for at most 10 s without progress.
public actor SocketLoop {
    /// What the thread and the actor share.
    private final class Core: @unchecked Sendable {
        let loop: EventLoop
        let network: Network
        let executor: LoopExecutor
        let waker: Waker
        let isReleased = Locked(false)

        /// On the loop's thread.
        init() throws(SystemError) {
            loop = EventLoop()
            network = Network(loop: loop)
            executor = try loop.executor()
            waker = try loop.waker()
        }

        func serve() {
            // What could be refused was made in `init`.
            try? loop.run(until: { isReleased.withLock { $0 } })
            network.shutDown()
            loop.end()
        }
    }

    private static let stackSize = 1 << 20

    // Written once before the actor is seen by anybody; what is in it is used on its thread only.
    private nonisolated let core: Core
    private var isClosed = false

    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        // The actor keeps its executor.
        unsafe core.executor.asUnownedSerialExecutor()
    }

    /// Runs tasks that prefer it on the loop's thread. They must not block.
    public nonisolated var taskExecutor: any TaskExecutor { core.executor }

    /// Starts the thread.
    ///
    /// - Throws: `SocketFailure` if the system has no thread or no descriptors to give.
    public init() throws {
        let started = Locked<Result<Core, SystemError>?>(nil)
        guard let countdown = Countdown() else { throw SocketFailure(.tooManyOpenFiles, "too many open files") }
        let isRunning = NativeThread.start(stackSize: Self.stackSize) {
            let made = Result { () throws(SystemError) in try Core() }
            started.withLock { $0 = made }
            countdown.signal()
            if case .success(let core) = made { core.serve() }
        }
        guard isRunning else { throw SocketFailure(.other, "no thread could be started") }
        countdown.wait(for: 1)
        switch started.withLock({ $0 }) {
        case .success(let core)?: self.core = core
        case .failure(let error)?: throw SocketFailure(SocketError.Code(error.number))
        case nil: throw SocketFailure(.other, "no thread could be started")
        }
    }

    deinit {
        core.isReleased.withLock { $0 = true }
        core.waker.wake()
    }

    var loop: EventLoop { core.loop }

    /// - Throws: `closed` after `close`.
    var network: Network {
        get throws(SocketFailure) {
            if isClosed { throw SocketFailure(.closed, "socket closed") }
            return core.network
        }
    }

    /// Runs code on the loop's thread, isolated to it: its uses of the loop's sockets do not change threads.
    ///
    /// The code must not block: all sockets of the loop wait for it.
    public func run<Result: Sendable>(
        _ body: @Sendable (isolated SocketLoop) async throws -> Result
    ) async rethrows -> Result {
        try await body(self)
    }

    /// Closes all sockets and listeners, as each one's `close` does; nothing can be opened any more. Returns at once.
    public func close() {
        isClosed = true
        core.network.closeAll()
    }

    /// Tries something until it gives a result, waiting in a queue between two attempts.
    ///
    /// - Parameters:
    ///   - queue: completes its waiters when another attempt is worthwhile.
    ///   - attempt: runs on the loop's thread; nil if it is not yet time.
    /// - Throws: `timeout`; `CancellationError` if the task is cancelled; what the attempt throws.
    func repeating<Result>(
        in queue: WaitQueue, until deadline: Moment? = nil, _ attempt: () -> Swift.Result<Result, SocketFailure>?
    ) async throws -> Result {
        var result = attempt()
        while result == nil {
            let end = await queue.wait(on: core.loop, until: deadline) {
                result = attempt()
                return result != nil
            }
            if result != nil { break }
            switch end {
            case .completed: result = attempt()
            case .timedOut: throw SocketFailure(.timeout, "timeout")
            case .cancelled: throw CancellationError()
            }
        }
        guard let result else { throw CancellationError() }
        return try result.get()
    }

    /// Waits for what has been begun; gives it up if the task is cancelled.
    ///
    /// - Parameters:
    ///   - finished: completes its waiters when there is a result.
    ///   - cancel: is not called once there is one.
    func result<Success>(
        of finished: WaitQueue, orCancel cancel: () -> Void,
        _ result: () -> Swift.Result<Success, SocketError>?, failure: (SocketError) -> SocketFailure = { SocketFailure($0) }
    ) async throws -> Success {
        do {
            return try await repeating(in: finished) { result()?.mapError(failure) }
        } catch is CancellationError {
            cancel()
            throw CancellationError()
        }
    }

    /// Waits until a queue has room, after something was sent.
    ///
    /// - Parameters:
    ///   - first: what the sending answered.
    ///   - state: what is asked after each wait in `queue`.
    func finish(
        _ first: Stream.Sent, in queue: @autoclosure () -> WaitQueue, timeout: Duration?, of stream: Stream? = nil,
        _ state: () -> Stream.Sent
    ) async throws {
        if case .accepted = first { return }
        var first: Stream.Sent? = first
        try await repeating(in: queue(), until: deadline(after: timeout)) {
            let sent = first ?? state()
            first = nil
            return switch sent {
            case .accepted: .success(())
            case .failed(let code): .failure(SocketFailure(code, of: stream))
            case .overLimit: nil
            }
        }
    }

    func deadline(after timeout: Duration?) -> Moment? { timeout.map { core.loop.now + max($0, .zero) } }
}
