import CharonLoop
import CharonNet
import CharonSystem
import CharonTLS
import TestCertificates
import Testing

@testable import CharonHTTP

let zoo = CertificateZoo.shared

/// A server on a loop of its own that answers as it is told to, byte for byte.
final class TestServer {
    /// One request that has come whole.
    struct Exchange {
        let method: String
        let path: String
        /// Lines of the head after the first, without their ends.
        let lines: [String]
        let body: [UInt8]
        let connection: Connection

        /// The value of a field, nil if it was not sent.
        func field(_ name: String) -> String? {
            lines.first { $0.lowercased().hasPrefix(name.lowercased() + ":") }
                .map { String($0.dropFirst(name.count + 1).drop { $0 == " " }) }
        }
    }

    /// One connection, with or without TLS.
    final class Connection {
        fileprivate let stream: Stream
        fileprivate let engine: TLSEngine?
        fileprivate var input: [UInt8] = []
        fileprivate var isEstablished: Bool
        /// Whether the client has ended its side.
        fileprivate(set) var hasEnded = false
        /// How many requests have come over it.
        fileprivate(set) var requests = 0

        fileprivate init(_ stream: Stream, engine: TLSEngine?) {
            self.stream = stream
            self.engine = engine
            isEstablished = engine == nil
        }

        func send(_ text: String) { send(Array(text.utf8)) }

        func send(_ bytes: [UInt8]) {
            if let engine {
                bytes.withBorrowedBytes { try? engine.write($0) }
                flush()
            } else {
                _ = bytes.withBorrowedBytes { stream.send($0) }
            }
        }

        /// Ends the stream; over TLS with close_notify unless it is cut.
        func close(cut: Bool = false) {
            if !cut { engine?.sendCloseNotify() }
            flush()
            stream.close()
        }

        /// Sends without TLS, whatever the connection is.
        func sendRaw(_ text: String) {
            _ = Array(text.utf8).withBorrowedBytes { stream.send($0) }
        }

        fileprivate func flush() {
            guard let engine else { return }
            let output = engine.output
            let count = output.count
            if count > 0 { _ = stream.send(output) }
            engine.dropOutput(count)
        }
    }

    private let listener: Listener
    private let tls: TLSContext?
    private let record = ReceiveArea(capacity: TLSEngine.maxRecordBytes)
    private var respond: (Exchange) -> Void
    private(set) var connections: [Connection] = []

    init(_ network: Network, tls: TLSContext? = nil, _ respond: @escaping (Exchange) -> Void) throws {
        listener = try network.listen(on: .address(Endpoint(ipv4: 0x7F00_0001, port: 0)))
        self.tls = tls
        self.respond = respond
    }

    var port: Int { listener.local.port }
    var url: String { "\(tls == nil ? "http" : "https")://127.0.0.1:\(port)" }
    var openConnections: Int { connections.filter { !$0.hasEnded }.count }

    /// Does what can be done now.
    func step() {
        while case .stream(let stream) = listener.accept(looking: true) {
            connections.append(Connection(stream, engine: tls.map { TLSEngine(server: $0) }))
        }
        for connection in connections { serve(connection) }
    }

    func stop() {
        for connection in connections { connection.stream.close() }
        listener.close()
    }

    private func serve(_ connection: Connection) {
        while !connection.hasEnded {
            switch connection.stream.receive(looking: true) {
            case .chunk(let bytes):
                guard let engine = connection.engine else {
                    connection.input += bytes.copy()
                    continue
                }
                engine.feed(bytes)
                decrypt(connection, engine)
            case .ended: connection.hasEnded = true
            case .notYet:
                answer(connection)
                return
            }
        }
        answer(connection)
    }

    private func decrypt(_ connection: Connection, _ engine: TLSEngine) {
        if !connection.isEstablished {
            if case .complete = engine.handshake() { connection.isEstablished = true }
            connection.flush()
        }
        while connection.isEstablished, case .record(let bytes) = engine.read(into: record) {
            connection.input += bytes.copy()
        }
        connection.flush()
    }

