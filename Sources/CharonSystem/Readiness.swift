internal import CCharon

/// What a descriptor is ready for, or what somebody wants to hear about. Source: epoll_ctl(2).
package struct Readiness: OptionSet, Sendable {
    package let rawValue: UInt32

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
    package var isEnding: Bool {
        !isDisjoint(with: [.peerEnded, .hangup, .failure])
    }
}
