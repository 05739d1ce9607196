package import CharonLoop
package import CharonSystem

/// A TCP port that connections come to.
///
/// It takes no more than one connection from the kernel before somebody wants it. The network keeps it until it is
/// closed; its owner must close it.
package final class Listener: OpenSocket {
    package enum Accepted {
        case stream(Stream)
        /// Wait in `acceptable`.
        case notYet
        /// The kernel cannot give a connection now. The listener stays open; `pause` it, or free something and try again.
        case failed(SocketError.Code)
        /// This side has closed the listener.
        case closed
    }

    package let network: Network

    /// Where it listens, with the port that the kernel chose if none was asked for.
    package let local: Endpoint

    /// The limit for each wait; those who wait put it into `waitDeadline`.
    package var timeout: Duration?

    /// Where to wait after `accept` has answered `notYet`.
    package let acceptable = WaitQueue()

    private let descriptor: Int32
    private let family: AddressFamily
    private var registration: Registration?
    private var place: UInt64 = 0
    private var isClosed = false

    /// The kernel has nobody until it reports somebody.
    private var isDrained = false

    /// A connection that `hasConnection` has found.
    private var held: Stream?

    /// Ends a pause; armed while there is one.
    private lazy var alarm = Alarm(loop: network.loop)
    private var isPaused = false

    /// How many connections that broke before they were accepted are skipped at once.
    private static let skipsAtOnce = 64

    init(network: Network, descriptor: Int32, family: AddressFamily, local: Endpoint) {
        self.network = network
        self.descriptor = descriptor
        self.family = family
        self.local = local
        place = network.enter(self)
    }

    /// When a wait that begins now has lasted long enough; nil for never.
    package var waitDeadline: Moment? {
        timeout.map { network.loop.now + $0 }
    }

    /// Takes the oldest connection.
    ///
    /// - Parameter looking: ask the kernel even if the loop has heard of nobody.
    /// - Complexity: one system call at most, and one for each connection that has broken. Source: accept(2).
    package func accept(looking: Bool = false) -> Accepted {
        if let stream = held {
            held = nil
            // Whoever is next may have one more: what the kernel has reported it will not report again.
            if !isDrained { acceptable.completeFirst() }
            return .stream(stream)
        }
        if isClosed {
            // Some may have come to wait behind others that had not yet seen the end.
            acceptable.completeAll()
            return .closed
        }
        if isPaused || (isDrained && !looking) { return watch() }
        return take()
    }

    /// Whether the next `accept` gives a stream. Asks the kernel and takes the connection, if there is one.
    package func hasConnection() -> Bool {
        if held != nil { return true }
        if isClosed || isPaused { return false }
        if case .stream(let stream) = take() {
            held = stream
            return true
        }
        return false
    }

    /// Lets connections wait in the kernel for a while, since it has no descriptors to give.
    package func pause(for duration: Duration) {
        guard !isClosed else { return }
        isPaused = true
        alarm.arm(at: network.loop.now + duration, self)
    }

    /// Stops listening; connections that nobody has accepted are reset. All waiters wake. A second time it does nothing.
    package func close() {
        guard !isClosed else { return }
        isClosed = true
        alarm.cancel()
        if let registration { network.loop.deregister(registration, isClosing: true) }
        registration = nil
        network.system.close(descriptor)
        network.leave(place)
        held?.reset()
        held = nil
        acceptable.completeAll()
    }

    private func take() -> Accepted {
        for _ in 0..<Self.skipsAtOnce {
            var peer: Endpoint?
            let result = network.system.accept(descriptor, peer: &peer)
            if result.word >= 0 {
                let stream = Stream(
                    network: network, descriptor: Int32(truncatingIfNeeded: result.word), side: .server,
                    peer: peer ?? .any(family, port: 0), local: local.isAny ? nil : local)
                if !acceptable.isEmpty {
                    // There may be more, and whoever is next in the queue may have it.
                    acceptable.completeFirst()
                }
                return .stream(stream)
            }
            guard let number = result.failure else { continue }
            switch number {
            case .wouldBlock:
                isDrained = true
                return watch()
            case _ where number.isDescriptorShortage:
                if network.drains.freeDescriptors() { continue }
                return .failed(.tooManyOpenFiles)
            case .noBufferSpace, .noMemory:
                pause(for: Stream.retryDelay)
                return .notYet
            case .badDescriptor, .invalidArgument:
                return .failed(.other(number))
            default:
                // The connection had a failure of its own, which accept(2) passes on: the next one may be well.
                continue
            }
        }
        // Others first; there is more to come.
        pause(for: .zero)
        return .notYet
    }

    /// Sees to it that the loop hears of connections.
    private func watch() -> Accepted {
        guard registration == nil else { return .notYet }
        do throws(SystemError) {
            registration = try network.loop.register(descriptor, [.input, .edgeTriggered], self)
            return .notYet
        } catch {
            return .failed(SocketError.Code(error.number))
        }
    }
}

extension Listener: ReadinessObserver {
    package func readinessChanged(_ readiness: Readiness) {
        isDrained = false
        if !isPaused { acceptable.completeFirst() }
    }
}

extension Listener: AlarmObserver {
    package func alarmRang(_ alarm: Alarm) {
        isPaused = false
        acceptable.completeFirst()
    }
}
