import CharonLoop
import CharonNet
import CharonSystem
import CharonTLS
import TestCertificates
import Testing

/// What a peer may do to a server that speaks TLS: its own connection ends with a reason, those of others go on.
@Suite struct HostilePeerTests {
    private static let zoo = CertificateZoo.shared

    private static func clientEngine() throws -> TLSEngine {
        var options = ClientOptions()
        options.ca = zoo.pem("root")
        return TLSEngine(client: try TLSContext.client(options), hostname: "localhost")
    }

    private static func serverEngine() throws -> TLSEngine {
        let identity = CertificateAndKey(chain: zoo.pem("good"), privateKey: zoo.key("good"))
        return TLSEngine(server: try TLSContext.server(certificates: [identity], ServerOptions()))
    }

    /// Both ends of a connection that speaks TLS.
    private static func pair(_ bench: Workbench) throws -> (client: Stream, server: Stream) {
        let (client, server) = try bench.pair()
        let attempts = [client.startTLS(try clientEngine()), server.startTLS(try serverEngine())]
        try bench.turn { attempts.allSatisfy { $0.result != nil } }
        for attempt in attempts { try #require(attempt.result).get() }
        return (client, server)
    }

    /// Checks that a connection carries a text both ways.
    private static func exchange(_ client: Stream, _ server: Stream, _ bench: Workbench) throws {
        client.send("question")
        #expect(try bench.receive(server).chunk == Array("question".utf8))
        server.send("answer")
        #expect(try bench.receive(client).chunk == Array("answer".utf8))
    }

    /// What stands in the place of a client's first record, and how the peer is told.
    struct Opening: CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]
        /// The description of the alert that answers; nil if none has to.
        var alert: UInt8?
        /// Whether nothing follows.
        var ends = false
        var reason = "tls protocol error"
    }

    static let openings: [Opening] = [
        Opening(testDescription: "plaintext", bytes: Array("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)),
        Opening(testDescription: "garbage", bytes: (0..<300).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 91) }),
        Opening(
            testDescription: "a record over its limit",
            bytes: [0x16, 3, 1, 0xFF, 0xFF] + [UInt8](repeating: 1, count: 0xFFFF), alert: 22),
        Opening(testDescription: "data before the handshake", bytes: [0x17, 3, 3, 0, 1, 0], alert: 10),
        Opening(
            testDescription: "TLS 1.1 and nothing newer",
            bytes: hello(version: [3, 2]), alert: 70,
            reason: "unsupported protocol"),
        Opening(
            testDescription: "a hello whose length lies",
            bytes: [0x16, 3, 1, 0, 5, 1, 0, 0, 1, 3], alert: 50),
        Opening(
            testDescription: "a hello that is cut", bytes: Array(hello(version: [3, 3]).prefix(30)), ends: true,
            reason: "closed during handshake"),
        Opening(testDescription: "nothing", bytes: [], ends: true, reason: "closed during handshake"),
    ]

    /// A ClientHello with one suite and no extension. RFC 5246, section 7.4.1.2.
    private static func hello(version: [UInt8]) -> [UInt8] {
        let random = [UInt8](repeating: 1, count: 32)
        let body = version + random + [0, 0, 2, 0xC0, 0x2F, 1, 0]
        let message = [1, 0, 0, UInt8(body.count)] + body
        return [0x16, 3, 1, 0, UInt8(message.count)] + message
    }

    @Test(arguments: openings)
    func `an opening that is no hello fails its own handshake and leaves nothing behind`(_ opening: Opening) throws {
        let bench = Workbench()
        let earlier = try Self.pair(bench)
        let sockets = bench.network.openSockets
        let registrations = bench.loop.registrationCount

        for _ in 0..<3 {
            weak var engine: TLSEngine?
            let (peer, server) = try bench.pair()
            func startTLS() throws -> HandshakeAttempt {
                let new = try Self.serverEngine()
                engine = new
                return server.startTLS(new)
            }
            peer.send(opening.bytes)
            if opening.ends { peer.shutdownSending() }
            let attempt = try startTLS()
            try bench.turn { attempt.result != nil }
            guard case .failure = attempt.result else {
                Issue.record("the handshake must fail")
                return
            }
            #expect(server.tlsFailure?.reason == opening.reason)
            #expect(!server.isOpen)
            let heard = try bench.receiveAll(peer).bytes
            if let alert = opening.alert {
                #expect(heard.first == 0x15)
                #expect(heard.suffix(2) == [2, alert])
            }
            peer.close()
            try bench.turn { bench.network.lingeringSockets == 0 }
            #expect(engine == nil)
        }
        #expect(bench.network.openSockets == sockets)
        #expect(bench.loop.registrationCount == registrations)

        try Self.exchange(earlier.client, earlier.server, bench)
        let later = try Self.pair(bench)
        try Self.exchange(later.client, later.server, bench)
        bench.finish()
    }

    @Test func `a record over its limit ends an established connection on both sides and no other`() throws {
        let bench = Workbench()
        let other = try Self.pair(bench)
        let (stream, server) = try bench.pair()
        let peer = HandDrivenTLS(stream, try Self.clientEngine(), on: bench)
        let attempt = server.startTLS(try Self.serverEngine())
        try bench.turn {
            let isComplete = peer.continueHandshake()
            return isComplete && attempt.result != nil
        }
        try #require(attempt.result).get()

        try peer.send("before")
        #expect(try bench.receive(server).chunk == Array("before".utf8))
        // One byte more than a record may have. RFC 8446, section 5.2.
        stream.send([0x17, 3, 3, 0x41, 0x01] + [UInt8](repeating: 0, count: 0x4101))
        #expect(try bench.receive(server).end == .tls)
        #expect(server.tlsFailure?.reason == "tls protocol error")
        #expect(server.send("x") == .failed(.tls))
        #expect(try peer.failure() == "tls alert: record overflow")
        server.close()
        stream.close()

        try Self.exchange(other.client, other.server, bench)
        bench.finish()
    }
}
