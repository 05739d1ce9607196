import CharonCrypto
import CharonSystem
import Testing

@Suite struct RSATests {
    /// A key of 768 bits.
    private static func key() throws -> RSAKey {
        try RSAKey(
            p: number("35083765135348656678849425533107969583769888223188098939338441247967746176812119685930703267213304611987068669224369"),
            q: number("34589123484472401115318418170824566694712054090716953271874242988055348839432668095651135371394801461466326834264451"))
    }

    private static func number(_ text: String) throws -> BigInteger {
        try Array(text.utf8).withBorrowedBytes { try BigInteger(text: $0) }
    }

    private func publicPart(of key: RSAKey) throws -> RSAKey { try RSAKey(n: key.modulus, e: key.exponent) }

    private func encrypt(_ data: [UInt8], _ padding: RSAPadding, _ key: RSAKey) throws -> [UInt8] {
        try data.withBorrowedBytes { try key.encrypt($0, padding) }
    }

    private func decrypt(_ data: [UInt8], _ padding: RSAPadding, _ key: RSAKey) throws -> [UInt8] {
        try data.withBorrowedBytes { try key.decrypt($0, padding) }
    }

    private func encrypt(_ data: [UInt8], _ digest: DigestAlgorithm, label: [UInt8] = [], _ key: RSAKey) throws -> [UInt8] {
        try data.withBorrowedBytes { data in
            try label.withBorrowedBytes { try key.encrypt(data, .oaep(digest, label: $0)) }
        }
    }

    private func decrypt(_ data: [UInt8], _ digest: DigestAlgorithm, label: [UInt8] = [], _ key: RSAKey) throws -> [UInt8] {
        try data.withBorrowedBytes { data in
            try label.withBorrowedBytes { try key.decrypt(data, .oaep(digest, label: $0)) }
        }
    }

    private let secret = Array("session key 0123".utf8)

    // MARK: Encryption

    @Test(arguments: [DigestAlgorithm.sha1, .sha256])
    func `what is encrypted with a label is decrypted with the same`(digest: DigestAlgorithm) throws {
        let key = try Self.key(), open = try publicPart(of: key)
        for label in [[], [0], Array("label".utf8)] as [[UInt8]] {
            let data = try encrypt(secret, digest, label: label, open)
            #expect(data.count == 96)
            #expect(try decrypt(data, digest, label: label, key) == secret)
            #expect(throws: CryptoError.unpaddingFailed) { try decrypt(data, digest, label: [1, 2], key) }
            let other: DigestAlgorithm = digest == .sha1 ? .sha256 : .sha1
            #expect(throws: CryptoError.unpaddingFailed) { try decrypt(data, other, label: label, key) }
        }
    }

    @Test func `the owner encrypts for everybody with padding of type 1`() throws {
        let key = try Self.key(), open = try publicPart(of: key)
        let data = try encrypt(secret, .pkcs1, key)
        #expect(try encrypt(secret, .pkcs1, key) == data)
        #expect(try decrypt(data, .pkcs1, open) == secret)
        #expect(throws: CryptoError.unpaddingFailed) { try decrypt(data, .pkcs1, key) }
        #expect(throws: CryptoError.invalidKey) { try encrypt(secret, .sha1, label: [], key) }
        #expect(throws: CryptoError.invalidKey) { try decrypt(data, .sha1, label: [], open) }
    }

    @Test func `zeros in front of a ciphertext may be missing`() throws {
        let key = try Self.key(), open = try publicPart(of: key)
        var hasMissed = false
        while !hasMissed {
            let data = try encrypt(secret, .pkcs1, open)
            #expect(data.count == 96)
            guard data[0] == 0 else { continue }
            hasMissed = true
            #expect(try decrypt(Array(data.drop { $0 == 0 }), .pkcs1, key) == secret)
        }
    }

    @Test func `data of every length fits up to what the padding leaves`() throws {
        let key = try Self.key(), open = try publicPart(of: key)
        for count in [0, 1, 84, 85] {
            let data = [UInt8](repeating: 0, count: count)
            #expect(try decrypt(encrypt(data, .pkcs1, open), .pkcs1, key) == data)
            #expect(try decrypt(encrypt(data, .pkcs1, key), .pkcs1, open) == data)
        }
        #expect(throws: CryptoError.dataTooLong) { try encrypt([UInt8](repeating: 1, count: 86), .pkcs1, open) }
        #expect(throws: CryptoError.dataTooLong) { try encrypt([UInt8](repeating: 1, count: 86), .pkcs1, key) }
        let data = [UInt8](repeating: 0, count: 54)
        #expect(try decrypt(encrypt(data, .sha1, open), .sha1, key) == data)
        #expect(throws: CryptoError.dataTooLong) { try encrypt(data + [0], .sha1, open) }
        // The modulus has no room for the digests at all.
        #expect(throws: CryptoError.dataTooLong) { try encrypt([], .sha512, label: [], open) }
    }

