internal import CPCRE2
internal import Glibc

/// How long a search may go on.
///
/// PCRE2 counts steps anew at each place where a match is tried, and does not count what a single item scans. So a
/// pattern as simple as `a*[bc]` takes time in the square of the text. A callout at each of these places looks at
/// the clock now and then.
struct WorkBudget {
    /// Processor time that a search may take, nanoseconds.
    private static let limit: UInt64 = 2_000_000_000
    /// How much of it goes by before it is measured, nanoseconds.
    private static let free: UInt64 = 100_000_000
    /// Places between two looks at the clock where they are tried fast.
    private static let interval: Int32 = 16

    private var untilLook = interval
    private var start: UInt64
    private var last: UInt64
    private var processorStart: UInt64?

    /// Starts the budget of one search.
    init() {
        start = Self.time(CLOCK_MONOTONIC)
        last = start
    }

    /// Takes one place off the budget.
    ///
    /// - Returns: false if the search must end.
    mutating func spend() -> Bool {
        untilLook -= 1
        if untilLook > 0 { return true }
        let now = Self.time(CLOCK_MONOTONIC)
        // Where 16 places took a millisecond, one alone may take long.
        untilLook = now - last > 1_000_000 ? 1 : Self.interval
        last = now
        if now - start < Self.free { return true }
        // A thread that had to wait for the processor has not searched meanwhile.
        let processor = Self.time(CLOCK_THREAD_CPUTIME_ID)
        guard let processorStart else {
            self.processorStart = processor
            return true
        }
        return processor - processorStart < Self.limit
    }

    private static func time(_ clock: clockid_t) -> UInt64 {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
