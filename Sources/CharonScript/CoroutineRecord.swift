internal import CharonLoop
internal import CharonLua
internal import CharonSystem

/// What the runtime knows of a coroutine that has waited or been scheduled; it lives as long as the coroutine.
final class CoroutineRecord {
    // What every wait uses comes first.
    /// The one waiter that serves all waits of the coroutine, one after the other.
    let waiter: Waiter
    /// The scheduler that it was added to, nearly always one.
    var entry: SchedulerEntry?
    var moreEntries: [SchedulerEntry] = []
    /// True from a suspension in a waiting function until that function runs again.
    var isParked = false
    /// True if the suspension was made for fairness, before the function ran at all.
    var isTurnGivenUp = false
    /// What the parked function works on, if it keeps something.
    var operation: (any ScriptOperation)?
    /// Of the wait; `never` if it has no limit.
    var deadline = Moment.never

    let key: UInt64
    private let registry: CoroutineRegistry

    init(key: UInt64, waiter: Waiter, registry: CoroutineRegistry) {
        self.key = key
        self.waiter = waiter
        self.registry = registry
    }

    deinit {
        // The coroutine was collected while it waited: nothing may be kept for it.
        dropWait()
        registry.remove(key)
    }

    /// Whether it is suspended in a wait whose condition does not hold yet.
    var isWaiting: Bool { isParked && !isTurnGivenUp && waiter.isWaiting }

    /// Gives the wait up, as when the coroutine is closed.
    func dropWait() {
        waiter.cancel()
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
        if let entry { entry.scheduler?.with { $0.enqueue(entry) } }
        if moreEntries.isEmpty { return }
        for entry in moreEntries { entry.scheduler?.with { $0.enqueue(entry) } }
    }
}

/// The records by key: what a completed waiter leaves behind finds its coroutine, or nothing if that is gone.
final class CoroutineRegistry {
    /// The records take themselves out when they go. Nil is a place whose record is being made.
    private let records = SlotTable<Uncounted<CoroutineRecord>?>()
    private let loop: EventLoop

    init(loop: EventLoop) { self.loop = loop }

    func makeRecord() -> CoroutineRecord {
        let key = records.insert(nil)
        let record = CoroutineRecord(key: key, waiter: Waiter(loop: loop, wake: .key(key)), registry: self)
        records.replace(key, with: Uncounted(record))
        return record
    }

    /// Tells the schedulers of the coroutine of that key, if there still is one, that it may be resumed.
    func notify(_ key: UInt64) {
        if let record = records[key] ?? nil { record.with { $0.notifySchedulers() } }
    }

    /// - Returns: nil if the coroutine of that key is gone.
    func record(for key: UInt64) -> CoroutineRecord? { (records[key] ?? nil)?.object }

    func remove(_ key: UInt64) { records.remove(key) }
}
