internal import CharonLoop
internal import CharonLua
internal import CharonSystem

/// What the runtime knows of a coroutine that has waited or been scheduled; it lives as long as the coroutine.
final class CoroutineRecord {
    let key: UInt64
    /// The one waiter that serves all waits of the coroutine, one after the other.
    let waiter: Waiter
    /// True from a suspension in a waiting function until that function runs again.
    var isParked = false
    /// True if the suspension was made for fairness, before the function ran at all.
    var isTurnGivenUp = false
    private var operation: (any ScriptOperation)?
    /// Whether there is an operation: asked each time, while most waits have none.
    private(set) var hasOperation = false
    /// Of the wait; `never` if it has no limit.
    var deadline = Moment.never
    /// The scheduler that it was added to, nearly always one.
    var entry: SchedulerEntry?
    var moreEntries: [SchedulerEntry] = []
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
        if hasOperation { takeOperation()?.cancel() }
    }

    /// Keeps what the parked function works on.
    func keep(_ operation: any ScriptOperation) {
        self.operation = operation
        hasOperation = true
    }

    func takeOperation() -> (any ScriptOperation)? {
        defer { operation = nil }
        hasOperation = false
        return operation
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
    private struct Slot {
        /// The record takes itself out when it goes.
        var record: Uncounted<CoroutineRecord>?
        var generation: UInt32
    }

    private var slots: [Slot] = []
    private var free: [UInt32] = []
    private let loop: EventLoop

    init(loop: EventLoop) { self.loop = loop }

    func makeRecord() -> CoroutineRecord {
        let index: UInt32
        if let reused = free.popLast() {
            index = reused
        } else {
            index = UInt32(slots.count)
            slots.append(Slot(record: nil, generation: 0))
        }
        let key = UInt64(slots[Int(index)].generation) << 32 | UInt64(index)
        let record = CoroutineRecord(key: key, waiter: Waiter(loop: loop, wake: .key(key)), registry: self)
        slots[Int(index)].record = Uncounted(record)
        return record
    }

    /// Tells the schedulers of the coroutine of that key, if there still is one, that it may be resumed.
    func notify(_ key: UInt64) {
        find(key)?.with { $0.notifySchedulers() }
    }

    /// - Returns: nil if the coroutine of that key is gone.
    func record(for key: UInt64) -> CoroutineRecord? { find(key)?.object }

    private func find(_ key: UInt64) -> Uncounted<CoroutineRecord>? {
        let index = Int(key & 0xffff_ffff)
        guard index < slots.count, slots[index].generation == UInt32(key >> 32) else { return nil }
        return slots[index].record
    }

    func remove(_ key: UInt64) {
        let index = Int(key & 0xffff_ffff)
        slots[index].record = nil
        slots[index].generation &+= 1
        free.append(UInt32(index))
    }
}