    private func answer(_ connection: Connection) {
        while let end = connection.input.firstRange(of: Array("\r\n\r\n".utf8)) {
            let head = String(decoding: connection.input[..<end.lowerBound], as: UTF8.self)
            let lines = head.split(separator: "\r\n").map(String.init)
            let lengthLine = lines.first { $0.lowercased().hasPrefix("content-length:") }
            let length = lengthLine.flatMap { Int($0.dropFirst(15).drop { $0 == " " }) } ?? 0
            guard connection.input.count >= end.upperBound + length else { return }
            let words = lines[0].split(separator: " ").map(String.init)
            let body = Array(connection.input[end.upperBound..<(end.upperBound + length)])
            connection.input.removeFirst(end.upperBound + length)
            connection.requests += 1
            respond(
                Exchange(
                    method: words[0], path: words[1], lines: Array(lines.dropFirst()), body: body, connection: connection))
        }
    }
}

/// Names that tests make up.
final class TestNames: HostResolver {
    final class Pending: HostResolution {
        var isCancelled = false
        func cancel() { isCancelled = true }
    }

    var known: [String: Result<[Endpoint], HTTPFailure>] = [:]
    var asked: [String] = []
    var pending: [Pending] = []

    func addresses(
        of host: String, _ tell: @escaping (Result<[Endpoint], HTTPFailure>) -> Void
    ) -> any HostResolution {
        asked.append(host)
        let handle = Pending()
        if let answer = known[host] { tell(answer) } else { pending.append(handle) }
        return handle
    }
}

/// A loop with a client and servers.
final class TestWorld {
    /// The client's loop.
    let loop = EventLoop()
    /// The servers'.
    let network = Network(loop: EventLoop())
    let names = TestNames()
    let client: HTTPClient

    init() {
        client = HTTPClient(loop: loop, resolver: names, userAgent: "charon/test")
    }

    deinit {
        client.closeConnections()
        network.shutDown(within: { .zero })
        network.loop.end()
        loop.end()
    }

    /// Turns the loop until something is so; fails the test if that takes unreasonably long.
    func turn(_ servers: [TestServer], until isDone: () -> Bool, _ place: SourceLocation = #_sourceLocation) {
        let limit = loop.now + .seconds(50)
        while !isDone() {
            // Servers are not told by the loop: they look each time.
            _ = loop.turn(.until(loop.now + .milliseconds(1)))
            _ = network.loop.turn(.none)
            for server in servers { server.step() }
            if loop.now > limit {
                Issue.record("nothing happens any more", sourceLocation: place)
                return
            }
        }
    }

    /// The outcome of a request.
    func fetch(
        _ request: HTTPRequest, _ servers: TestServer..., place: SourceLocation = #_sourceLocation
    ) -> Result<HTTPResponse, HTTPFailure> {
        let transfer = client.start(request)
        turn(servers, until: { transfer.result != nil }, place)
        return transfer.result ?? .failure(HTTPFailure("nothing happens any more"))
    }

    /// The outcome of a request without more than a URL.
    func fetch(_ url: String, _ server: TestServer, place: SourceLocation = #_sourceLocation) -> Result<
        HTTPResponse, HTTPFailure
    > {
        fetch(HTTPRequest(url: url), server, place: place)
    }
}

extension Result where Success == HTTPResponse, Failure == HTTPFailure {
    /// The reason of a failure.
    var reason: String? { if case .failure(let failure) = self { failure.reason } else { nil } }

    /// The body of a response as text.
    var text: String? { if case .success(let response) = self { String(decoding: response.body, as: UTF8.self) } else { nil } }

    /// The status of a response.
    var status: Int? { if case .success(let response) = self { response.status } else { nil } }

    /// A header field of a response.
    func field(_ name: String) -> String? {
        guard case .success(let response) = self else { return nil }
        return response.headers.first { $0.name == name }.map { String(decoding: $0.value, as: UTF8.self) }
    }
}
