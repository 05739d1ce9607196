internal import CharonSystem

/// Which address is tried when, until one connects: the dial side of Happy Eyeballs, with IPv4 first.
///
/// A machine that knows no socket and no clock: it is told what happened and asked what to do next. An attempt
/// begins when the last begun has failed, or 250 ms after that began; the first to connect wins; an attempt that
/// takes 10 s is given up. Source: RFC 8305, section 5.
struct ConnectRace {
    enum Action: Equatable {
        /// Begin to connect to the address with this number.
        case begin(Int)
        /// The attempt at this address has taken too long: let go of it.
        case abandon(Int)
        /// All have failed, the last of them so.
        case fail(SocketError)
    }

    /// How long the latest attempt is alone.
    static let stagger: Duration = .milliseconds(250)

    /// How long one attempt may take.
    static let attemptLimit: Duration = .seconds(10)

    fileprivate enum Attempt {
        case running(since: Moment)
        case failed
    }

    private var attempts: [Attempt] = []
    private let addressCount: Int
    private let limit: Moment
    private var lastFailure: SocketError
    private var isOver = false

    /// - Parameters:
    ///   - addressCount: how many addresses there are, already in the order of `order`.
    ///   - limit: when the whole race has failed.
    init(addressCount: Int, limit: Moment) {
        self.addressCount = addressCount
        self.limit = limit
        lastFailure = SocketError(.hostNotFound, operation: "connect")
    }

    /// The order of trying: IPv4 first, else the resolver's.
    static func order(_ addresses: [Endpoint]) -> [Endpoint] {
        addresses.filter { $0.family == .ipv4 } + addresses.filter { $0.family == .ipv6 }
    }

    /// The attempt at the address with this number has failed.
    mutating func failed(_ index: Int, _ error: SocketError) {
        guard !isOver, index < attempts.count, case .running = attempts[index] else { return }
        attempts[index] = .failed
        lastFailure = error
    }

    /// One has connected: nothing more is to be done.
    mutating func won() {
        isOver = true
    }

    /// What to do now; to be asked again until the answer is nil.
    mutating func next(at now: Moment) -> Action? {
        if isOver { return nil }
        if limit <= now {
            isOver = true
            return .fail(SocketError(.timeout, operation: "connect"))
        }
        for (index, attempt) in attempts.enumerated() {
            if case .running(let since) = attempt, since + Self.attemptLimit <= now {
                failed(index, SocketError(.timeout, operation: "connect"))
                return .abandon(index)
            }
        }
        if attempts.count < addressCount, nextStart <= now {
            attempts.append(.running(since: now))
            return .begin(attempts.count - 1)
        }
        if attempts.count == addressCount, !attempts.contains(where: \.isRunning) {
            isOver = true
            return .fail(lastFailure)
        }
        return nil
    }

    /// When to ask again if nothing else happens; nil if the race is over.
    var deadline: Moment? {
        if isOver { return nil }
        var soonest = limit
        if attempts.count < addressCount { soonest = min(soonest, nextStart) }
        for case .running(let since) in attempts {
            soonest = min(soonest, since + Self.attemptLimit)
        }
        return soonest
    }

    /// When the next attempt may begin.
    private var nextStart: Moment {
        guard case .running(let since) = attempts.last else { return Moment(nanoseconds: .min) }
        return since + Self.stagger
    }
}

extension ConnectRace.Attempt {
    fileprivate var isRunning: Bool {
        if case .running = self { return true }
        return false
    }
}
