import Charon
import Glibc
import TestCertificates
import Testing

/// Sockets of Swift tasks, over loopback. Source: Documentation/swift.md.
@Suite struct SocketLoopTests {
    private static let roots = String(decoding: CertificateZoo.shared.pem("root"), as: UTF8.self)
    private static let certificate = TLSCertificate(
        chain: String(decoding: CertificateZoo.shared.pem("good"), as: UTF8.self),
        privateKey: String(decoding: CertificateZoo.shared.key("good"), as: UTF8.self))

    private static func thread() -> UInt { UInt(pthread_self()) }

    private func pair(_ loop: SocketLoop) async throws -> (client: TCPConnection, server: TCPConnection) {
        let listener = try await loop.listen(on: "127.0.0.1:0")
        let client = try await loop.connect(to: "127.0.0.1", port: listener.local.port)
        let server = try #require(try await listener.accept())
        await listener.close()
        return (client, server)
    }

    private func failure(_ body: () async throws -> Void) async -> SocketFailure? {
        do {
            try await body()
            return nil
        } catch {
            return error as? SocketFailure
        }
    }

    /// Everything up to the end of the stream.
    private func rest(of connection: TCPConnection) async throws -> [UInt8] {
        var all: [UInt8] = []
        while let bytes = try await connection.receive() { all += bytes }
        return all
    }

    @Test func `bytes arrive whole and in order, and the end is nil every time`() async throws {
        let (client, server) = try await pair(try SocketLoop())
        let text = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        async let received = rest(of: server)
        try await client.send(text)
        await client.shutdownSending()
        #expect(try await received == text)
        #expect(try await server.receive() == nil)
        try await server.send("still")
        #expect(try await client.receive() == Array("still".utf8))
        #expect(await failure { try await client.send("x") }?.code == .closed)
        #expect(client.peer.host == "127.0.0.1")
        #expect(await client.local?.port == server.peer.port)
    }

