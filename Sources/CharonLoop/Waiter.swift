internal import CharonSystem

/// Somebody who waits for one thing at a time, again and again.
///
/// A coroutine is one for its whole life; a blocking call makes one for itself, and looks at its state after each turn of
/// the loop. Completing it is data: the state changes, and whoever it is files that. No script and no user code runs.
open class Waiter {
    @usableFromInline
    package enum State: Equatable, Sendable {
        /// Waits for nothing.
        case idle
        case waiting
        /// What it waited for is there, or will never come: look again.
        case completed
        /// The deadline came first.
        case timedOut
    }

    package final var state: State { currentState }
    @usableFromInline final var currentState = State.idle

    /// It waits for a moment and in no queue.
    private final var isSleeping = false

    /// The queue in which it waits, or that completed it. It stays when the wait is over, since the next one is
    /// mostly in the same queue; which of the two it is the state says.
    private final var queue: WaitQueue?

    /// Ends the wait when it has lasted long enough; made for the first wait that has a limit.
    private final var limit: WaitLimit?

    // When it came there, and its neighbours. The queue alone touches them.
    final var arrival: UInt64 = 0
    final var next: Uncounted<Waiter>?
    final var previous: Uncounted<Waiter>?

    package final let loop: EventLoop

    /// Whether what it waits for has not come.
    @inlinable package final var isWaiting: Bool { currentState == .waiting }

    /// Whether the deadline came first.
    @inlinable package final var hasTimedOut: Bool { currentState == .timedOut }

    package init(loop: EventLoop) {
        self.loop = loop
    }

    deinit {
        // The queue does not keep those who wait in it, nor does the loop those who wait for a moment.
        if currentState == .waiting, !isSleeping { queue?.remove(self) }
        limit?.drop(in: loop)
    }

    /// Gives the wait up, from any state.
    ///
    /// One that had been completed hands what it has not taken to the next in its queue.
    package final func cancel() {
        let before = currentState
        reset()
        if before == .completed, !isSleeping {
            queue?.completeFirst()
        }
    }

    /// Makes a waiter that has got what it waited for, or has waited long enough, idle again.
    package final func reset() {
        switch currentState {
        case .idle, .timedOut: break
        case .waiting:
            if !isSleeping { queue?.remove(self) }
            if let limit { loop.timers.disarm(limit) }
        case .completed:
            if !isSleeping { queue?.releaseClaim() }
        }
        currentState = .idle
    }

    /// Begins to wait in `queue`, or for nothing but the deadline.
    final func begin(in queue: WaitQueue?, deadline: Moment?) {
        precondition(currentState == .idle, "a waiter waits for one thing at a time")
        isSleeping = queue == nil
        if let queue, self.queue !== queue { self.queue = queue }
        currentState = .waiting
        if let deadline { arm(at: deadline) }
    }

    @inline(never)
    private final func arm(at deadline: Moment) {
        let limit = limit ?? WaitLimit(self)
        self.limit = limit
        loop.timers.arm(limit, at: deadline)
    }

    /// The queue, which has let go of it, says that it need not wait any longer.
    final func complete() {
        currentState = .completed
        if let limit { loop.timers.disarm(limit) }
        signal()
    }

    fileprivate final func expire() {
        if isSleeping {
            // It waited for nothing else.
            currentState = .completed
        } else {
            queue?.remove(self)
            currentState = .timedOut
        }
        signal()
    }

    private final func signal() {
        loop.completionCount &+= 1
        waitEnded()
    }

    /// The wait is over, as `state` says; to be overridden by those who are not looked after.
    ///
    /// It must run neither scripts nor user code.
    open func waitEnded() {}
}

/// The end of a waiter's patience. The loop keeps timers for a while after they have become of no use, and must not keep
/// the waiter: its coroutine may be gone.
private final class WaitLimit: Timer {
    private var waiter: Uncounted<Waiter>?

    init(_ waiter: Waiter) { self.waiter = Uncounted(waiter) }

    /// The waiter goes.
    func drop(in loop: EventLoop) {
        waiter = nil
        loop.timers.disarm(self)
    }

    override func expire() { waiter?.with { $0.expire() } }
}
