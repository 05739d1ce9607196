import CharonSystem
import TestCertificates
import Testing

@testable import CharonTLS

/// A server's certificate, the name that the client wants, and what the two sides have to say.
struct CertificateCase: CustomTestStringConvertible, Sendable {
    let certificate: String
    let host: String
    let reason: String?
    let alert: String?
    var root = "root"

    static func accepted(_ certificate: String, _ host: String = "localhost", root: String = "root") -> Self {
        Self(certificate: certificate, host: host, reason: nil, alert: nil, root: root)
    }

    static func refused(
        _ certificate: String, _ host: String = "localhost", root: String = "root", because reason: String,
        alert: String
    ) -> Self {
        Self(certificate: certificate, host: host, reason: reason, alert: "tls alert: " + alert, root: root)
    }

    var testDescription: String { "\(certificate) for \(host) under \(root)" }

    static let issuer = "unable to get local issuer certificate"

    static let chains: [Self] = [
        .accepted("good"),
        .accepted("ecdsa256"), .accepted("ecdsa384"), .accepted("ecdsa521"), .accepted("ed25519"), .accepted("rsapss"),
        .accepted("chain"),
        .accepted("any-purpose"),
        .refused("expired", because: "certificate has expired", alert: "certificate expired"),
        .refused("future", because: "certificate is not yet valid", alert: "bad certificate"),
        .refused("expired-issuer", because: "certificate has expired", alert: "certificate expired"),
        .refused("selfsigned", because: "self-signed certificate", alert: "unknown ca"),
        .refused("untrusted", because: issuer, alert: "unknown ca"),
        .refused("untrusted-with-root", because: "self-signed certificate in chain", alert: "unknown ca"),
        .refused("nochain", because: issuer, alert: "unknown ca"),
        .refused("too-long", because: "invalid CA certificate", alert: "unknown ca"),
        .refused("under-nosign", because: "invalid CA certificate", alert: "unknown ca"),
        .refused("under-leaf", because: "invalid CA certificate", alert: "unknown ca"),
        .refused("for-clients", because: "unsuitable certificate purpose", alert: "unsupported certificate"),
        // A trusted certificate need not be self-signed, and may be the leaf itself.
        .accepted("chain", root: "middle"),
        .accepted("nochain", root: "middle"),
        .accepted("selfsigned", root: "selfsigned"),
        .accepted("good", root: "good"),
        .refused("good", root: "stranger", because: issuer, alert: "unknown ca"),
        .refused("good", root: "selfsigned", because: issuer, alert: "unknown ca"),
    ]

    static func mismatch(_ certificate: String, _ host: String) -> Self {
        .refused(certificate, host, because: "hostname mismatch", alert: "bad certificate")
    }

    static let names: [Self] = [
        .accepted("good", "LocalHost"), .accepted("good", "localhost."),
        .accepted("good", "a.localhost"), .accepted("good", "A.LOCALHOST."),
        mismatch("good", "a.b.localhost"), mismatch("good", ".localhost"), mismatch("good", "xlocalhost"),
        .accepted("good", "127.0.0.1"), .accepted("good", "::1"), .accepted("good", "[::1]"),
        .accepted("good", "0:0:0:0:0:0:0:1"), .accepted("good", "[::1%lo]"),
        mismatch("good", "127.0.0.2"), mismatch("good", "::2"), mismatch("good", "[::2]"),
        mismatch("elsewhere", "localhost"), .accepted("elsewhere", "elsewhere.test"),
        .accepted("alpha", "alpha.test"), .accepted("alpha", "x.alpha.test"), mismatch("alpha", "x.y.alpha.test"),
        .accepted("beta", "beta.test"),
        mismatch("partial", "www.partial.test"), mismatch("partial", "w.partial.test"),
        mismatch("partial", "a.b.partial.test"),
        mismatch("bare-star", "localhost"), mismatch("bare-star", "star"),
        .accepted("address-only", "127.0.0.1"),
        // The common name counts where no DNS entry is, addresses or not.
        .accepted("address-only", "localhost"),
        mismatch("address-as-name", "127.0.0.1"),
        mismatch("name-beats-common", "localhost"), .accepted("name-beats-common", "other.test"),
        .accepted("common-only", "localhost"), mismatch("common-only", "127.0.0.1"),
        mismatch("common-address", "127.0.0.1"),
        .accepted("common-wildcard", "a.common.test"), mismatch("common-wildcard", "common.test"),
    ]
}

@Suite struct `A client verifies the server's certificate` {
    @Test(arguments: CertificateCase.chains + CertificateCase.names, [TLSVersion.tls12, .tls13])
    func `and accepts or refuses it with the exact reason`(_ it: CertificateCase, version: TLSVersion) throws {
        let pair = try EnginePair([.named(it.certificate)], host: it.host, client: .trusting(it.root))
        pair.limit(to: version)
        let outcome = pair.shake()
        if let reason = it.reason {
            #expect(outcome.client == .failed(reason))
            // Over TLS 1.3 the server, too, is still in its handshake when the alert comes.
            #expect(outcome.server == .failed(it.alert ?? ""))
        } else {
            #expect(outcome == (.complete, .complete))
            #expect(pair.client.info?.version == (version == .tls13 ? "TLSv1.3" : "TLSv1.2"))
        }
    }

