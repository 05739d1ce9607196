internal import CharonSystem

/// Something that happens at a moment: the end of somebody's patience, or an alarm.
///
/// The base of `WaitLimit` and `Alarm`; what it holds is the business of `TimerHeap`.
package class Timer {
    /// When it happens; `never` while it is not armed.
    final var deadline = Moment.never

    /// Which entry of the heap is this timer's, 0 for none. Another entry that names the timer is stale.
    final var entrySerial: UInt64 = 0

    /// The moment under which the entry is filed: the deadline, or earlier if the deadline has been moved since.
    final var entryMoment = Moment.never

    init() {}

    /// The deadline has passed; the timer is no longer armed.
    func expire() {}
}
