import CharonLoop
import CharonNet
import CharonSystem
import CharonTLS
import TestCertificates
import Testing

@Suite struct StreamTLSTests {
    private static let zoo = CertificateZoo.shared

    private static func clientEngine(name: String = "localhost") throws -> TLSEngine {
        var options = ClientOptions()
        options.ca = zoo.pem("root")
        return TLSEngine(client: try TLSContext.client(options), hostname: name)
    }

    private static func serverEngine(_ certificate: String = "good") throws -> TLSEngine {
        let identity = CertificateAndKey(chain: zoo.pem(certificate), privateKey: zoo.key(certificate))
        return TLSEngine(server: try TLSContext.server(certificates: [identity], ServerOptions()))
    }

    /// Both ends of a connection that speaks TLS.
    private func pair(_ bench: Workbench) throws -> (client: Stream, server: Stream) {
        let (client, server) = try bench.pair()
        let clientSide = client.startTLS(try Self.clientEngine())
        let serverSide = server.startTLS(try Self.serverEngine())
        try bench.turn { clientSide.result != nil && serverSide.result != nil }
        try #require(clientSide.result).get()
        try #require(serverSide.result).get()
        return (client, server)
    }

    @Test(arguments: Transfers.allCases)
    func `each call's data is one chunk on the other side`(_ transfers: Transfers) throws {
        let bench = Workbench(transfers)
        let (client, server) = try pair(bench)
        #expect(client.isTLS)
        #expect(server.isTLS)
        for text in ["one", "two", "three"] { client.send(text, corked: true) }
        for text in ["one", "two", "three"] {
            #expect(try bench.receive(server).chunk == Array(text.utf8))
        }
        server.send("back")
        #expect(try bench.receive(client).chunk == Array("back".utf8))
        client.close()
        #expect(try bench.receive(server).end == .ended)
        bench.finish()
    }

    @Test(arguments: Transfers.allCases)
    func `long data is cut into records of 16384 bytes and arrives whole`(_ transfers: Transfers) throws {
        let bench = Workbench(transfers)
        let (client, server) = try pair(bench)
        let data = pattern(transfers == .whole ? 3_000_001 : 50_001)
        client.send("first")
        client.send(data)
        client.close()
        #expect(try bench.receive(server).chunk == Array("first".utf8))
        var received: [UInt8] = []
        while let chunk = try bench.receive(server).chunk {
            #expect(chunk.count == min(16_384, data.count - received.count))
            received += chunk
        }
        #expect(received == data)
        #expect(server.now() == .ended(.ended))
        bench.finish()
    }

    @Test(arguments: Transfers.allCases)
    func `output before the upgrade goes out in the clear and output during it encrypted`(
        _ transfers: Transfers
    ) throws {
        let bench = Workbench(transfers)
        let (client, server) = try bench.pair()
        client.send("clear")
        let clientSide = client.startTLS(try Self.clientEngine())
        client.send("held")
        let first = try bench.receive(server, count: 5)
        #expect(first.prefix(5) == Array("clear".utf8)[...])
        Array(first.dropFirst(5)).withBorrowedBytes { if !$0.isEmpty { server.unreceive($0) } }
        let serverSide = server.startTLS(try Self.serverEngine())
        try bench.turn { clientSide.result != nil && serverSide.result != nil }
        #expect(try bench.receive(server).chunk == Array("held".utf8))
        bench.finish()
    }

    @Test(arguments: Transfers.allCases)
    func `a server may look at the first bytes, put them back and upgrade`(_ transfers: Transfers) throws {
        let bench = Workbench(transfers)
        let (client, server) = try bench.pair()
        let clientSide = client.startTLS(try Self.clientEngine())
        let (first, _) = try bench.receive(server)
        let bytes = try #require(first)
        #expect(bytes.first == 0x16)
        bytes.withBorrowedBytes { server.unreceive($0) }
        let serverSide = server.startTLS(try Self.serverEngine())
        try bench.turn { clientSide.result != nil && serverSide.result != nil }
        try #require(serverSide.result).get()
        #expect(server.now() == .notYet)
        bench.finish()
    }

    @Test func `bytes in the clear are never delivered after the upgrade`() throws {
        let bench = Workbench()
        let (client, server) = try bench.pair()
        server.send("injected")
        try bench.turn { client.peeked != nil }
        let clientSide = client.startTLS(try Self.clientEngine())
        let serverSide = server.startTLS(try Self.serverEngine())
        try bench.turn { clientSide.result != nil }
        guard case .failure(let error) = clientSide.result else {
            Issue.record("the handshake must fail")
            return
        }
        #expect(error.code == .tls)
        #expect(client.tlsFailure?.reason == "tls protocol error")
        #expect(client.now() == .ended(.socketClosed))
        try bench.turn { serverSide.result != nil }
        bench.finish()
    }

    @Test func `somebody who waited before the upgrade gets decrypted data`() throws {
        let bench = Workbench()
        let (client, server) = try bench.pair()
        let waiter = Waiter(loop: bench.loop)
        #expect(server.now() == .notYet)
        server.readable.add(waiter)
        let clientSide = client.startTLS(try Self.clientEngine())
        let serverSide = server.startTLS(try Self.serverEngine())
        try bench.turn { clientSide.result != nil && serverSide.result != nil }
        waiter.reset()
        client.send("decrypted")
        #expect(try bench.receive(server).chunk == Array("decrypted".utf8))
        bench.finish()
    }