    @Test(arguments: ["", ".", "[]", "a\0localhost", "[::1\0]", "[localhost]", "[127.0.0.1]", String(repeating: "a", count: 254)])
    func `and without a name that could be on one it sends nothing`(host: String) throws {
        let pair = try EnginePair(host: host)
        #expect(Outcome(pair.client.handshake()) == .failed("hostname mismatch"))
        #expect(!pair.client.hasOutput)
    }

    @Test func `and a changed signature fails`() throws {
        var text = String(decoding: zoo.pem("good"), as: UTF8.self).split(separator: "\n").map(String.init)
        // The signature is what stands last in a certificate.
        let line = text.count - 3
        text[line] = String(text[line].reversed())
        let broken = CertificateAndKey(chain: Array((text.joined(separator: "\n") + "\n").utf8), privateKey: zoo.key("good"))
        #expect(try EnginePair([broken]).shake().client == .failed("certificate signature failure"))
    }

    @Test func `and an empty set of roots trusts nobody`() throws {
        let roots = try TrustRoots.ofMachine(TrustRoots.Environment(file: "/nonexistent", folder: nil))
        #expect(roots.count == 0)
    }

    @Test func `and SSL_CERT_FILE or SSL_CERT_DIR leaves out the other places`() throws {
        let file = try TrustRoots.ofMachine(TrustRoots.Environment(file: zoo.folder + "/root.pem", folder: nil))
        #expect(file.count == 1)
        let folder = try TrustRoots.ofMachine(TrustRoots.Environment(file: nil, folder: zoo.folder))
        #expect(folder.count == 0)
    }
}

@Suite struct `A server verifies the client's certificate` {
    private func shake(
        _ authentication: ServerOptions.ClientAuthentication, identity: CertificateAndKey?, version: TLSVersion
    ) throws -> (pair: EnginePair, outcome: (client: Outcome, server: Outcome)) {
        let pair = try EnginePair(
            client: .trusting { $0.identity = identity }, server: .with { $0.clientAuthentication = authentication })
        pair.limit(to: version)
        return (pair, pair.shake())
    }

    @Test(arguments: [TLSVersion.tls12, .tls13])
    func `and takes a good one`(version: TLSVersion) throws {
        let (pair, outcome) = try shake(.require(ca: zoo.pem("root")), identity: .named("client"), version: version)
        #expect(outcome == (.complete, .complete))
        #expect(pair.server.info?.peer?.subject == "CN=Test Client")
        #expect(pair.server.info?.peer?.issuer == "CN=Test Root")
    }

    @Test(
        arguments: [
            ("client-expired", "certificate has expired", "certificate expired"),
            ("client-untrusted", "unable to get local issuer certificate", "unknown ca"),
            ("good", "unsuitable certificate purpose", "unsupported certificate"),
            ("selfsigned", "self-signed certificate", "unknown ca"),
        ], [TLSVersion.tls12, .tls13])
    func `and refuses a bad one`(it: (name: String, reason: String, alert: String), version: TLSVersion) throws {
        for authentication in [ServerOptions.ClientAuthentication.require(ca: zoo.pem("root")), .request(ca: zoo.pem("root"))] {
            let (pair, outcome) = try shake(authentication, identity: .named(it.name), version: version)
            #expect(outcome.server == .failed(it.reason))
            if version == .tls13 {
                // The client was done before the server could look.
                #expect(outcome.client == .complete)
                #expect(pair.client.reading() == .failed("tls alert: " + it.alert))
            } else {
                #expect(outcome.client == .failed("tls alert: " + it.alert))
            }
        }
    }

    @Test func `and a missing one fails only if it is required`() throws {
        let required = try shake(.require(ca: zoo.pem("root")), identity: nil, version: .tls13)
        #expect(required.outcome == (.complete, .failed("peer did not return a certificate")))
        #expect(required.pair.client.reading() == .failed("tls alert: certificate required"))
        let older = try shake(.require(ca: zoo.pem("root")), identity: nil, version: .tls12)
        #expect(older.outcome == (.failed("tls alert: handshake failure"), .failed("peer did not return a certificate")))
        let requested = try shake(.request(ca: zoo.pem("root")), identity: nil, version: .tls13)
        #expect(requested.outcome == (.complete, .complete))
        #expect(requested.pair.server.info?.peer == nil)
    }

    @Test func `and resumes a session with the certificate that was shown`() throws {
        for version in [TLSVersion.tls12, .tls13] {
            func connect() throws -> EnginePair {
                let pair = try EnginePair(
                    host: "a.localhost", client: .trusting { $0.identity = .named("client") },
                    server: .with { $0.clientAuthentication = .require(ca: zoo.pem("root")) })
                pair.limit(to: version)
                #expect(pair.shake() == (.complete, .complete))
                #expect(pair.client.reading() == .needsInput)
                return pair
            }
            let first = try connect()
            first.client.forgetSession()
            _ = try connect()
            let second = try connect()
            #expect(second.server.info?.resumed == true)
            #expect(second.server.info?.peer?.subject == "CN=Test Client")
        }
    }
}
