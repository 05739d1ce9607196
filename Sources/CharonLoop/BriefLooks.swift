/// Whether to look a few more times before the thread sleeps.
///
/// Sleeping and being woken cost several times what a look costs, and where one other side answers within
/// microseconds, as on the same machine, its answer is often there by then. With many others it is better to sleep: what
/// they send meanwhile is dealt with together; so it is with one who only sends, and with a listener. Where looks were
/// in vain, the next are made ever more rarely, so that those who wait for long pay next to nothing.
struct BriefLooks {
    /// How many looks there are before one sleep; some twenty microseconds in all.
    static let count = 64

    /// The most sleeps in a row that go without looks.
    static let longestRest = 64

    private var rest = 0
    private var nextRest = 1

    /// The descriptors that the last waits reported, each of them alone.
    private var last: UInt64?
    private var lastButOne: UInt64?
    /// Whether the last wait reported one of those again: messages come from one or two others.
    private var isExchange = false

    /// Whether something has been sent since, to somebody whose answer would be reported.
    var expectsAnswer = false

    /// Whether the sleep that is about to begin is to be preceded by looks.
    mutating func areDue() -> Bool {
        guard isExchange, expectsAnswer else { return false }
        expectsAnswer = false
        if rest == 0 { return true }
        rest -= 1
        return false
    }

    /// - Parameter hasFound: whether one of the looks spared the sleep.
    mutating func note(hasFound: Bool) {
        if hasFound {
            nextRest = max(1, nextRest / 2)
        } else {
            rest = nextRest
            nextRest = min(nextRest * 2, Self.longestRest)
        }
    }

    /// What a wait reported: a single descriptor with this key, or several.
    mutating func note(single key: UInt64?) {
        guard let key else {
            isExchange = false
            return
        }
        isExchange = key == last || key == lastButOne
        if key != last { (last, lastButOne) = (key, last) }
    }
}