    @Test func `without padding bytes are a number`() throws {
        let small = try RSAKey(n: BigInteger(3233), e: BigInteger(17))
        #expect(try encrypt([2], .none, small) == [0x06, 0xd8])
        #expect(try encrypt([0, 0, 2], .none, small) == [0x06, 0xd8])
        #expect(try encrypt([], .none, small) == [])
        // More than the modulus is taken modulo it.
        #expect(try encrypt([0x0c, 0xa3], .none, small) == [0x06, 0xd8])
        let owner = try RSAKey(p: BigInteger(61), q: BigInteger(53))
        let open = try publicPart(of: owner)
        for value: UInt8 in [1, 2, 3, 200, 255] {
            #expect(try decrypt(encrypt([value], .none, open), .none, owner) == [value])
            #expect(try decrypt(encrypt([value], .none, owner), .none, open) == [value])
        }
        #expect(throws: CryptoError.dataTooLong) { try encrypt([UInt8](repeating: 1, count: 1_000_001), .none, small) }
    }

    @Test func `arbitrary bytes are no ciphertext`() throws {
        let key = try Self.key(), open = try publicPart(of: key)
        for count in [0, 1, 50, 95, 96, 97, 300] {
            for byte: UInt8 in [0, 1, 0x7f, 0xff] {
                let data = [UInt8](repeating: byte, count: count)
                #expect(throws: CryptoError.unpaddingFailed) { try decrypt(data, .pkcs1, key) }
                #expect(throws: CryptoError.unpaddingFailed) { try decrypt(data, .pkcs1, open) }
                #expect(throws: CryptoError.unpaddingFailed) { try decrypt(data, .sha1, label: [], key) }
            }
        }
    }

    // MARK: Signatures

    @Test(arguments: [DigestAlgorithm.sha256, .sha1])
    func `a signature holds for its text and digest only`(digest: DigestAlgorithm) throws {
        let key = try Self.key(), open = try publicPart(of: key)
        let signature = try secret.withBorrowedBytes { try key.sign($0, digest) }
        #expect(signature.count == 96)
        func holds(_ text: [UInt8], _ digest: DigestAlgorithm, _ signature: [UInt8]) throws -> Bool {
            try text.withBorrowedBytes { text in try signature.withBorrowedBytes { try open.verify(text, digest, signature: $0) } }
        }
        #expect(try holds(secret, digest, signature))
        #expect(try !holds(secret + [0], digest, signature))
        #expect(try !holds(secret, digest == .sha1 ? .sha256 : .sha1, signature))
        for broken in [[], [0], Array(signature.dropLast()), signature + [0], [0] + signature, [UInt8](repeating: 0xff, count: 96)] {
            #expect(try !holds(secret, digest, broken))
        }
        for index in 0..<signature.count {
            var broken = signature
            broken[index] ^= 0x80
            #expect(try !holds(secret, digest, broken))
        }
    }

    @Test func `a modulus that is too short for the digest does not sign`() throws {
        let small = try RSAKey(p: BigInteger(65_521), q: BigInteger(65_519))
        #expect(throws: CryptoError.dataTooLong) { try secret.withBorrowedBytes { try small.sign($0, .sha256) } }
        #expect(throws: CryptoError.dataTooLong) { try encrypt([], .pkcs1, small) }
        let open = try publicPart(of: small)
        #expect(try secret.withBorrowedBytes { text in try [1, 2].withBorrowedBytes { try !open.verify(text, .sha1, signature: $0) } })
        #expect(throws: CryptoError.invalidKey) { try secret.withBorrowedBytes { try open.sign($0, .sha1) } }
    }

    // MARK: Keys

    // 786433 less 1 is no multiple of 65537, 1966111 less 1 is one: there is no private exponent for the last pair.
    @Test(arguments: [
        ("0", "0"), ("1", "1"), ("-61", "53"), ("61", "-53"), ("-61", "-53"), ("2", "7"), ("10", "7"), ("61", "61"), ("1", "61"), ("786433", "1"),
        ("1966111", "7"),
    ])
    func `numbers that do not fit are no key`(p: String, q: String) throws {
        #expect(throws: CryptoError.invalidKey) { try RSAKey(p: Self.number(p), q: Self.number(q)) }
    }

