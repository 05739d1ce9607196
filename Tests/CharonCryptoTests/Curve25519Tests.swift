import CharonCrypto
import CharonSystem
import Testing

@Suite struct Curve25519Tests {
    private func secret(_ own: [UInt8], _ other: [UInt8]) throws -> [UInt8] {
        try own.withBorrowedBytes { own in try other.withBorrowedBytes { try Curve25519.secret(own, $0) } }
    }

    private func publicKey(_ key: [UInt8]) throws -> [UInt8] { try key.withBorrowedBytes { try Curve25519.publicKey(of: $0) } }

    // RFC 7748, section 5.2.
    @Test(arguments: [
        (
            "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
            "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
            "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"
        ),
        (
            "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
            "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493",
            "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957"
        ),
    ])
    func `the secrets of RFC 7748 come out`(own: String, other: String, expected: String) throws {
        #expect(hex(try secret(hex(own), hex(other))) == expected)
    }

    // RFC 7748, section 5.2: each result is the next key, each key the next point.
    @Test func `a thousand exchanges in a row end where RFC 7748 says`() throws {
        var key = [9] + [UInt8](repeating: 0, count: 31), point = key
        for round in 1...1000 {
            (key, point) = (try secret(key, point), key)
            if round == 1 { #expect(hex(key) == "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079") }
        }
        #expect(hex(key) == "684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51")
    }

    // RFC 7748, section 6.1.
    @Test func `the exchange of RFC 7748 comes out`() throws {
        let alice = hex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a")
        let bob = hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb")
        let alicePublic = try publicKey(alice), bobPublic = try publicKey(bob)
        #expect(hex(alicePublic) == "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a")
        #expect(hex(bobPublic) == "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f")
        let shared = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"
        #expect(hex(try secret(alice, bobPublic)) == shared)
        #expect(hex(try secret(bob, alicePublic)) == shared)
    }

    @Test func `both sides of an exchange have the same secret`() throws {
        let one = try Curve25519.makePair(), other = try Curve25519.makePair()
        #expect(try secret(one.privateKey, other.publicKey) == secret(other.privateKey, one.publicKey))
    }

    @Test func `a new private key has its bits set`() throws {
        for _ in 0..<20 {
            let pair = try Curve25519.makePair()
            #expect(pair.privateKey.count == 32 && pair.publicKey.count == 32)
            #expect(pair.privateKey[0] & 7 == 0 && pair.privateKey[31] & 0xc0 == 0x40)
            #expect(try publicKey(pair.privateKey) == pair.publicKey)
        }
    }

    @Test(arguments: [[UInt8](repeating: 0, count: 32), [1] + [UInt8](repeating: 0, count: 31)])
    func `a public key of small order is refused`(key: [UInt8]) {
        #expect(throws: CryptoError.invalidKey) { try secret([UInt8](repeating: 9, count: 32), key) }
    }

    @Test func `keys of other lengths are refused`() {
        for count in [0, 31, 33] {
            let key = [UInt8](repeating: 9, count: count), whole = [UInt8](repeating: 9, count: 32)
            #expect(throws: CryptoError.invalidKey) { try publicKey(key) }
            #expect(throws: CryptoError.invalidKey) { try secret(key, whole) }
            #expect(throws: CryptoError.invalidKey) { try secret(whole, key) }
        }
    }
}
