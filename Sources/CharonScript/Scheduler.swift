internal import CharonLoop
internal import CharonLua
internal import CharonSystem

/// One coroutine in the list of one scheduler.
final class SchedulerEntry {
    // What every resume uses comes first.
    /// nil once the scheduler is gone, which sees to that itself.
    var scheduler: Uncounted<Scheduler>?
    let thread: LuaState
    let record: CoroutineRecord
    /// Grows from one added coroutine to the next: the order of a pass.
    let sequence: UInt64
    var isListed = true
    /// Whether it stands in the list of those to be looked at in the next pass.
    var isQueued = false
    /// While it is being resumed: it is `running` or `normal`.
    var isActive = false
    /// It was ready and is beneath a run on the stack, resumed by somebody else: no run can resume it or wait for it.
    fileprivate(set) var isSetAside = false
    /// It is being resumed, whether it is still listed or not.
    var isInHand = false
    /// It was taken out of the list while it was being resumed: its thread is let go of after that.
    var isAnchorOwed = false
    /// Errors of its function have been given to errorfunc where they happened.
    let isGuarded: Bool

    /// Where it stands in the list.
    var position: Int
    /// Where the table that keeps the coroutines of the list keeps this one.
    let anchor: Int

    init(
        scheduler: Scheduler, thread: LuaState, record: CoroutineRecord, sequence: UInt64, position: Int, anchor: Int,
        isGuarded: Bool
    ) {
        self.scheduler = Uncounted(scheduler)
        self.thread = thread
        self.record = record
        self.sequence = sequence
        self.position = position
        self.anchor = anchor
        self.isGuarded = isGuarded
    }

    /// Whether its coroutine waits for something that has not come.
    var isWaiting: Bool { record.isHeld }
    /// Whether it is suspended in a function that waits.
    var isParked: Bool { record.isParked }

    func belongs(to other: Scheduler) -> Bool { scheduler?.isTo(other) ?? false }
}

/// Which coroutines a scheduler has, and which of them may be resumed: data only, nothing here runs a script.
///
/// The cost of a pass is that of the coroutines that are ready, not of all.
final class Scheduler {
    /// In the order in which they were added; mirrored by the script's table `coros`.
    private(set) var entries: [SchedulerEntry] = []
    /// How many of them are being resumed: nested runs skip these.
    var activeCount = 0
    /// Ready, or yielded by themselves: to be looked at in the next pass.
    private var queue: [Uncounted<SchedulerEntry>] = []
    /// Those who were in the queue and cannot be resumed until the run that met them has left the stack.
    private var setAside: [SchedulerEntry] = []
    /// Those who are no longer in `entries` and may still be in the queue or the pass, which count no references.
    private var departing: [SchedulerEntry] = []
    /// The pass that is going on or was cut short by an error, and how far it has come. A nested run goes on with it.
    private var pass: [Uncounted<SchedulerEntry>] = []
    private var cursor = 0
    /// How many of the pass were there when it began.
    private var passCount = 0
    /// How many runs are in the middle of a pass.
    var passDepth = 0
    /// Whether one of the queue yielded by itself: such passes follow one another once a millisecond.
    private var queueHasReady = false
    /// Errors of spawned coroutines that `run` has to raise.
    var hasErrors = false
    private var nextSequence: UInt64 = 0
    /// Places in the table of anchors: those given back, and the first that has never been given.
    private var freeAnchors: [Int] = []
    private var nextAnchor = 1
    /// Ended coroutines that are still in `entries`, and the first position of one.
    private var ended = 0
    private var firstEnded = Int.max

    deinit {
        // A record and its entry refer to each other until one of them is dropped.
        for entry in entries {
            entry.scheduler = nil
            entry.record.forget(entry)
        }
    }

    /// Whether one that has not yielded by itself is to be resumed.
    var hasReady: Bool { queueHasReady && !isQueueEmpty }
    var isQueueEmpty: Bool { queue.isEmpty && cursor == pass.count }
    /// Those that have neither ended nor are being resumed, by this scheduler or by others.
    var restingCount: Int { entries.count - ended - activeCount - setAside.count }

    func add(_ thread: LuaState, record: CoroutineRecord, isGuarded: Bool) -> SchedulerEntry {
        let entry = SchedulerEntry(
            scheduler: self, thread: thread, record: record, sequence: nextSequence, position: entries.count,
            anchor: takeAnchor(), isGuarded: isGuarded)
        nextSequence += 1
        entries.append(entry)
        if record.entry == nil { record.entry = entry } else { record.moreEntries.append(entry) }
        return entry
    }

