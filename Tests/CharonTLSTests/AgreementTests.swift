import CharonSystem
import Synchronization
import TestCertificates
import Testing

@testable import CharonTLS

@Suite struct `The protocol name` {
    private func shake(_ client: [String], _ server: [String]) throws -> (EnginePair, (client: Outcome, server: Outcome)) {
        let pair = try EnginePair(client: .trusting { $0.alpn = client }, server: .with { $0.alpn = server })
        return (pair, pair.shake())
    }

    @Test(
        arguments: [
            (["h2", "http/1.1"], ["http/1.1"], "http/1.1"),
            (["a", "b"], ["b", "a"], "b"),
            (["aa", "a"], ["a"], "a"),
            ([String(repeating: "x", count: 255)], [String(repeating: "x", count: 255)], String(repeating: "x", count: 255)),
            (["h2"], [], nil),
            ([], ["h2"], nil),
            ([], [], nil),
        ] as [([String], [String], String?)])
    func `is the server's most wanted of those offered`(it: (client: [String], server: [String], agreed: String?)) throws {
        let (pair, outcome) = try shake(it.client, it.server)
        #expect(outcome == (.complete, .complete))
        #expect(pair.client.agreedProtocol == it.agreed)
        #expect(pair.server.agreedProtocol == it.agreed)
    }

    @Test func `fails both sides if there is none in common`() throws {
        let (_, outcome) = try shake(["h2"], ["http/1.1"])
        #expect(outcome == (.failed("tls alert: no application protocol"), .failed("no application protocol")))
    }

    @Test(arguments: ["", String(repeating: "x", count: 256)])
    func `must have 1 to 255 bytes`(name: String) throws {
        #expect(throws: TLSFailure.self) { try shake([name], []) }
        #expect(throws: TLSFailure.self) { try shake([], [name]) }
    }
}

@Suite struct `The version and the suite` {
    /// A pair whose client has no session to resume, which would bring a suite of its own.
    private func fresh(_ host: String, requireECDHE: Bool = false) throws -> EnginePair {
        let pair = try EnginePair(host: host + ".localhost", client: .trusting { $0.requireECDHE = requireECDHE })
        pair.limit(to: .tls12)
        return pair
    }

    @Test func `are refused below the oldest allowed`() throws {
        let old = try EnginePair(server: .with { $0.minimumVersion = .tls13 })
        old.client.limit(to: .tls12)
        #expect(old.shake() == (.failed("tls alert: protocol version"), .failed("unsupported protocol")))
        let oldServer = try EnginePair(client: .trusting { $0.minimumVersion = .tls13 })
        oldServer.server.limit(to: .tls12)
        #expect(oldServer.shake() == (.failed("tls alert: protocol version"), .failed("unsupported protocol")))
    }

    @Test func `never come to TLS 1.1`() throws {
        let pair = try EnginePair()
        pair.client.offerOnlyTLS11()
        let outcome = pair.shake()
        #expect(outcome.server == .failed("unsupported protocol") || outcome.client == .failed("unsupported protocol"))
    }

    @Test func `fail without one in common`() throws {
        let pair = try fresh("in-common")
        pair.client.offer(suites: "ECDHE-ECDSA-AES128-GCM-SHA256")
        #expect(pair.shake() == (.failed("tls alert: handshake failure"), .failed("no shared cipher")))
    }

    @Test func `have forward secrecy on the server's side`() throws {
        let pair = try fresh("server-secrecy")
        pair.client.offer(suites: "AES128-GCM-SHA256:AES256-SHA")
        #expect(pair.shake() == (.failed("tls alert: handshake failure"), .failed("no shared cipher")))
    }

    @Test func `have forward secrecy for a client that requires it`() throws {
        let pair = try fresh("client-secrecy", requireECDHE: true)
        pair.server.offer(suites: "AES128-GCM-SHA256")
        #expect(pair.shake().client == .failed("tls alert: handshake failure"))
        let plain = try fresh("no-secrecy")
        plain.server.offer(suites: "AES128-GCM-SHA256")
        #expect(plain.shake() == (.complete, .complete))
    }
}

private let rounds = Atomic(0)

