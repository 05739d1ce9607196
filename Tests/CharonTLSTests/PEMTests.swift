import CharonSystem
import TestCertificates
import Testing

@testable import CharonTLS

@Suite struct `A server's certificates and keys` {
    private func failure(_ chain: [UInt8], _ key: [UInt8]) -> String? {
        do {
            let pem = CertificateAndKey(chain: chain, privateKey: key)
            _ = try TLSContext.server(certificates: [pem], ServerOptions())
            return nil
        } catch {
            return error.reason
        }
    }

    @Test(arguments: [
        ("good", "rsa"), ("good", "rsa-traditional"), ("ecdsa256", "ecdsa256"), ("ecdsa256", "ec-traditional"),
        ("ecdsa256", "ec-with-parameters"), ("ed25519", "ed25519"), ("rsapss", "rsapss"),
    ])
    func `may have all usual forms`(it: (certificate: String, key: String)) throws {
        #expect(failure(zoo.pem(it.certificate), zoo.key(it.key)) == nil)
        let pair = try EnginePair([.named(it.certificate, key: it.key)])
        #expect(pair.shake() == (.complete, .complete))
    }

    @Test func `may stand in one text`() {
        #expect(failure(zoo.pem("combined"), zoo.pem("combined")) == nil)
        #expect(failure(Array("some words\r\n".utf8) + zoo.pem("chain") + Array("more words".utf8), zoo.key("chain")) == nil)
        let carriageReturns = String(decoding: zoo.pem("good"), as: UTF8.self).replacing("\n", with: "\r\n")
        #expect(failure(Array(carriageReturns.utf8), zoo.key("good")) == nil)
    }

    @Test func `are refused with the exact reason`() {
        #expect(failure(zoo.pem("garbage"), zoo.key("good")) == "invalid certificate chain")
        #expect(failure([], zoo.key("good")) == "invalid certificate chain")
        #expect(failure([0, 255, 10, 13], zoo.key("good")) == "invalid certificate chain")
        #expect(failure(zoo.key("good"), zoo.key("good")) == "invalid certificate chain")
        #expect(failure(zoo.pem("good"), zoo.pem("garbage")) == "invalid private key")
        #expect(failure(zoo.pem("good"), []) == "invalid private key")
        #expect(failure(zoo.pem("good"), zoo.pem("good")) == "invalid private key")
        #expect(failure(zoo.pem("good"), zoo.key("other")) == "private key does not match certificate")
        #expect(failure(zoo.pem("good"), zoo.key("ecdsa256")) == "private key does not match certificate")
        // Security level 2 takes no RSA key of 1024 bits.
        #expect(failure(zoo.pem("weak"), zoo.key("weak")) == "invalid certificate chain")
        #expect(failure(zoo.pem("good") + broken(zoo.pem("middle")), zoo.key("good")) == "invalid certificate chain")
        #expect(throws: TLSFailure("no certificate")) { try TLSContext.server(certificates: [], ServerOptions()) }
    }

    @Test(arguments: ["encrypted", "encrypted-traditional"])
    func `are refused without a question if the key is encrypted`(name: String) {
        #expect(failure(zoo.pem("good"), zoo.key(name)) == "invalid private key")
    }

    @Test func `are all checked, not only the first`() {
        #expect(throws: TLSFailure.self) {
            try TLSContext.server(certificates: [.named("good"), .named("weak")], ServerOptions())
        }
        #expect(throws: TLSFailure.self) {
            try TLSContext.server(certificates: [.named("good"), .named("alpha", key: "other")], ServerOptions())
        }
    }

    @Test(arguments: 0..<32) func `are never more than refused when they are damaged`(seed: UInt64) {
        var numbers = SeededNumbers(state: seed)
        let chain = zoo.pem("chain")
        let key = zoo.key(["rsa", "ecdsa256", "ed25519", "encrypted", "rsa-traditional"].randomElement(using: &numbers) ?? "rsa")
        for _ in 0..<30 {
            let reason = failure(damaged(chain, &numbers), damaged(key, &numbers))
            #expect(
                [
                    nil, "invalid certificate chain", "invalid private key", "private key does not match certificate",
                ].contains(reason))
        }
    }

    @Test func `of a client fail in the same words`() {
        func failure(_ chain: [UInt8], _ key: [UInt8]) -> String? {
            do {
                _ = try TLSContext.client(.trusting { $0.identity = CertificateAndKey(chain: chain, privateKey: key) })
                return nil
            } catch {
                return error.reason
            }
        }
        #expect(failure(zoo.pem("client"), zoo.key("client")) == nil)
        #expect(failure([], zoo.key("client")) == "invalid certificate chain")
        #expect(failure(zoo.pem("client"), []) == "invalid private key")
        #expect(failure(zoo.pem("client"), zoo.key("other")) == "private key does not match certificate")
    }

    @Test func `that should be trusted are refused if they are none`() {
        for text in [[], Array("x".utf8), zoo.key("good"), zoo.pem("root") + broken(zoo.pem("stranger"))] {
            var options = ClientOptions()
            options.ca = text
            #expect(throws: TLSFailure.self) { try TLSContext.client(options) }
            #expect(throws: TLSFailure.self) {
                try TLSContext.server(certificates: [.named("good")], .with { $0.clientAuthentication = .request(ca: text) })
            }
        }
    }

    /// A certificate whose text is cut in the middle.
    private func broken(_ text: [UInt8]) -> [UInt8] {
        Array(text[..<(text.count / 2)]) + Array("\n-----END CERTIFICATE-----\n".utf8)
    }

    private func damaged(_ text: [UInt8], _ numbers: inout SeededNumbers) -> [UInt8] {
        var text = text
        for _ in 0..<Int.random(in: 0...3, using: &numbers) {
            let place = Int.random(in: 0..<text.count, using: &numbers)
            switch Int.random(in: 0..<4, using: &numbers) {
            case 0: text[place] = UInt8.random(in: 0...255, using: &numbers)
            case 1: text.removeSubrange(place..<min(text.count, place + 40))
            case 2: text.insert(contentsOf: text[place..<min(text.count, place + 40)], at: place)
            default: text.removeSubrange(place...)
            }
            if text.isEmpty { return text }
        }
        return text
    }
}