    /// A stream that speaks TLS with an end that is driven by hand.
    private func handDriven(_ bench: Workbench) throws -> (peer: HandDrivenTLS, server: Stream) {
        let (client, server) = try bench.pair()
        let peer = HandDrivenTLS(client, try Self.clientEngine(), on: bench)
        let serverSide = server.startTLS(try Self.serverEngine())
        try bench.turn { peer.continueHandshake() && serverSide.result != nil }
        return (peer, server)
    }

    @Test func `a stream cut without a close_notify is truncated`() throws {
        let bench = Workbench()
        let (peer, server) = try handDriven(bench)
        try peer.send("data")
        peer.stream.close()
        #expect(try bench.receive(server).chunk == Array("data".utf8))
        #expect(try bench.receive(server).end == .truncated)
        #expect(server.now() == .ended(.truncated))
        bench.finish()
    }

    @Test func `close sends a close_notify before the end of the stream`() throws {
        let bench = Workbench()
        let (peer, server) = try handDriven(bench)
        server.close()
        #expect(try peer.failure() == nil)
        bench.finish()
    }

    @Test func `a certificate for another name fails with the reason and closes`() throws {
        let bench = Workbench()
        let (client, server) = try bench.pair()
        let clientSide = client.startTLS(try Self.clientEngine(name: "elsewhere.invalid"))
        let serverSide = server.startTLS(try Self.serverEngine())
        try bench.turn { clientSide.result != nil && serverSide.result != nil }
        #expect(client.tlsFailure?.reason == "hostname mismatch")
        #expect(client.isOpen == false)
        #expect(client.isTLS == false)
        bench.finish()
    }

    @Test func `a second handshake after one that has failed finds the socket closed`() throws {
        let bench = Workbench()
        let (client, server) = try bench.pair()
        client.send("no record at all")
        let first = server.startTLS(try Self.serverEngine())
        try bench.turn { first.result != nil }
        #expect(server.tlsFailure?.reason == "tls protocol error")
        guard case .failure(let error) = server.startTLS(try Self.serverEngine()).result else {
            Issue.record("the handshake must fail")
            return
        }
        #expect(error.code == .socketClosed)
        client.close()
        bench.finish()
    }

    @Test func `a closed stream lets go of its engine and still knows what was agreed`() throws {
        let bench = Workbench()
        let (client, server) = try bench.pair()
        weak var clientEngine: TLSEngine?
        weak var serverEngine: TLSEngine?
        func startTLS() throws -> [HandshakeAttempt] {
            let engines = (client: try Self.clientEngine(), server: try Self.serverEngine())
            (clientEngine, serverEngine) = engines
            return [client.startTLS(engines.client), server.startTLS(engines.server)]
        }
        let attempts = try startTLS()
        try bench.turn { attempts.allSatisfy { $0.result != nil } }
        let agreed = try #require(client.tlsAgreement?.info)
        client.close()
        server.close()
        bench.finish()
        #expect(clientEngine == nil)
        #expect(serverEngine == nil)
        #expect(client.isTLS)
        #expect(client.tlsAgreement?.info == agreed)
        #expect(agreed.peer?.subject == "CN=localhost")
        #expect(server.tlsAgreement?.info.serverName == "localhost")
    }

    @Test func `a peer that leaves during the handshake fails it`() throws {
        let bench = Workbench()
        let (client, server) = try bench.pair()
        let serverSide = server.startTLS(try Self.serverEngine())
        client.close()
        try bench.turn { serverSide.result != nil }
        guard case .failure(let error) = serverSide.result else {
            Issue.record("the handshake must fail")
            return
        }
        #expect(error.code == .closedDuringHandshake)
        bench.finish()
    }

    @Test func `a silent peer fails the handshake when its time is up`() throws {
        let clock = ManualClock()
        let bench = Workbench(clock: clock)
        let (client, server) = try bench.pair()
        let serverSide = server.startTLS(try Self.serverEngine())
        clock.advance(by: .milliseconds(14_999))
        _ = bench.loop.turn(.none)
        #expect(serverSide.result == nil)
        clock.advance(by: .milliseconds(1))
        _ = bench.loop.turn(.none)
        guard case .failure(let error) = serverSide.result else {
            Issue.record("the handshake must fail")
            return
        }
        #expect(error.code == .timeout)
        #expect(server.isOpen == false)
        client.close()
        bench.finish()
    }

    @Test func `closing during the handshake ends it`() throws {
        let bench = Workbench()
        let (client, server) = try bench.pair()
        let clientSide = client.startTLS(try Self.clientEngine())
        client.close()
        guard case .failure(let error) = clientSide.result else {
            Issue.record("the handshake must fail")
            return
        }
        #expect(error.code == .socketClosed)
        server.close()
        bench.finish()
    }

    @Test func `after the peer has ended its direction the other still sends`() throws {
        let bench = Workbench()
        let (client, server) = try pair(bench)
        client.send("question")
        client.shutdownSending()
        #expect(client.send("more") == .failed(.socketClosed))
        #expect(try bench.receive(server).chunk == Array("question".utf8))
        #expect(try bench.receive(server).end == .ended)
        #expect(server.send("answer") == .accepted)
        server.close()
        #expect(try bench.receive(client).chunk == Array("answer".utf8))
        #expect(try bench.receive(client).end == .ended)
        bench.finish()
    }

    @Test func `bytes that are no record end the stream on both sides`() throws {
        let bench = Workbench()
        let (peer, server) = try handDriven(bench)
        peer.stream.send(Array(repeating: 0x17, count: 64))
        #expect(try bench.receive(server).end == .tls)
        #expect(server.tlsFailure?.reason == "tls protocol error")
        #expect(server.send("x") == .failed(.tls))
        #expect(server.isOpen == false)
        server.close()
        #expect(try peer.failure()?.hasPrefix("tls alert: ") == true)
        bench.finish()
    }
}