@Suite struct `The server's certificate` {
    private func subject(
        _ certificates: [String], host: String, schemes: String? = nil, version: TLSVersion = .tls13,
        change: (TLSEngine) -> Void = { _ in }
    ) throws -> (fingerprint: String?, outcome: Outcome) {
        // Options of its own give each connection a context of its own, and so no session to resume.
        let name = "round \(rounds.add(1, ordering: .relaxed).newValue)"
        let pair = try EnginePair(certificates.map { .named($0) }, host: host, client: .trusting { $0.alpn = [name] })
        pair.limit(to: version)
        if let schemes { pair.client.offer(signatureSchemes: schemes) }
        change(pair.client)
        let outcome = pair.shake()
        return (pair.client.info?.peer?.fingerprint, outcome.client)
    }

    private func fingerprint(_ name: String) throws -> String {
        try PEM.certificates(zoo.pem(name))[0].description.fingerprint
    }

    @Test(arguments: [
        ("localhost", "good"), ("alpha.test", "alpha"), ("x.alpha.test", "alpha"), ("beta.test", "beta"),
        ("BETA.test", "beta"), ("exact.alpha.test", "beta"), ("127.0.0.1", "good"),
    ])
    func `is the one for the name that the client asks for`(it: (host: String, certificate: String)) throws {
        // In TLS 1.2 and 1.3 alike; an exact name goes before a wildcard that stands earlier.
        for version in [TLSVersion.tls12, .tls13] {
            let found = try subject(["good", "alpha", "beta"], host: it.host, version: version)
            #expect(try found.fingerprint == fingerprint(it.certificate))
        }
    }

    @Test func `is the first if the name is on none`() throws {
        #expect(try subject(["good", "alpha"], host: "gamma.test").outcome == .failed("hostname mismatch"))
        #expect(try subject(["alpha", "good"], host: "127.0.0.1").outcome == .failed("hostname mismatch"))
    }

    @Test(arguments: [TLSVersion.tls12, .tls13])
    func `is of a kind that the client can verify`(version: TLSVersion) throws {
        let all = ["good", "ecdsa256", "ecdsa384", "ed25519"]
        func shown(_ schemes: String?, _ certificates: [String], host: String = "localhost") throws -> String? {
            try subject(certificates, host: host, schemes: schemes, version: version).fingerprint
        }
        let rsa = "RSA-PSS+SHA256:RSA+SHA256"
        #expect(try shown(nil, all) == fingerprint("good"))
        #expect(try shown(nil, ["ecdsa256", "good"]) == fingerprint("ecdsa256"))
        // The tests' root signs with RSA, so that has to be among what the client takes.
        #expect(try shown("\(rsa):ECDSA+SHA256", ["ecdsa256", "good"]) == fingerprint("ecdsa256"))
        #expect(try shown(rsa, ["ecdsa256", "good"]) == fingerprint("good"))
        #expect(try shown(rsa, ["ed25519", "ecdsa384", "good"]) == fingerprint("good"))
        #expect(try shown(rsa, ["alpha-ec", "alpha"], host: "y.alpha.test") == fingerprint("alpha"))
        #expect(try shown("\(rsa):ed25519", ["ed25519", "good"]) == fingerprint("ed25519"))
        // Without a name the same holds among certificates for the same names.
        #expect(try shown(rsa, ["ecdsa256", "good"], host: "127.0.0.1") == fingerprint("good"))
    }

    @Test func `is of a kind for which TLS 1.2 has a suite`() throws {
        func shown(_ suites: String, _ certificates: [String]) throws -> String? {
            try subject(certificates, host: "localhost", version: .tls12) { $0.offer(suites: suites) }.fingerprint
        }
        #expect(try shown("ECDHE-RSA-AES128-GCM-SHA256", ["ecdsa256", "ed25519", "good"]) == fingerprint("good"))
        #expect(try shown("ECDHE-ECDSA-AES128-GCM-SHA256", ["good", "ed25519"]) == fingerprint("ed25519"))
        #expect(try shown("ECDHE-ECDSA-AES128-GCM-SHA256", ["good", "ecdsa521"]) == fingerprint("ecdsa521"))
    }
}
