import CharonSystem

/// A clock that a test moves.
final class LoopClock: TimeSource {
    var now = Moment(nanoseconds: 1_000_000_000)

    func advance(by duration: Duration) {
        now = now + duration
    }
}
