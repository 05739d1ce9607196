package import CharonSystem

/// How a task's wait ended.
package enum WaitEnd: Equatable, Sendable {
    /// What it waited for is there, or will never come: look again.
    case completed
    case timedOut
    /// The task was cancelled.
    case cancelled
}

extension WaitQueue {
    /// Suspends the calling task, which must run on the loop's executor, until its wait in the queue ends.
    ///
    /// - Parameters:
    ///   - deadline: when to stop to wait; nil for never.
    ///   - isThere: whether what is waited for is there. It is asked when nothing can come between its answer and the
    ///     wait: the loop may have turned since the caller looked, for a call that is awaited may give the thread away.
    package func wait(
        on loop: EventLoop, until deadline: Moment? = nil, unless isThere: () -> Bool,
        isolation: isolated (any Actor)? = #isolation
    ) async -> WaitEnd {
        await loop.suspended(isolation: isolation) { waiter in
            if isThere() { return false }
            self.add(waiter, deadline: deadline)
            return true
        }
    }
}

extension EventLoop {
    /// Suspends the calling task, which must run on the loop's executor, until a moment has come.
    ///
    /// - Returns: `completed`, or `cancelled`.
    package func sleep(until deadline: Moment, isolation: isolated (any Actor)? = #isolation) async -> WaitEnd {
        await suspended(isolation: isolation) { waiter in
            self.sleep(waiter, until: deadline)
            return true
        }
    }

    fileprivate func suspended(
        isolation: isolated (any Actor)?, _ begin: (Waiter) -> Bool
    ) async -> WaitEnd {
        guard let suspensions else { preconditionFailure("the loop has no executor") }
        let number = suspensions.announce()
        let mailbox = suspensions.mailbox
        var waiter: Waiter?
        await withTaskCancellationHandler(
            operation: {
                await suspend(isolation: isolation) { suspension in
                    let made = TaskWaiter(loop: self, suspension)
                    waiter = made
                    if !suspensions.enter(made, suspension, number) || !begin(made) { suspension.resume() }
                }
            },
            // Runs anywhere, perhaps before the wait has begun; the letter is opened in a later turn.
            onCancel: { mailbox.post(Suspensions.Cancellation(number: number)) },
            isolation: isolation)
        let wasCancelled = suspensions.leave(number)
        defer { waiter?.reset() }
        if waiter?.state == .timedOut { return .timedOut }
        return wasCancelled ? .cancelled : .completed
    }
}

/// A task that waits: it is made ready.
private final class TaskWaiter: Waiter {
    private let suspension: Suspension

    init(loop: EventLoop, _ suspension: Suspension) {
        self.suspension = suspension
        super.init(loop: loop)
    }

    override func waitEnded() { suspension.resume() }
}

/// The tasks that wait, by number, so that a cancellation from another thread finds its own and no later one.
final class Suspensions: LetterRecipient {
    struct Cancellation: Letter {
        let number: UInt64
    }

    private struct Entry {
        var waiter: Waiter?
        var suspension: Suspension?
        var isCancelled = false
    }

    private var entries: [UInt64: Entry] = [:]
    private var lastNumber: UInt64 = 0
    private var ownMailbox: Mailbox?

    var mailbox: Mailbox {
        guard let ownMailbox else { preconditionFailure("the mailbox is made with the executor") }
        return ownMailbox
    }

    init() {}

    func open(_ mailbox: Mailbox) {
        ownMailbox = mailbox
    }

    /// A task is going to wait; it can be cancelled from now on.
    func announce() -> UInt64 {
        lastNumber += 1
        entries[lastNumber] = Entry()
        return lastNumber
    }

    /// - Returns: false if the wait has been cancelled before it began.
    func enter(_ waiter: Waiter, _ suspension: Suspension, _ number: UInt64) -> Bool {
        guard let entry = entries[number], !entry.isCancelled else { return false }
        entries[number] = Entry(waiter: waiter, suspension: suspension)
        return true
    }

    /// - Returns: whether the wait was cancelled.
    func leave(_ number: UInt64) -> Bool {
        entries.removeValue(forKey: number)?.isCancelled ?? false
    }

    func receive(_ letter: any Letter) {
        guard let cancellation = letter as? Cancellation, let entry = entries[cancellation.number] else { return }
        guard let waiter = entry.waiter else {
            entries[cancellation.number]?.isCancelled = true
            return
        }
        guard waiter.isWaiting else { return }
        entries[cancellation.number]?.isCancelled = true
        waiter.cancel()
        entry.suspension?.resume()
    }
}
