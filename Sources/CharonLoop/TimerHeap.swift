internal import CharonSystem
internal import HeapModule

/// The armed timers, soonest first.
///
/// Deadlines are mostly moved later or dropped before they come: each `recv` with a limit does one of the two. So
/// both leave the timer's entry where it is. An entry that comes to the top too early is filed again, one whose
/// timer is no longer armed is dropped; and when more than half of the entries are of no use, they are swept out.
final class TimerHeap {
    /// Numbers only, so that moving entries about in the heap counts no references.
    private struct Entry: Comparable {
        let nanoseconds: Int64
        /// Tells entries apart, and puts those of one moment in the order of their arming.
        let serial: UInt64
        /// Where the timer is found.
        let key: UInt64

        static func < (left: Entry, right: Entry) -> Bool {
            left.nanoseconds == right.nanoseconds
                ? left.serial < right.serial : left.nanoseconds < right.nanoseconds
        }

        static func == (left: Entry, right: Entry) -> Bool {
            left.serial == right.serial
        }

        var moment: Moment { Moment(nanoseconds: nanoseconds) }
    }

    private var entries: Heap<Entry> = []
    /// The timer of each entry.
    private let timers = SlotTable<Timer>()
    private var lastSerial: UInt64 = 0

    /// How many entries are stale or belong to a timer that is not armed.
    private var useless = 0

    /// Fewer useless entries than this are not worth a sweep.
    private static let tolerated = 64

    /// How many entries there are, useful or not. Kept apart, since it is asked for in each turn.
    private(set) var entryCount = 0

    /// Makes the timer happen at `deadline` and at no other moment; `never` disarms it.
    ///
    /// - Complexity: O(1) if the deadline is not before that of the timer's entry, else O(log n).
    func arm(_ timer: Timer, at deadline: Moment) {
        guard deadline != .never else { return disarm(timer) }
        if timer.entrySerial != 0 {
            let isUseless = timer.deadline == .never
            if deadline >= timer.entryMoment {
                if isUseless { useless -= 1 }
                timer.deadline = deadline
                return
            }
            if !isUseless { useless += 1 }
        }
        timer.deadline = deadline
        file(timer)
        sweepIfWorthwhile()
    }

    /// Makes the timer not happen.
    ///
    /// - Complexity: O(1), amortised.
    func disarm(_ timer: Timer) {
        guard timer.deadline != .never else { return }
        timer.deadline = .never
        useless += 1
        sweepIfWorthwhile()
    }

    /// Forgets all timers: none of them happens.
    ///
    /// - Complexity: O(entries).
    func removeAll() {
        let left = entries.unordered
        (entries, entryCount, useless) = ([], 0, 0)
        for entry in left {
            guard let timer = timers.remove(entry.key) else { continue }
            timer.entrySerial = 0
            timer.deadline = .never
        }
    }

    /// The soonest deadline; nil if no timer is armed.
    ///
    /// - Complexity: O(1), amortised.
    func next() -> Moment? {
        while let top = entries.min {
            if let timer = timers[top.key], timer.entrySerial == top.serial,
                timer.deadline.nanoseconds == top.nanoseconds
            {
                return top.moment
            }
            settle(top, removeFirst(top))
        }
        return nil
    }

    /// Takes the next timer that is due.
    ///
    /// - Parameters:
    ///   - now: the present.
    ///   - horizon: what `horizon` was when the due timers were first asked for. It leaves timers that are armed
    ///     while others expire to the next time, so that one which arms itself again cannot keep the loop busy.
    /// - Returns: the timer, no longer armed; nil if none is due.
    /// - Complexity: O(log n).
    func popDue(at now: Moment, horizon: UInt64) -> Timer? {
        while let top = entries.min, top.nanoseconds <= now.nanoseconds, top.serial <= horizon {
            guard let timer = removeFirst(top) else { continue }
            if timer.entrySerial != top.serial || timer.deadline.nanoseconds > now.nanoseconds {
                settle(top, timer)
                continue
            }
            timer.entrySerial = 0
            timer.deadline = .never
            return timer
        }
        return nil
    }

    /// See `popDue`.
    var horizon: UInt64 { lastSerial }

    /// Deals with an entry that has been taken off although its moment is not the timer's deadline.
    private func settle(_ entry: Entry, _ timer: Timer?) {
        guard let timer, timer.entrySerial == entry.serial else {
            useless -= 1
            return
        }
        if timer.deadline == .never {
            useless -= 1
            timer.entrySerial = 0
        } else {
            file(timer)
        }
    }

    private func removeFirst(_ first: Entry) -> Timer? {
        entries.removeMin()
        entryCount -= 1
        return timers.remove(first.key)
    }

    private func file(_ timer: Timer) {
        lastSerial += 1
        timer.entrySerial = lastSerial
        timer.entryMoment = timer.deadline
        entries.insert(
            Entry(nanoseconds: timer.deadline.nanoseconds, serial: lastSerial, key: timers.insert(timer)))
        entryCount += 1
    }

    private func sweepIfWorthwhile() {
        guard useless > Self.tolerated, useless > entryCount / 2 else { return }
        var kept: [Entry] = []
        kept.reserveCapacity(entries.count - useless)
        for entry in entries.unordered {
            guard let timer = timers[entry.key] else { continue }
            if timer.entrySerial == entry.serial, timer.deadline != .never {
                kept.append(entry)
                continue
            }
            if timer.entrySerial == entry.serial { timer.entrySerial = 0 }
            timers.remove(entry.key)
        }
        entries = Heap(kept)
        entryCount = kept.count
        useless = 0
    }
}
