internal import CharonSystem

/// Somebody who waits for one thing at a time, again and again.
///
/// A coroutine owns one for its whole life; a blocking call makes one for itself. Completing it is data: the state
/// changes, and at most a key is filed or a task is made ready. No script and no user code runs.
@usableFromInline
package final class Waiter: Timer {
    /// How the one who waits learns of the end.
    package enum Wake {
        /// It looks at the state, after each turn of the loop.
        case flag
        /// By a key in the loop's `readyKeys`.
        case key(UInt64)
        /// Its task is made ready.
        case suspension(Suspension)
    }

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

    package var state: State { currentState }
    @usableFromInline var currentState = State.idle

    // How it is told. In parts, and not through the loop, so that telling one of a coroutine counts no references.
    private let hasKey: Bool
    /// It waits for a moment and in no queue.
    private var isSleeping = false
    private let key: UInt64
    private let readyKeys: Uncounted<NumberQueue>

    /// The queue in which it waits, or that completed it. It stays when the wait is over, since the next one is
    /// mostly in the same queue; which of the two it is the state says.
    private var queue: WaitQueue?

    // When it came there, and its neighbours. The queue alone touches them.
    var arrival: UInt64 = 0
    var next: Uncounted<Waiter>?
    var previous: Uncounted<Waiter>?

    package let loop: EventLoop
    private let suspension: Suspension?

    /// Whether what it waits for has not come.
    @inlinable package var isWaiting: Bool { currentState == .waiting }

    /// Whether the deadline came first.
    @inlinable package var hasTimedOut: Bool { currentState == .timedOut }

    package init(loop: EventLoop, wake: Wake) {
        self.loop = loop
        readyKeys = Uncounted(loop.readyKeys)
        switch wake {
        case .flag: (key, hasKey, suspension) = (0, false, nil)
        case .key(let key): (self.key, hasKey, suspension) = (key, true, nil)
        case .suspension(let suspension): (key, hasKey, self.suspension) = (0, false, suspension)
        }
    }

    deinit {
        // The queue does not keep those who wait in it.
        if currentState == .waiting, !isSleeping { queue?.remove(self) }
    }

    /// Gives the wait up, from any state.
    ///
    /// One that had been completed hands what it has not taken to the next in its queue.
    package func cancel() {
        let before = currentState
        reset()
        if before == .completed, !isSleeping {
            queue?.completeFirst()
        }
    }

    /// Makes a waiter that has got what it waited for, or has waited long enough, idle again.
    package func reset() {
        switch currentState {
        case .idle, .timedOut: break
        case .waiting:
            if !isSleeping { queue?.remove(self) }
            loop.timers.disarm(self)
        case .completed:
            if !isSleeping { queue?.releaseClaim() }
        }
        currentState = .idle
    }

    /// Begins to wait in `queue`, or for nothing but the deadline.
    func begin(in queue: WaitQueue?, deadline: Moment?) {
        precondition(currentState == .idle, "a waiter waits for one thing at a time")
        isSleeping = queue == nil
        if let queue, self.queue !== queue { self.queue = queue }
        currentState = .waiting
        if let deadline {
            loop.timers.arm(self, at: deadline)
        }
    }

    /// The queue, which has let go of it, says that it need not wait any longer.
    func complete() {
        currentState = .completed
        if deadline != .never {
            loop.timers.disarm(self)
        }
        signal()
    }

    override func expire() {
        if isSleeping {
            // It waited for nothing else.
            currentState = .completed
        } else {
            queue?.remove(self)
            currentState = .timedOut
        }
        signal()
    }

    private func signal() {
        loop.completionCount &+= 1
        if hasKey { return readyKeys.with { $0.append(key) } }
        suspension?.resume()
    }
}
