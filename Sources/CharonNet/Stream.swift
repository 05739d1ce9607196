package import CharonLoop
package import CharonSystem
package import CharonTLS

/// A TCP connection.
///
/// It never waits: an operation answers that it is done, that the stream has ended, or that it is not yet time, and
/// then there is a queue to wait in. It reads from the kernel only when it is asked to, one read at a time.
///
/// The network keeps it until it is closed; its owner must close it.
package final class Stream: OpenSocket {
    // What every message uses, first and together: fields lie in the order of their declarations, and a server with
    // many connections finds each of their cache lines cold.
    let loop: EventLoop
    let system: Syscalls
    let area: ReceiveArea
    /// Where to wait after `receive` has answered `notYet`.
    package let readable = WaitQueue()
    let descriptor: Int32
    /// Why a receive may not simply ask the kernel. Empty on the way that must be fast.
    var receiveObstacles: ReceiveObstacles = []
    /// Why a send may not simply go to the kernel. Empty on the way that must be fast.
    var sendObstacles: SendObstacles = []
    /// The kernel has reported that the peer has ended, so that a short read does not mean that there will be another report.
    var isEnding = false
    /// The kernel has no room for output, or no memory; something will tell when to try again.
    var isWaitingForRoom = false
    var registration: Registration?
    /// The turn of the loop in which this stream sent directly for the last time.
    var lastSendTurn: UInt64 = 0
    /// The limit for each wait; those who wait put it into `waitDeadline`.
    package var timeout: Duration?

    package let network: Network
    package let side: Side
    package let peer: Endpoint
    private var place: UInt64 = 0

    // MARK: Receiving

    /// What has been put back, or read by a look; the last is the next to be received. Nil as long as there was none.
    var chunks: [ByteBuffer] = []

    /// The end of the peer's TCP stream has been read.
    var hasTransportEnded = false

    /// Why nothing more will come, once that is known and all that came has been received.
    var ending: SocketError.Code?

    // MARK: Sending

    /// Output that the kernel has not taken. Nil as long as there was none.
    var output: SendQueue?

    /// A failure of the connection, found by whoever met it first.
    var failure: SocketError.Code?

    /// The connection below is gone, which `failure` does not say of a failure of TLS.
    var hasTransportFailed = false

    private var writableQueue: WaitQueue?

    /// Tries again what the kernel had no memory for.
    var retryAlarm: Alarm?

    // MARK: TLS

    /// There from the beginning of the handshake until this side closes: who keeps a closed stream does not keep
    /// its engine.
    var tls: TLSChannel?
    var hasUpgraded = false

    /// What is left of TLS after this side has closed.
    var closedTLS: (agreement: TLSAgreement?, failure: TLSFailure?)?

    /// What was wrong, if TLS has failed.
    package var tlsFailure: TLSFailure? { tls?.failure ?? closedTLS?.failure }

    private var knownLocal: Endpoint?

    struct ReceiveObstacles: OptionSet {
        let rawValue: UInt8

        /// There are chunks that come before what the kernel has.
        static let chunks = ReceiveObstacles(rawValue: 1)
        /// The kernel has nothing until it reports something.
        static let drained = ReceiveObstacles(rawValue: 2)
        /// Nothing more will come.
        static let ended = ReceiveObstacles(rawValue: 4)
        /// This side has closed the socket.
        static let closed = ReceiveObstacles(rawValue: 8)
        /// What the kernel has is ciphertext.
        static let tls = ReceiveObstacles(rawValue: 16)
    }

    struct SendObstacles: OptionSet {
        let rawValue: UInt8

        /// Other output comes first.
        static let queued = SendObstacles(rawValue: 1)
        /// The connection has failed.
        static let failed = SendObstacles(rawValue: 2)
        /// This side has ended its direction, or will when the queue has been sent.
        static let ended = SendObstacles(rawValue: 4)
        /// This side has closed the socket.
        static let closed = SendObstacles(rawValue: 8)
        /// Flushing has been asked for at the beginning of the next turn.
        static let corked = SendObstacles(rawValue: 16)
        /// What the kernel gets must be ciphertext.
        static let tls = SendObstacles(rawValue: 32)
    }

    /// - Parameter local: this end, if it is known without asking.
    init(network: Network, descriptor: Int32, side: Side, peer: Endpoint, local: Endpoint?) {
        self.network = network
        loop = network.loop
        system = network.system
        area = network.area
        self.descriptor = descriptor
        self.side = side
        self.peer = peer
        knownLocal = local
        place = network.enter(self)
    }

    var isClosed: Bool { receiveObstacles.contains(.closed) }

    /// Where to wait after `send` has answered `overLimit`.
    package var writable: WaitQueue {
        if let writableQueue { return writableQueue }
        let queue = WaitQueue()
        writableQueue = queue
        return queue
    }

    func wakeWriters() {
        writableQueue?.completeAll()
    }

    /// When a wait that begins now has lasted long enough; nil for never.
    package var waitDeadline: Moment? {
        timeout.map { loop.now + $0 }
    }

    /// This end; nil if the kernel does not tell. It stays known after `close`.
    package var local: Endpoint? {
        if knownLocal == nil, !isClosed {
            knownLocal = system.localEndpoint(descriptor)
        }
        return knownLocal
    }

    /// Whether the script could still receive or send something: false once this side has closed, the connection
    /// has failed, or the peer has ended and all that it sent has been received. Looks at the kernel.
    package var isOpen: Bool {
        if isClosed || failure != nil { return false }
        if !chunks.isEmpty { return true }
        look()
        return !chunks.isEmpty || ending == nil
    }

    /// The network need not keep it any more.
    func leaveNetwork() {
        network.leave(place)
    }
}
