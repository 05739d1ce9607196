internal import CharonSystem

/// The last steps of a connection that its owner has closed: write what is queued, end the stream, read until the
/// peer has ended.
///
/// It knows no descriptor and no clock. Source: `close` in RFC 9293, section 3.6; shutdown(2).
struct ClosingSequence {
    enum State: Equatable {
        /// Output is being written.
        case flushing
        /// Our end has been sent; what the peer still sends is thrown away.
        case draining
        /// The descriptor can be closed.
        case finished
    }

    enum Action: Equatable {
        /// Go on, and say so when `deadline` has passed.
        case wait(until: Moment)
        /// End the sending direction, throw away what comes, and say so when `deadline` has passed.
        case endSending(thenWaitUntil: Moment)
        /// Close the descriptor.
        case close
    }

    private(set) var state = State.flushing

    /// How long output may make no progress.
    private var patience: Duration = .seconds(30)
    private let peerHasEnded: Bool

    /// How long to wait for the peer's end.
    static let drainTime: Duration = .seconds(2)

    /// How long output may make no progress when the program ends.
    static let hurriedPatience: Duration = .seconds(10)

    init(peerHasEnded: Bool) {
        self.peerHasEnded = peerHasEnded
    }

    /// Some output was written, or it is to be begun with.
    mutating func madeProgress(at now: Moment) -> Action {
        .wait(until: now + patience)
    }

    /// All output has been written.
    mutating func wroteAll(at now: Moment) -> Action {
        if peerHasEnded {
            state = .finished
            return .close
        }
        state = .draining
        return .endSending(thenWaitUntil: now + Self.drainTime)
    }

    /// The peer has ended too, the connection has failed, or the deadline of the last action has passed.
    mutating func finish() -> Action {
        state = .finished
        return .close
    }

    /// The program ends.
    mutating func hurry(at now: Moment) -> Action? {
        patience = Self.hurriedPatience
        return state == .flushing ? .wait(until: now + patience) : nil
    }
}
