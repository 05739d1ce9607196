internal import CharonLoop
internal import CharonSystem

/// The connections whose sending direction has been ended a moment ago, and which nobody reads any more.
///
/// Nearly all peers end soon after us. So each connection is looked at once, after 1 to 2 ms, and until then costs
/// neither a registration nor a timer nor an object of its own; only one whose peer takes longer gets these.
final class DrainQueue: AlarmObserver {
    /// What a look at a connection has found.
    enum Look {
        /// The peer has ended too, or there is no connection any more.
        case over
        /// The peer has sent nothing more, so far.
        case nothing
        /// There may be more to be thrown away at once.
        case more
    }

    /// How long to leave a connection alone before the first look, at least; at most it is twice that.
    static let pause: Duration = .milliseconds(1)

    /// Whose queue it is.
    private let network: Uncounted<Network>

    /// The network, while there are descriptors: whoever drops it drops them when the time has come.
    private var keptNetwork: Network?
    private let descriptors = NumberQueue()

    /// How many of the oldest descriptors are looked at when the alarm rings next.
    private var dueCount = 0
    private lazy var alarm = Alarm(loop: network.object.loop)

    init(network: Network) {
        self.network = Uncounted(network)
    }

    var count: Int { descriptors.count }

    /// Ends the sending direction of a connection, and takes over its descriptor, which must have no registration.
    ///
    /// - Parameter hasEnded: the direction has been ended already.
    func end(_ descriptor: Int32, hasEnded: Bool) {
        if !hasEnded { _ = network.with { $0.system.shutdownSending(descriptor) } }
        descriptors.append(UInt64(UInt32(bitPattern: descriptor)))
        if dueCount == 0 { awaitPeers() }
    }

    func alarmRang(_ alarm: Alarm) {
        lookAtOldest(dueCount)
    }

    /// Looks at all, however new they are.
    func lookAtAll() {
        lookAtOldest(count)
    }

    /// Looks at all, since the kernel has no descriptor left.
    ///
    /// - Returns: whether one may have become free.
    func freeDescriptors() -> Bool {
        guard count > 0 else { return false }
        lookAtAll()
        return true
    }

    /// There is no time left: closes all.
    func abandon() {
        let network = network.object
        while let descriptor = popOldest() {
            network.system.close(descriptor)
        }
        awaitPeers()
    }

    private func awaitPeers() {
        dueCount = count
        if dueCount > 0 {
            let network = network.object
            keptNetwork = network
            alarm.arm(at: network.loop.now + Self.pause, self)
        } else {
            alarm.cancel()
            keptNetwork = nil
        }
    }

    private func popOldest() -> Int32? {
        descriptors.popFirst().map { Int32(truncatingIfNeeded: $0) }
    }

    private func lookAtOldest(_ count: Int) {
        network.with { network in
            for _ in 0..<count {
                guard let descriptor = popOldest() else { break }
                let look = network.look(atDrained: descriptor)
                if look == .over {
                    network.system.close(descriptor)
                } else {
                    Lingering.drain(network: network, descriptor: descriptor, isReadable: look == .more)
                }
            }
            network.loop.noteCompletion()
        }
        awaitPeers()
    }
}

extension Network {
    /// How many reads in a row throw data away before others get their turn.
    private static let readsPerTurn = 16

    /// Throws away what has come to a connection that nobody reads any more.
    func look(atDrained descriptor: Int32) -> DrainQueue.Look {
        for _ in 0..<Self.readsPerTurn {
            let result = system.discard(descriptor, area)
            if result.word > 0 { continue }
            if let number = result.failure, number == .wouldBlock || number.isShortage { return .nothing }
            return .over
        }
        return .more
    }
}
