import CharonLoop
import CharonNet
import CharonSystem
import Testing

/// Which kernel a test runs on.
enum Transfers: CaseIterable, CustomTestStringConvertible {
    case whole
    case oneByte

    var kernel: any Kernel {
        switch self {
        case .whole: LinuxKernel()
        case .oneByte: OneByteKernel()
        }
    }

    var testDescription: String {
        switch self {
        case .whole: "as the kernel transfers"
        case .oneByte: "one byte at a time"
        }
    }
}

/// What a test waited for did not happen.
struct NothingHappened: Error {}

/// A loop with a network, and both ends of connections within the machine.
final class Workbench {
    let loop: EventLoop
    let network: Network
    private(set) lazy var listener = Result { try network.listen(on: .address(Endpoint(ipv4: 0x7F00_0001, port: 0))) }

    init(
        kernel: any Kernel = LinuxKernel(), clock: any TimeSource = MonotonicClock(),
        names: any NameSource = SystemNames()
    ) {
        loop = EventLoop(kernel: kernel, clock: clock)
        network = Network(loop: loop, names: names)
    }

    convenience init(_ transfers: Transfers) {
        self.init(kernel: transfers.kernel)
    }

    /// Turns the loop until `condition` holds. Tests that go well never come near the limit.
    func turn(until condition: () -> Bool) throws {
        let watch = MonotonicClock()
        let limit = watch.now + .seconds(60)
        while !condition() {
            if watch.now > limit { throw NothingHappened() }
            // The loop's clock may be one that stands still.
            _ = loop.turn(.until(loop.now + .milliseconds(5)))
        }
    }

    /// Lets a waiter wait in `queue` until it is told, and gives how the wait ended.
    func wait(in queue: WaitQueue, until deadline: Moment? = nil) throws -> Waiter.State {
        let waiter = Waiter(loop: loop)
        queue.add(waiter, deadline: deadline)
        defer { waiter.reset() }
        try turn { waiter.state != .waiting }
        return waiter.state
    }

    func connect(to port: Int, host: String = "127.0.0.1", _ options: ConnectOptions = ConnectOptions()) throws -> Stream {
        let attempt = network.connect(host: host, port: port, options: options)
        if attempt.result == nil { _ = try wait(in: attempt.finished) }
        return try #require(attempt.result).get()
    }

    func accept(from listener: Listener) throws -> Stream {
        while true {
            switch listener.accept() {
            case .stream(let stream): return stream
            case .notYet: _ = try wait(in: listener.acceptable)
            case .failed(let code): throw SocketError(code, operation: "accept")
            case .closed: throw SocketError(.listenerClosed, operation: "accept")
            }
        }
    }

    /// Both ends of a new connection.
    func pair() throws -> (client: Stream, server: Stream) {
        let listener = try listener.get()
        let client = try connect(to: listener.local.port)
        return (client, try accept(from: listener))
    }

    /// The next chunk; nil with the reason when the stream has ended.
    func receive(_ stream: Stream) throws -> (chunk: [UInt8]?, end: SocketError.Code?) {
        while true {
            switch stream.receive() {
            case .chunk(let bytes): return (bytes.copy(), nil)
            case .ended(let code): return (nil, code)
            case .notYet: _ = try wait(in: stream.readable)
            }
        }
    }

    /// Exactly `count` bytes, in as many chunks as they come.
    func receive(_ stream: Stream, count: Int) throws -> [UInt8] {
        var all: [UInt8] = []
        while all.count < count {
            let (chunk, end) = try receive(stream)
            guard let chunk else { throw SocketError(end ?? .ended, operation: "receive") }
            all += chunk
        }
        return all
    }

    /// All up to the end, and the reason of the end.
    func receiveAll(_ stream: Stream) throws -> (bytes: [UInt8], end: SocketError.Code) {
        var all: [UInt8] = []
        while true {
            let (chunk, end) = try receive(stream)
            guard let chunk else { return (all, end ?? .ended) }
            all += chunk
        }
    }

    /// Closes what is open and lets all that lingers come to its end.
    func finish() {
        network.shutDown()
        #expect(network.openSockets == 0)
        #expect(network.lingeringSockets == 0)
        #expect(loop.registrationCount == 0)
        loop.end()
    }
}

extension Stream {
    @discardableResult
    func send(_ text: String, corked: Bool = false) -> SentOutcome {
        send(Array(text.utf8), corked: corked)
    }

    @discardableResult
    func send(_ bytes: [UInt8], corked: Bool = false) -> SentOutcome {
        SentOutcome(bytes.withBorrowedBytes { send($0, corked: corked) })
    }

    /// What `receive` answers at once.
    func now(looking: Bool = false) -> ReceivedOutcome {
        ReceivedOutcome(receive(looking: looking))
    }

    func unreceive(_ text: String) {
        Array(text.utf8).withBorrowedBytes { unreceive($0) }
    }

    var peeked: String? {
        peek().map { String(decoding: $0.copy(), as: UTF8.self) }
    }
}

/// `Stream.Sent`, comparable.
enum SentOutcome: Equatable {
    case accepted, overLimit
    case failed(SocketError.Code)

    init(_ sent: Stream.Sent) {
        self =
            switch sent {
            case .accepted: .accepted
            case .overLimit: .overLimit
            case .failed(let code): .failed(code)
            }
    }
}

/// `Stream.Received`, comparable.
enum ReceivedOutcome: Equatable {
    case chunk(String)
    case ended(SocketError.Code)
    case notYet

    init(_ received: Stream.Received) {
        self =
            switch received {
            case .chunk(let bytes): .chunk(String(decoding: bytes.copy(), as: UTF8.self))
            case .ended(let code): .ended(code)
            case .notYet: .notYet
            }
    }
}

/// Bytes that show when some are missing or have changed places.
func pattern(_ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 251)
    while bytes.count < count { bytes.append(contentsOf: period) }
    bytes.removeLast(bytes.count - count)
    return bytes
}

private let period = [UInt8](0..<251)