    @Test func `a hundred clients are served at once, each in a task of its own`() async throws {
        let loop = try SocketLoop()
        let listener = try await loop.listen(on: 0)
        async let serving: Void = listener.serve { connection in
            while let bytes = try await connection.receive() { try await connection.send(bytes) }
        }
        let answers = try await withThrowingTaskGroup(of: String.self) { group in
            for number in 0..<100 {
                group.addTask {
                    let connection = try await loop.connect(to: "localhost", port: listener.local.port)
                    var answer: [UInt8] = []
                    for part in ["hello ", "\(number)"] {
                        try await connection.send(part)
                        let wanted = answer.count + part.utf8.count
                        while answer.count < wanted { answer += try #require(try await connection.receive()) }
                    }
                    await connection.close()
                    return String(decoding: answer, as: UTF8.self)
                }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(answers == Set((0..<100).map { "hello \($0)" }))
        await listener.close()
        try await serving
    }

    @Test func `an error of a handler ends its connection alone`() async throws {
        struct Refusal: Error {}
        let loop = try SocketLoop()
        let listener = try await loop.listen(on: 0)
        async let serving: Void = listener.serve { connection in
            guard try await connection.receive() == Array("good".utf8) else { throw Refusal() }
            try await connection.send("fine")
        }
        let bad = try await loop.connect(to: "127.0.0.1", port: listener.local.port)
        try await bad.send("bad")
        #expect(try await bad.receive() == nil)
        let good = try await loop.connect(to: "127.0.0.1", port: listener.local.port)
        try await good.send("good")
        #expect(try await rest(of: good) == Array("fine".utf8))
        await listener.close()
        try await serving
    }

    @Test func `a cancelled wait takes nothing`() async throws {
        let (client, server) = try await pair(try SocketLoop())
        let waiting = Task { try await server.receive() }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        try await client.send("kept")
        #expect(try await server.receive() == Array("kept".utf8))
    }

    @Test func `cancelling a server ends its handlers and waits for them`() async throws {
        let loop = try SocketLoop()
        let listener = try await loop.listen(on: 0)
        let serving = Task { try await listener.serve { connection in _ = try await connection.receive() } }
        let client = try await loop.connect(to: "127.0.0.1", port: listener.local.port)
        serving.cancel()
        await #expect(throws: CancellationError.self) { try await serving.value }
        await listener.close()
        // Whether it was accepted or not, its connection has been ended.
        _ = try? await client.receive()
    }

    @Test func `a limit that has passed leaves the connection open`() async throws {
        let (client, server) = try await pair(try SocketLoop())
        #expect(await failure { _ = try await server.receive(timeout: .zero) }?.code == .timeout)
        #expect(await failure { _ = try await server.receive(timeout: .milliseconds(1)) }?.reason == "timeout")
        // A peer that does not read holds the sender back; what was sent is sent all the same.
        let large = [UInt8](repeating: 7, count: 16 << 20)
        #expect(await failure { try await client.send(large, timeout: .milliseconds(1)) }?.code == .timeout)
        await client.shutdownSending()
        #expect(try await rest(of: server) == large)
    }

    @Test func `a close wakes those who wait`() async throws {
        let loop = try SocketLoop()
        let (client, server) = try await pair(loop)
        let listener = try await loop.listen(on: 0)
        async let received = failure { _ = try await server.receive() }
        async let accepted = listener.accept()
        // On the loop: whoever was called before has begun to wait.
        await loop.run { _ in }
        await server.close()
        await listener.close()
        #expect(await received?.code == .closed)
        #expect(try await accepted == nil)
        #expect(try await client.receive() == nil)
        await loop.close()
        #expect(await failure { _ = try await loop.connect(to: "127.0.0.1", port: 1) }?.code == .closed)
        #expect(await failure { _ = try await client.receive() }?.code == .closed)
    }

    @Test func `failures tell what kind they are`() async throws {
        let loop = try SocketLoop()
        let listener = try await loop.listen(on: "127.0.0.1:0")
        let port = listener.local.port
        #expect(await failure { _ = try await loop.listen(on: "127.0.0.1:\(port)") }?.code == .addressInUse)
        await listener.close()
        let refused = await failure { _ = try await loop.connect(to: "127.0.0.1", port: port) }
        #expect(refused?.code == .connectionRefused)
        #expect(refused?.reason == "connection refused")
        #expect(await failure { _ = try await loop.connect(to: "name.invalid", port: 1) }?.code == .hostNotFound)
        #expect(await failure { _ = try await loop.connect(to: "127.0.0.1", port: 70_000) }?.code == .invalidAddress)
        #expect(await failure { _ = try await loop.listen(on: "localhost:80") }?.code == .invalidAddress)
        #expect(await failure { _ = try await loop.listen(on: "192.0.2.1:80") }?.code == .addressNotAvailable)
    }

    @Test func `both ends speak TLS, and agree on a protocol`() async throws {
        let (client, server) = try await pair(try SocketLoop())
        var clientOptions = TLSClientOptions()
        clientOptions.trustedRoots = Self.roots
        clientOptions.alpn = ["h2", "http/1.1"]
        clientOptions.minimumVersion = .tls13
        var serverOptions = TLSServerOptions()
        serverOptions.alpn = ["http/1.1"]
        async let serverProtocol = server.startTLS(certificates: [Self.certificate], serverOptions)
        #expect(try await client.startTLS(host: "localhost", clientOptions) == "http/1.1")
        #expect(try await serverProtocol == "http/1.1")
        #expect(await client.isTLS)
        try await client.send("one")
        try await client.send("two")
        #expect(try await server.receive() == Array("one".utf8))
        #expect(try await server.receive() == Array("two".utf8))
        await server.close()
        #expect(try await client.receive() == nil)
    }

    @Test func `a certificate for somebody else is refused with the reason`() async throws {
        let (client, server) = try await pair(try SocketLoop())
        var options = TLSClientOptions()
        options.trustedRoots = Self.roots
        async let serverFailure = failure { try await server.startTLS(certificates: [Self.certificate]) }
        let clientFailure = await failure { try await client.startTLS(host: "other.example", options) }
        #expect(clientFailure?.code == .tls)
        #expect(clientFailure?.reason == "hostname mismatch")
        #expect(await serverFailure?.code == .tls)
        #expect(await failure { try await client.send("x") }?.code == .closed)
        let broken = TLSCertificate(chain: "nothing", privateKey: "nothing")
        let (abandoned, other) = try await pair(try SocketLoop())
        #expect(await failure { try await other.startTLS(certificates: [broken]) }?.reason == "invalid certificate chain")
        #expect(try await abandoned.receive() == nil)
    }

    @Test func `datagrams go to and fro`() async throws {
        let loop = try SocketLoop()
        let server = try await loop.bindUDP(on: "127.0.0.1:0")
        let client = try await loop.connectUDP(to: "127.0.0.1", port: try #require(await server.local).port)
        try await client.send(Array("ping".utf8))
        let ping = try await server.receive()
        #expect(ping.bytes == Array("ping".utf8))
        #expect(ping.sender == (await client.local))
        try await server.send([])
        #expect(try await client.receive().bytes == [])
        #expect(await failure { try await client.send([UInt8](repeating: 0, count: 65_508)) }?.code == .messageTooLong)
        await server.close()
        #expect(await failure { _ = try await server.receive() }?.code == .closed)
        try await client.send([1])
        #expect(await failure { _ = try await client.receive() }?.code == .connectionRefused)
    }

    @Test func `a connection that nothing refers to is closed`() async throws {
        let loop = try SocketLoop()
        let listener = try await loop.listen(on: "127.0.0.1:0")
        do { _ = try await loop.connect(to: "127.0.0.1", port: listener.local.port) }
        let server = try #require(try await listener.accept())
        #expect(try await server.receive() == nil)
    }

    @Test func `handlers are on the loop's thread, before and after they have waited`() async throws {
        let loop = try SocketLoop()
        let thread = await loop.run { _ in Self.thread() }
        let listener = try await loop.listen(on: 0)
        async let serving: Void = listener.serve { connection in
            let before = Self.thread()
            _ = try await connection.receive()
            let after = Self.thread()
            try await connection.send("\(before == thread) \(after == thread) \(before == after)")
        }
        let client = try await loop.connect(to: "127.0.0.1", port: listener.local.port)
        try await client.send("x")
        let answer = String(decoding: try await rest(of: client), as: UTF8.self)
        #expect(answer == "true true true")
        await listener.close()
        try await serving
    }

    @Test func `code on the loop uses sockets in one go`() async throws {
        let loop = try SocketLoop()
        let (client, server) = try await pair(loop)
        let echoed = try await loop.run { _ in
            try await client.send("there")
            let bytes = try await server.receive() ?? []
            try await server.send(bytes)
            return try await client.receive()
        }
        #expect(echoed == Array("there".utf8))
    }
}