    @Test func `public numbers that OpenSSL cannot use are no key, or do nothing`() throws {
        for (n, e) in [("0", "3"), ("-15", "3"), ("15", "-3")] {
            #expect(throws: CryptoError.invalidKey) { try RSAKey(n: Self.number(n), e: Self.number(e)) }
        }
        for (n, e) in [("4096", "3"), ("1", "1"), ("65537", "65537"), ("65537", "4"), ("65537", "0")] {
            let key = try RSAKey(n: Self.number(n), e: Self.number(e))
            #expect(throws: CryptoError.self) { try encrypt([], .pkcs1, key) }
            #expect(throws: CryptoError.self) { try decrypt([0], .pkcs1, key) }
            #expect(throws: CryptoError.self) { try [].withBorrowedBytes { text in try [].withBorrowedBytes { try key.verify(text, .sha1, signature: $0) } } }
        }
        let huge = try BigInteger(2).raised(to: BigInteger(16_384))
        #expect(throws: CryptoError.invalidKey) { try RSAKey(n: huge, e: BigInteger(3)) }
        #expect(throws: CryptoError.invalidKey) { try RSAKey(p: huge + BigInteger(1), q: BigInteger(3)) }
        // A large modulus with an exponent that would take hours.
        let slow = try RSAKey(n: huge - BigInteger(1), e: huge - BigInteger(3))
        #expect(throws: CryptoError.invalidKey) { try encrypt([1], .pkcs1, slow) }
    }

    @Test func `primes that are none do no harm`() throws {
        let key = try RSAKey(p: Self.number("0x" + String(repeating: "F", count: 96)), q: Self.number("0x" + String(repeating: "E", count: 95) + "9"))
        _ = try? encrypt(secret, .pkcs1, key)
        _ = try? decrypt([UInt8](repeating: 1, count: 96), .pkcs1, key)
        _ = try? secret.withBorrowedBytes { try key.sign($0, .sha256) }
        _ = try? key.pem()
    }

    @Test func `a new key has as many bits as wanted`() throws {
        for bits in [512, 513, 600] {
            let key = try RSAKey.generate(bits: bits)
            #expect(key.modulus.bitLength == bits)
            let primes = try #require(key.primes)
            #expect(try primes.p.isProbablePrime() && primes.q.isProbablePrime())
        }
        #expect(throws: CryptoError.keyTooSmall) { try RSAKey.generate(bits: 511) }
        #expect(throws: CryptoError.keyTooSmall) { try RSAKey.generate(bits: 0) }
        #expect(throws: CryptoError.keyTooLarge) { try RSAKey.generate(bits: .max) }
    }

    // MARK: PEM

    @Test func `a key is written and read`() throws {
        let key = try Self.key()
        let text = try key.pem()
        #expect(text.starts(with: Array("-----BEGIN RSA PRIVATE KEY-----\n".utf8)))
        #expect(text.suffix(29) == Array("-----END RSA PRIVATE KEY-----".utf8)[...])
        let read = try (Array("what stands before\n".utf8) + text).withBorrowedBytes { try RSAKey(pem: $0) }
        #expect(BigInteger.compare(read.modulus, key.modulus) == 0)
        #expect(throws: CryptoError.invalidKey) { try publicPart(of: key).pem() }
    }

    private func read(_ text: String) throws -> RSAKey { try Array(text.utf8).withBorrowedBytes { try RSAKey(pem: $0) } }

    @Test func `PKCS 8 is read, encrypted keys and other text are not`() throws {
        #expect(try read(PEMExamples.pkcs8).modulus.bitLength == 512)
        for text in ["", "no key here", "-----BEGIN RSA PRIVATE KEY-----\n", "-----BEGIN RSA PRIVATE KEY-----\n????\n-----END RSA PRIVATE KEY-----\n", PEMExamples.encryptedPKCS8, PEMExamples.encryptedPKCS1] {
            #expect(throws: CryptoError.invalidPEM) { try read(text) }
        }
        for text in [PEMExamples.publicKey, PEMExamples.curve, "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n"] {
            #expect(throws: CryptoError.invalidKey) { try read(text) }
        }
        #expect(try read(PEMExamples.publicKey + PEMExamples.pkcs8).modulus.bitLength == 512)
    }

    @Test func `a damaged key does no harm`() throws {
        let text = try Self.key().pem()
        for index in stride(from: 0, to: text.count, by: 3) {
            var damaged = text
            damaged[index] = damaged[index] == UInt8(ascii: "B") ? UInt8(ascii: "z") : UInt8(ascii: "B")
            _ = try? damaged.withBorrowedBytes { try RSAKey(pem: $0) }
            _ = try? Array(text.prefix(index)).withBorrowedBytes { try RSAKey(pem: $0) }
        }
    }
}
