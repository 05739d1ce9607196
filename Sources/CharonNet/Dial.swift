internal import CharonLoop
internal import CharonSystem

/// One attempt to connect to one address.
final class Dial: ReadinessObserver {
    let index: Int
    private let network: Network
    private let attempt: ConnectAttempt
    private let peer: Endpoint
    private let descriptor: Int32
    private var registration: Registration?

    /// - Throws: the kernel's refusal of the socket or of the local address.
    init(
        network: Network, attempt: ConnectAttempt, index: Int, peer: Endpoint, local: Endpoint?
    ) throws(SocketError) {
        self.network = network
        self.attempt = attempt
        self.index = index
        self.peer = peer
        descriptor = try network.makeSocket(peer.family, .stream)
        network.system.set(.noDelay, of: descriptor, to: 1)
        guard let local else { return }
        if local.port != 0 { network.system.set(.reuseAddress, of: descriptor, to: 1) }
        let mismatched = local.family != peer.family
        let result =
            mismatched
            ? SystemResult(failure: .addressNotAvailable)
            : network.system.bind(descriptor, to: local, family: peer.family)
        if let number = result.failure {
            network.system.close(descriptor)
            throw SocketError(number, operation: "bind")
        }
    }

    /// Begins to connect, and tells the attempt if that is already done.
    ///
    /// - Throws: the kernel's refusal; the caller drops the dial.
    func start() throws(SocketError) {
        var result = network.system.connect(descriptor, to: peer, family: peer.family)
        if result.failed(with: .inProgress), peer.isLoopback {
            // Within the machine the other end has answered by now, but the call does not say so the first time.
            result = network.system.connect(descriptor, to: peer, family: peer.family)
        }
        guard let number = result.failure, number != .isConnected else { return attempt.connected(self) }
        guard number == .inProgress else { throw SocketError(number, operation: "connect") }
        do throws(SystemError) {
            registration = try network.loop.register(
                descriptor, [.input, .peerEnded, .output, .edgeTriggered], self)
        } catch {
            throw SocketError(error)
        }
    }

    func readinessChanged(_ readiness: Readiness) {
        guard readiness.allowsOutput else { return }
        let pending = network.system.pendingFailure(descriptor)
        let number = pending.failure ?? ErrorNumber(rawValue: Int32(truncatingIfNeeded: pending.word))
        if number.rawValue != 0 {
            attempt.failed(self, SocketError(number, operation: "connect"))
        } else if readiness.contains(.output) {
            attempt.connected(self)
        }
    }

    /// The connection as a stream, which takes the descriptor over.
    func makeStream() -> Stream {
        let stream = Stream(network: network, descriptor: descriptor, side: .client, peer: peer, local: nil)
        stream.registration = registration
        if let registration { network.loop.hand(registration, to: stream) }
        registration = nil
        return stream
    }

    /// Lets go of the descriptor.
    func drop() {
        if let registration { network.loop.deregister(registration, isClosing: true) }
        registration = nil
        network.system.close(descriptor)
    }
}
