internal import CharonSystem

/// Somebody who waits for one thing at a time, again and again.
///
/// A coroutine owns one for its whole life; a blocking call makes one for itself. Completing it is data: the state
/// changes, and at most a key is filed or a task is made ready. No script and no user code runs.
package final class Waiter: Timer {
    /// How the one who waits learns of the end.
    package enum Wake {
        /// It looks at the state, after each turn of the loop.
        case flag
        /// By a key in the loop's `readyKeys`.
        case key(UInt64)
    }

    package enum State: Equatable, Sendable {
        /// Waits for nothing.
        case idle
        case waiting
        /// What it waited for is there, or will never come: look again.
        case completed
        /// The deadline came first.
        case timedOut
    }

    package let loop: EventLoop
    package let wake: Wake
    package private(set) var state = State.idle

    package var isWaiting: Bool { if case .waiting = state { true } else { false } }
    package var hasTimedOut: Bool { if case .timedOut = state { true } else { false } }

    /// The queue in which it waits, or that completed it.
    private var queue: WaitQueue?

    // Its neighbours there. The queue alone touches them.
    var next: Waiter?
    var previous: Waiter?

    package init(loop: EventLoop, wake: Wake) {
        self.loop = loop
        self.wake = wake
    }

    /// Gives the wait up, from any state.
    ///
    /// One that had been completed hands what it has not taken to the next in its queue.
    package func cancel() {
        let left = queue
        let before = state
        reset()
        if before == .completed {
            left?.completeFirst()
        }
    }

    /// Makes a waiter that has got what it waited for, or has waited long enough, idle again.
    package func reset() {
        switch state {
        case .idle: return
        case .waiting:
            queue?.remove(self)
            loop.timers.disarm(self)
        case .completed: queue?.releaseClaim()
        case .timedOut: break
        }
        queue = nil
        state = .idle
    }

    /// Begins to wait in `queue`, or for nothing but the deadline.
    func begin(in queue: WaitQueue?, deadline: Moment?) {
        precondition(state == .idle, "a waiter waits for one thing at a time")
        self.queue = queue
        state = .waiting
        if let deadline {
            loop.timers.arm(self, at: deadline)
        }
    }

    /// The queue, which has let go of it, says that it need not wait any longer.
    func complete() {
        state = .completed
        if deadline != .never {
            loop.timers.disarm(self)
        }
        signal()
    }

    override func expire() {
        if let queue {
            queue.remove(self)
            state = .timedOut
            self.queue = nil
        } else {
            // It waited for nothing else.
            state = .completed
        }
        signal()
    }

    private func signal() {
        switch wake {
        case .flag: break
        case .key(let key): loop.readyKeys.append(key)
        }
    }
}
