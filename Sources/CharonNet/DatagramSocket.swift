package import CharonLoop
package import CharonSystem

/// A UDP socket.
///
/// Each datagram is a chunk, empty ones included. The socket of a client is connected to its peer and delivers only
/// what comes from there; that of a server answers whoever has sent the last datagram that was received. The
/// network keeps it until it is closed; its owner must close it.
package final class DatagramSocket: OpenSocket {
    package let network: Network
    package let side: Side

    /// The limit for each wait; those who wait put it into `waitDeadline`.
    package var timeout: Duration?

    /// Where `send` sends to; nil for a server that has received nothing.
    package internal(set) var peer: Endpoint?

    /// Where to wait after `receive` has answered `notYet`.
    package let readable = WaitQueue()

    /// Where to wait after `send` has answered `overLimit`.
    package let writable = WaitQueue()

    let descriptor: Int32
    let family: AddressFamily
    var registration: Registration?
    var isClosed = false

    /// The kernel has nothing until it reports something.
    var isDrained = false

    /// What has been put back, or read by a look; the last is the next to be received.
    var chunks: [Chunk] = []

    /// Datagrams that the kernel could not take, oldest first.
    var output: [Outgoing] = []

    /// A failure that came back from the network and has not been reported.
    var failure: SocketError.Code?

    /// Rings when to try again, and when a closed socket must give its output up.
    lazy var alarm = Alarm(loop: network.loop)

    /// The place among the open sockets, or among the lingering ones once it is closed.
    var place: UInt64 = 0

    private var knownLocal: Endpoint?

    struct Chunk {
        let bytes: ByteBuffer
        /// Nil if it was put back.
        let sender: Endpoint?
    }

    struct Outgoing {
        let bytes: ByteBuffer
        let peer: Endpoint
    }

    init(network: Network, descriptor: Int32, family: AddressFamily, side: Side, peer: Endpoint?) {
        self.network = network
        self.descriptor = descriptor
        self.family = family
        self.side = side
        self.peer = peer
        place = network.enter(self)
    }

    var system: Syscalls { network.system }

    /// Whether this side has not closed it.
    package var isOpen: Bool { !isClosed }

    /// When a wait that begins now has lasted long enough; nil for never.
    package var waitDeadline: Moment? {
        timeout.map { network.loop.now + $0 }
    }

    /// This end; nil if the kernel does not tell. It stays known after `close`.
    package var local: Endpoint? {
        // It can change with the peer, as long as the socket is bound to no address.
        if !isClosed { knownLocal = system.localEndpoint(descriptor) }
        return knownLocal
    }

    /// Makes `peer` the one to whom `send` sends and, for a client, from whom alone `receive` receives.
    package func setPeer(_ peer: Endpoint) {
        self.peer = peer
        if side == .client, !isClosed {
            // If there is no way to it, sending will say so.
            _ = system.connect(descriptor, to: peer, family: family)
        }
    }

    /// Closes the socket for its owner, at once; all waiters wake. What is queued is still sent. A second time it
    /// does nothing.
    package func close() {
        guard !isClosed else { return }
        _ = local
        isClosed = true
        chunks.removeAll()
        network.leave(place)
        if output.isEmpty {
            release()
        } else {
            place = network.enter(lingering: self)
            alarm.arm(at: network.loop.now + Self.patience, self)
        }
        readable.completeAll()
        writable.completeAll()
    }

    /// How long output of a closed socket may wait for the kernel.
    private static let patience: Duration = .seconds(30)

    private func release() {
        alarm.cancel()
        output = []
        if let registration { network.loop.deregister(registration, isClosing: true) }
        registration = nil
        system.close(descriptor)
    }

    /// The output of a closed socket has been sent, or given up.
    func finishLingering() {
        network.leave(lingering: place)
        release()
    }
}

extension DatagramSocket: LingeringSocket {
    func hurry() {
        alarm.arm(at: network.loop.now + ClosingSequence.hurriedPatience, self)
    }

    func abandon() { finishLingering() }
}
