internal import CharonLoop
internal import CharonSystem

/// When a full collection is due, so that sockets that nothing refers to are closed soon.
///
/// Coroutines that end and sockets that are made leave garbage that Lua's own pace does not see when
/// little else is allocated. One collection within a second of it is enough, and it is not repeated
/// while nothing happens (library.md 4.10).
struct CollectionPace {
    private static let delay = Duration.seconds(1)
    /// At most one part in so many of the time goes into these collections.
    private static let share = 20

    /// nil: nothing has become garbage since the last one.
    private(set) var nextCollection: Moment?
    private var notBefore: Moment?

    /// Something may have become unreachable.
    mutating func note(at time: @autoclosure () -> Moment) {
        if nextCollection != nil { return }
        let due = time() + Self.delay
        nextCollection = notBefore.map { max($0, due) } ?? due
    }

    /// A full collection took from `start` to `end`.
    mutating func collected(from start: Moment, to end: Moment) {
        nextCollection = nil
        notBefore = end + (end - start) * Self.share
    }
}
