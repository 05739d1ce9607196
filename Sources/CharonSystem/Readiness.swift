internal import CCharon

/// What a descriptor is ready for, or what somebody wants to hear about. Source: epoll_ctl(2).
@usableFromInline
package struct Readiness: OptionSet, Sendable {
    @usableFromInline
    package let rawValue: UInt32

    // Asked for each event: as inlinable code a few instructions, otherwise calls through a witness table.
    @inlinable
    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// There is something to receive or to accept.
    package static let input = Readiness(rawValue: EPOLLIN.rawValue)
    /// There is room for output, or a connection has been made.
    package static let output = Readiness(rawValue: EPOLLOUT.rawValue)
    /// The peer has ended its direction of the stream.
    package static let peerEnded = Readiness(rawValue: EPOLLRDHUP.rawValue)
    /// Both directions have ended. Reported whether asked for or not.
    package static let hangup = Readiness(rawValue: EPOLLHUP.rawValue)
    /// The descriptor has failed. Reported whether asked for or not.
    package static let failure = Readiness(rawValue: EPOLLERR.rawValue)
    /// Report changes only, not conditions that go on.
    package static let edgeTriggered = Readiness(rawValue: EPOLLET.rawValue)

    /// Whether nothing can come any more but what has come already.
    @inlinable
    package var isEnding: Bool { rawValue & Self.endingBits != 0 }

    /// Whether a receive or an accept will have an answer: something, or the end.
    @inlinable
    package var allowsInput: Bool { rawValue & (Self.inputBit | Self.endingBits) != 0 }

    /// Whether a send will have an answer: room, or a failure.
    @inlinable
    package var allowsOutput: Bool { rawValue & (Self.outputBit | Self.failedBits) != 0 }

    // The bits again as plain numbers, since inlinable code cannot name what it does not import.
    @inlinable static var inputBit: UInt32 { 0x1 }
    @inlinable static var outputBit: UInt32 { 0x4 }
    @inlinable static var failedBits: UInt32 { 0x18 }
    @inlinable static var endingBits: UInt32 { 0x2018 }
}