    private func takeAnchor() -> Int {
        if let anchor = freeAnchors.popLast() { return anchor }
        defer { nextAnchor += 1 }
        return nextAnchor
    }

    /// The table of anchors no longer keeps the coroutine of an entry.
    func releaseAnchor(of entry: SchedulerEntry) { freeAnchors.append(entry.anchor) }

    /// The entry of a coroutine, nil if it is not in the list.
    func entry(of record: CoroutineRecord) -> SchedulerEntry? {
        if let entry = record.entry, entry.belongs(to: self), entry.isListed { return entry }
        return record.moreEntries.first { $0.belongs(to: self) && $0.isListed }
    }

    /// Puts an entry among those to be looked at. `yielded`: it is there because it yielded by itself.
    func enqueue(_ entry: SchedulerEntry, yielded: Bool = false) {
        guard entry.isListed else { return }
        if !yielded { queueHasReady = true }
        if entry.isQueued { return }
        entry.isQueued = true
        queue.append(Uncounted(entry))
    }

    /// Keeps an entry of the pass out of the queue until `returnSetAside`: its coroutine waits for the caller to return.
    func setAside(_ entry: SchedulerEntry) {
        if entry.isSetAside { return }
        entry.isSetAside = true
        setAside.append(entry)
    }

    /// Puts those that were set aside back among those to be looked at: the run that met them leaves the stack.
    func returnSetAside() {
        while let entry = setAside.popLast() {
            entry.isSetAside = false
            enqueue(entry, yielded: true)
        }
    }

    /// Files a coroutine that was added and has yielded in its first resume.
    ///
    /// One that was added in the middle of a pass is resumed once more at the end of this pass, as upstream does it.
    /// What such ones add waits for the next, so that a pass has an end.
    func enqueueNew(_ entry: SchedulerEntry) {
        if passDepth == 0 || cursor > passCount { return enqueue(entry, yielded: true) }
        if entry.isQueued || !entry.isListed { return }
        entry.isQueued = true
        pass.append(Uncounted(entry))
    }

    /// Begins the next pass, unless the last one is still to be finished.
    ///
    /// - Complexity: O(n log n) of the entries that are ready; nothing is allocated.
    func beginPass() {
        guard cursor == pass.count else { return }
        pass.removeAll(keepingCapacity: true)
        swap(&pass, &queue)
        cursor = 0
        passCount = pass.count
        queueHasReady = false
        if !departing.isEmpty { departing.removeAll { !$0.isQueued && !$0.isInHand } }
        func isBefore(_ one: Uncounted<SchedulerEntry>, _ other: Uncounted<SchedulerEntry>) -> Bool {
            one.with { $0.sequence } < other.with { $0.sequence }
        }
        for index in pass.indices.dropFirst() where isBefore(pass[index], pass[index - 1]) {
            pass.sort(by: isBefore)
            break
        }
    }

    /// The next entry of the pass, nil at its end. It stays until the next pass begins, or longer if it is in hand then.
    func nextInPass() -> Uncounted<SchedulerEntry>? {
        guard cursor < pass.count else { return nil }
        let entry = pass[cursor]
        cursor += 1
        entry.with { $0.isQueued = false }
        return entry
    }

    /// An entry is no longer in the list. The caller updates the script's table with `compaction`.
    func drop(_ entry: SchedulerEntry) {
        guard entry.isListed else { return }
        entry.isListed = false
        if entry.isActive {
            entry.isActive = false
            activeCount -= 1
        }
        if entry.isSetAside {
            entry.isSetAside = false
            setAside.removeAll { $0 === entry }
        }
        ended += 1
        firstEnded = min(firstEnded, entry.position)
        entry.record.forget(entry)
    }

    /// The first position from which the script's table must be written anew, if it is time to.
    ///
    /// Dropped entries leave gaps. Closing them costs as much as what stands behind the first, so where that is
    /// long it waits until the gaps are an eighth of it.
    ///
    /// - Returns: nil, or the first position that changed and how many positions there were.
    func compact(always: Bool) -> (from: Int, oldCount: Int)? {
        guard ended > 0 else { return nil }
        let cost = entries.count - firstEnded
        guard always || cost <= 256 || ended >= cost / 8 else { return nil }
        let from = firstEnded
        var target = from
        for index in from..<entries.count {
            let entry = entries[index]
            guard entry.isListed else {
                if entry.isQueued || entry.isInHand { departing.append(entry) }
                continue
            }
            entry.position = target
            entries[target] = entry
            target += 1
        }
        let oldCount = entries.count
        // Mostly one: the general way to remove a range costs more than the entry's release.
        while entries.count > target { entries.removeLast() }
        ended = 0
        firstEnded = .max
        return (from, oldCount)
    }
}
