package import CharonLoop
package import CharonSystem
internal import CharonTLS

/// The sockets of one loop, and all that outlives their owners: look-ups, and closed sockets that still have output.
package final class Network {
    package let loop: EventLoop
    let system: Syscalls

    /// What every read goes to. A chunk lies in it until the next read.
    let area: ReceiveArea

    /// What the payload of every TLS record goes to, where it lies until the next.
    let records: ReceiveArea

    private var ciphertext = ReceiveArea(capacity: Network.maximumRead)
    let gather = GatherList()

    /// A chunk that was kept apart from `area` and has been handed out; it lies here until the next is.
    var lent: ByteBuffer?

    private let open = SlotTable<any OpenSocket>()
    private let lingering = SlotTable<any LingeringSocket>()
    private var isPrepared = false
    private let names: any NameSource

    /// What has been closed a moment ago, and has nothing more to send.
    private(set) lazy var drains = DrainQueue(network: self)

    private(set) lazy var resolver = Resolver(loop: loop, names: names)

    /// The most that one read takes from a socket, in bytes.
    package static let maximumRead = 65_536

    /// The longest payload of a TLS record, in bytes.
    package static let maximumRecord = TLSEngine.maxRecordBytes

    /// The most output that stays queued without making the sender wait, in bytes.
    package static let sendLimit = 1_048_576

    /// The most that one datagram holds, in bytes. Source: RFC 768, RFC 791 section 3.1.
    package static let maximumDatagram = 65_507

    /// - Parameters:
    ///   - area: where reads go, of `maximumRead` bytes; nil for memory of the network's own.
    ///   - records: where what has been decrypted goes, of `maximumRecord` bytes; nil as for `area`.
    package init(
        loop: EventLoop, names: any NameSource = SystemNames(), area: ReceiveArea? = nil, records: ReceiveArea? = nil
    ) {
        self.loop = loop
        self.area = area ?? ReceiveArea(capacity: Network.maximumRead)
        self.records = records ?? ReceiveArea(capacity: Self.maximumRecord)
        self.names = names
        system = loop.system
    }

    /// What the next read of ciphertext may go to: not the memory of one that an engine has not worked on yet.
    func ciphertextArea() -> ReceiveArea {
        if !isKnownUniquelyReferenced(&ciphertext) { ciphertext = ReceiveArea(capacity: Network.maximumRead) }
        return ciphertext
    }

    /// How many sockets and listeners have not been closed by their owners.
    package var openSockets: Int { open.count }

    /// How many closed sockets still write output, or wait for the peer to end.
    package var lingeringSockets: Int { lingering.count + drains.count }

    /// A new socket.
    ///
    /// - Throws: the kernel's refusal, `tooManyOpenFiles` above all.
    func makeSocket(_ family: AddressFamily, _ kind: SocketKind) throws(SocketError) -> Int32 {
        if !isPrepared {
            isPrepared = true
            system.raiseDescriptorLimit()
        }
        var result = system.socket(family, kind)
        if let failure = result.failure, failure.isDescriptorShortage, drains.freeDescriptors() {
            result = system.socket(family, kind)
        }
        if let failure = result.failure { throw SocketError(failure, operation: "socket") }
        return Int32(truncatingIfNeeded: result.word)
    }

    func enter(_ socket: any OpenSocket) -> UInt64 {
        open.insert(socket)
    }

    func leave(_ place: UInt64) {
        open.remove(place)
    }

    func enter(lingering socket: any LingeringSocket) -> UInt64 {
        lingering.insert(socket)
    }

    func leave(lingering place: UInt64) {
        lingering.remove(place)
        loop.noteCompletion()
    }

    // MARK: The end

    /// Closes all sockets and listeners for their owners. Never waits.
    package func closeAll() {
        for socket in open.all {
            socket.close()
        }
    }

    /// Closes all sockets and turns the loop until their output has been written, or has not moved for 10 s, and
    /// then for at most 2 s until the peers have ended too.
    ///
    /// For the end of the program: it blocks.
    ///
    /// - Parameter limit: how long at most, nil for as long as the above takes; it is asked again after each turn.
    package func shutDown(within limit: () -> Duration? = { nil }) {
        closeAll()
        drains.lookAtAll()
        for socket in lingering.all {
            socket.hurry()
        }
        var deadline: Moment?
        while lingeringSockets > 0 {
            if deadline == nil, let limit = limit() { deadline = loop.now + limit }
            if let deadline, loop.now >= deadline { break }
            _ = loop.turn(deadline.map { .until($0) } ?? .forever, heedingJobs: false)
        }
        for socket in lingering.all {
            socket.abandon()
        }
        drains.abandon()
    }
}
