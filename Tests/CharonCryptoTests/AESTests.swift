import CharonCrypto
import CharonSystem
import Testing

/// The vectors of NIST SP 800-38A, appendix F, and what is refused.
@Suite struct AESTests {
    private static let plaintext = hex(
        """
        6bc1bee22e409f96e93d7e117393172a ae2d8a571e03ac9c9eb76fac45af8e51
        30c81c46a35ce411e5fbc1191a0a52ef f69f2445df4f9b17ad2b417be66c3710
        """)
    private static let vector = hex("000102030405060708090a0b0c0d0e0f")
    private static let keys = [
        hex("2b7e151628aed2a6abf7158809cf4f3c"), hex("8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b"),
        hex("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4"),
    ]

    struct Example: Sendable {
        let mode: AES.Mode
        let key: Int
        let ciphertext: String
    }

    private static let examples = [
        Example(mode: .ecb, key: 0, ciphertext: "3ad77bb40d7a3660a89ecaf32466ef97f5d3d58503b9699de785895a96fdbaaf43b1cd7f598ece23881b00e3ed0306887b0c785e27e8ad3f8223207104725dd4"),
        Example(mode: .ecb, key: 1, ciphertext: "bd334f1d6e45f25ff712a214571fa5cc974104846d0ad3ad7734ecb3ecee4eefef7afd2270e2e60adce0ba2face6444e9a4b41ba738d6c72fb16691603c18e0e"),
        Example(mode: .ecb, key: 2, ciphertext: "f3eed1bdb5d2a03c064b5a7e3db181f8591ccb10d410ed26dc5ba74a31362870b6ed21b99ca6f4f9f153e7b1beafed1d23304b7a39f9f3ff067d8d8f9e24ecc7"),
        Example(mode: .cbc, key: 0, ciphertext: "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b273bed6b8e3c1743b7116e69e222295163ff1caa1681fac09120eca307586e1a7"),
        Example(mode: .cbc, key: 1, ciphertext: "4f021db243bc633d7178183a9fa071e8b4d9ada9ad7dedf4e5e738763f69145a571b242012fb7ae07fa9baac3df102e008b0e27988598881d920a9e64f5615cd"),
        Example(mode: .cbc, key: 2, ciphertext: "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d39f23369a9d9bacfa530e26304231461b2eb05e2c39be9fcda6c19078c6a9d1b"),
        Example(mode: .cfb, key: 0, ciphertext: "3b3fd92eb72dad20333449f8e83cfb4ac8a64537a0b3a93fcde3cdad9f1ce58b26751f67a3cbb140b1808cf187a4f4dfc04b05357c5d1c0eeac4c66f9ff7f2e6"),
        Example(mode: .cfb, key: 1, ciphertext: "cdc80d6fddf18cab34c25909c99a417467ce7f7f81173621961a2b70171d3d7a2e1e8a1dd59b88b1c8e60fed1efac4c9c05f9f9ca9834fa042ae8fba584b09ff"),
        Example(mode: .cfb, key: 2, ciphertext: "dc7e84bfda79164b7ecd8486985d386039ffed143b28b1c832113c6331e5407bdf10132415e54b92a13ed0a8267ae2f975a385741ab9cef82031623d55b1e471"),
    ]

    private func run(
        _ data: [UInt8], _ mode: AES.Mode, padded: Bool = false, key: [UInt8], vector: [UInt8] = vector, decrypting: Bool = false
    ) throws -> [UInt8] {
        let aes = AES()
        return try data.withBorrowedBytes { data in
            try key.withBorrowedBytes { key in
                try vector.withBorrowedBytes { vector in
                    decrypting
                        ? try aes.decrypt(data, mode: mode, isPadded: padded, key: key, vector: vector)
                        : try aes.encrypt(data, mode: mode, isPadded: padded, key: key, vector: vector)
                }
            }
        }
    }

    @Test(arguments: examples)
    func `the published examples come out in both directions`(_ example: Example) throws {
        let key = Self.keys[example.key], ciphertext = hex(example.ciphertext)
        #expect(try run(Self.plaintext, example.mode, key: key) == ciphertext)
        #expect(try run(ciphertext, example.mode, key: key, decrypting: true) == Self.plaintext)
        // Feedback of whole blocks is a stream: any length will do.
        guard example.mode == .cfb else { return }
        for count in 0...Self.plaintext.count {
            #expect(try run(Array(Self.plaintext.prefix(count)), .cfb, key: key) == Array(ciphertext.prefix(count)))
            #expect(try run(Array(ciphertext.prefix(count)), .cfb, key: key, decrypting: true) == Array(Self.plaintext.prefix(count)))
        }
    }

    @Test(arguments: [AES.Mode.cbc, .ecb, .cfb])
    func `padding is added and taken off`(mode: AES.Mode) throws {
        for count in [0, 1, 15, 16, 17, 64] {
            let text = Array(Self.plaintext.prefix(count))
            let ciphertext = try run(text, mode, padded: true, key: Self.keys[0])
            #expect(ciphertext.count == (count / 16 + 1) * 16)
            #expect(try run(ciphertext, mode, padded: true, key: Self.keys[0], decrypting: true) == text)
        }
    }

