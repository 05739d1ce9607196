internal import CharonLoop
internal import CharonLua
internal import CharonSystem

/// What the runtime knows of a coroutine that has waited or been scheduled; it lives as long as the coroutine.
///
/// It is the one waiter that serves all waits of the coroutine, one after the other.
final class CoroutineRecord: Waiter {
    /// True from a suspension in a waiting function until that function runs again.
    var isParked = false
    /// True if the suspension was made for fairness, before the function ran at all.
    var isTurnGivenUp = false
    /// The scheduler that it was added to, nearly always one.
    var entry: SchedulerEntry?
    var moreEntries: [SchedulerEntry] = []
    /// What the parked function works on, if it keeps something.
    var operation: (any ScriptOperation)?
    /// Of the wait; `never` if it has no limit.
    var deadline = Moment.never

    deinit {
        // The coroutine was collected while it waited: nothing may be kept for it.
        dropWait()
    }

    /// Whether it is suspended in a wait whose condition does not hold yet.
    var isHeld: Bool { isParked && !isTurnGivenUp && isWaiting }

    override func waitEnded() { notifySchedulers() }

    /// Gives the wait up, as when the coroutine is closed.
    func dropWait() {
        cancel()
        isParked = false
        isTurnGivenUp = false
        operation?.cancel()
        operation = nil
    }

    /// The entry is no longer in its scheduler's list.
    func forget(_ gone: SchedulerEntry) {
        if entry === gone { entry = moreEntries.popLast() } else { moreEntries.removeAll { $0 === gone } }
    }

    /// Tells the schedulers that the coroutine may be resumed, or must be looked at.
    func notifySchedulers() {
        entry.map { Uncounted($0) }?.with { entry in entry.scheduler?.with { $0.enqueue(entry) } }
        if moreEntries.isEmpty { return }
        for entry in moreEntries { entry.scheduler?.with { $0.enqueue(entry) } }
    }
}