    @Test(arguments: [AES.Mode.cbc, .ecb, .cfb])
    func `what has no padding is refused`(mode: AES.Mode) throws {
        for count in [0, 1, 15, 17] {
            let data = [UInt8](repeating: 7, count: count)
            #expect(throws: CryptoError.unpaddingFailed) { try run(data, mode, padded: true, key: Self.keys[1], decrypting: true) }
        }
        for ending in [[0], [17], [255], [2, 3, 3], [1, 2]] as [[UInt8]] {
            let text = [UInt8](repeating: 9, count: 16 - ending.count) + ending
            let ciphertext = try run(text, mode, key: Self.keys[1])
            #expect(throws: CryptoError.unpaddingFailed) { try run(ciphertext, mode, padded: true, key: Self.keys[1], decrypting: true) }
        }
    }

    @Test func `without padding blocks must be whole`() {
        for mode in [AES.Mode.cbc, .ecb] {
            for decrypting in [false, true] {
                #expect(throws: CryptoError.notWholeBlocks) { try run([1], mode, key: Self.keys[0], decrypting: decrypting) }
            }
        }
    }

    @Test func `keys and vectors of other lengths are refused, the key first`() {
        for count in [0, 15, 17, 33] {
            let key = [UInt8](repeating: 1, count: count)
            #expect(throws: CryptoError.keyLength) { try run([], .cbc, key: key, vector: []) }
        }
        for count in [0, 12, 17] {
            #expect(throws: CryptoError.vectorLength) { try run([1], .cbc, key: Self.keys[0], vector: [UInt8](repeating: 0, count: count)) }
        }
        #expect(throws: Never.self) { try run([], .ecb, key: Self.keys[0], vector: []) }
    }

    private func seal(_ text: [UInt8], additional: [UInt8], key: [UInt8], vector: [UInt8]) throws -> (ciphertext: [UInt8], tag: [UInt8]) {
        let aes = AES()
        return try text.withBorrowedBytes { text in
            try additional.withBorrowedBytes { additional in
                try key.withBorrowedBytes { key in
                    try vector.withBorrowedBytes { try aes.seal(text, additional: additional, key: key, vector: $0) }
                }
            }
        }
    }

    private func open(_ data: [UInt8], tag: [UInt8], additional: [UInt8], key: [UInt8], vector: [UInt8]) throws -> [UInt8] {
        let aes = AES()
        return try data.withBorrowedBytes { data in
            try additional.withBorrowedBytes { additional in
                try key.withBorrowedBytes { key in
                    try vector.withBorrowedBytes { vector in
                        try tag.withBorrowedBytes { try aes.open(data, additional: additional, key: key, vector: vector, tag: $0) }
                    }
                }
            }
        }
    }

    private static let gcmKey = hex("feffe9928665731c6d6a8f9467308308")
    private static let gcmText = hex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39")
    private static let gcmAdditional = hex("feedfacedeadbeeffeedfacedeadbeefabaddad2")

    @Test func `nothing comes out unless everything fits`() throws {
        let vector = hex("cafebabefacedbaddecaf888")
        let sealed = try seal(Self.gcmText, additional: [1], key: Self.gcmKey, vector: vector)
        var tag = sealed.tag, data = sealed.ciphertext
        tag[15] ^= 1
        data[0] ^= 1
        #expect(throws: CryptoError.authenticationFailed) { try open(sealed.ciphertext, tag: tag, additional: [1], key: Self.gcmKey, vector: vector) }
        #expect(throws: CryptoError.authenticationFailed) { try open(data, tag: sealed.tag, additional: [1], key: Self.gcmKey, vector: vector) }
        #expect(throws: CryptoError.authenticationFailed) { try open(sealed.ciphertext, tag: sealed.tag, additional: [], key: Self.gcmKey, vector: vector) }
        #expect(throws: CryptoError.authenticationFailed) { try open(sealed.ciphertext, tag: sealed.tag, additional: [1], key: Self.gcmKey, vector: [1]) }
        #expect(throws: CryptoError.tagLength) { try open(sealed.ciphertext, tag: Array(sealed.tag.prefix(12)), additional: [1], key: Self.gcmKey, vector: vector) }
    }

    @Test func `a vector is neither empty nor longer than OpenSSL takes it`() throws {
        #expect(throws: CryptoError.vectorEmpty) { try seal([], additional: [], key: Self.gcmKey, vector: []) }
        #expect(throws: CryptoError.vectorTooLong) { try seal([], additional: [], key: Self.gcmKey, vector: [UInt8](repeating: 0, count: 129)) }
        #expect(throws: CryptoError.keyLength) { try seal([], additional: [], key: [], vector: []) }
        #expect(throws: Never.self) { try seal([], additional: [], key: Self.gcmKey, vector: [UInt8](repeating: 0, count: 128)) }
    }

    @Test func `one object serves many keys and modes`() throws {
        let aes = AES()
        for _ in 0..<3 {
            for example in Self.examples {
                let result = try Self.plaintext.withBorrowedBytes { data in
                    try Self.keys[example.key].withBorrowedBytes { key in
                        try Self.vector.withBorrowedBytes {
                            try aes.encrypt(data, mode: example.mode, isPadded: false, key: key, vector: $0)
                        }
                    }
                }
                #expect(result == hex(example.ciphertext))
            }
        }
    }
}
