import CharonCrypto
import CharonSystem
import Testing

/// Ciphertexts of the documents that define AES and its authenticated mode.
@Suite struct PublishedCipherTests {
    // FIPS 197, appendices C.1 to C.3: one block, keys of three lengths.
    @Test(arguments: [
        (16, "69c4e0d86a7b0430d8cdb78070b4c55a"), (24, "dda97ca4864cdfe06eaf70a0ec0d7191"),
        (32, "8ea2b7ca516745bfeafc49904b496089"),
    ])
    func `the examples of FIPS 197 come out in both directions`(keySize: Int, expected: String) throws {
        let key = (0..<keySize).map { UInt8($0) }
        let block = hex("00112233445566778899aabbccddeeff")
        let results = try key.withBorrowedBytes { key in
            let ciphertext = try block.withBorrowedBytes {
                try AES().encrypt($0, mode: .ecb, isPadded: false, key: key, vector: .none)
            }
            let text = try ciphertext.withBorrowedBytes {
                try AES().decrypt($0, mode: .ecb, isPadded: false, key: key, vector: .none)
            }
            return (ciphertext, text)
        }
        #expect(hex(results.0) == expected)
        #expect(results.1 == block)
    }

    struct Sealed: Sendable, CustomTestStringConvertible {
        let number: Int
        let key: String
        let vector: String
        let text: String
        let additional: String
        let tag: String
        /// Empty where the tag alone is compared, which covers the ciphertext.
        var ciphertext = ""
        var testDescription: String { "test case \(number)" }
    }

    private static func zeros(_ count: Int) -> String { String(repeating: "00", count: count) }

    private static let key = "feffe9928665731c6d6a8f9467308308"
    private static let text =
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c9595680953"
        + "2fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255"
    private static let shorterText = String(text.prefix(120))
    private static let additional = "feedfacedeadbeeffeedfacedeadbeefabaddad2"
    private static let longVector =
        "9313225df88406e555909c5aff5269aa6a7a9538534f7da1e4c303d2a318"
        + "a728c3c0c95156809539fcf0e2429a6b525416aedbf5a0de6a57a637b39b"

    // The Galois/Counter Mode of Operation (GCM), appendix B, which NIST SP 800-38D names.
    private static let sealed: [Sealed] = [
        Sealed(number: 1, key: zeros(16), vector: zeros(12), text: "", additional: "", tag: "58e2fccefa7e3061367f1d57a4e7455a"),
        Sealed(number: 2, key: zeros(16), vector: zeros(12), text: zeros(16), additional: "", tag: "ab6e47d42cec13bdf53a67b21257bddf",
            ciphertext: "0388dace60b6a392f328c2b971b2fe78"),
        Sealed(number: 3, key: key, vector: "cafebabefacedbaddecaf888", text: text, additional: "", tag: "4d5c2af327cd64a62cf35abd2ba6fab4",
            ciphertext: "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091473f5985"),
        Sealed(number: 4, key: key, vector: "cafebabefacedbaddecaf888", text: shorterText, additional: additional, tag: "5bc94fbc3221a5db94fae95ae7121a47"),
        Sealed(number: 5, key: key, vector: "cafebabefacedbad", text: shorterText, additional: additional, tag: "3612d2e79e3b0785561be14aaca2fccb"),
        Sealed(number: 6, key: key, vector: longVector, text: shorterText, additional: additional, tag: "619cc5aefffe0bfa462af43c1699d050"),
        Sealed(number: 7, key: zeros(24), vector: zeros(12), text: "", additional: "", tag: "cd33b28ac773f74ba00ed1f312572435"),
        Sealed(number: 8, key: zeros(24), vector: zeros(12), text: zeros(16), additional: "", tag: "2ff58d80033927ab8ef4d4587514f0fb",
            ciphertext: "98e7247c07f0fe411c267e4384b0f600"),
        Sealed(number: 9, key: key + key.prefix(16), vector: "cafebabefacedbaddecaf888", text: text, additional: "", tag: "9924a7c8587336bfb118024db8674a14",
            ciphertext: "3980ca0b3c00e841eb06fac4872a2757859e1ceaa6efd984628593b40ca1e19c7d773d00c144c525ac619d18c84a3f4718e2448b2fe324d9ccda2710acade256"),
        Sealed(number: 10, key: key + key.prefix(16), vector: "cafebabefacedbaddecaf888", text: shorterText, additional: additional, tag: "2519498e80f1478f37ba55bd6d27618c"),
        Sealed(number: 11, key: key + key.prefix(16), vector: "cafebabefacedbad", text: shorterText, additional: additional, tag: "65dcc57fcf623a24094fcca40d3533f8"),
        Sealed(number: 12, key: key + key.prefix(16), vector: longVector, text: shorterText, additional: additional, tag: "dcf566ff291c25bbb8568fc3d376a6d9"),
        Sealed(number: 13, key: zeros(32), vector: zeros(12), text: "", additional: "", tag: "530f8afbc74536b9a963b4f1c4cb738b"),
        Sealed(number: 14, key: zeros(32), vector: zeros(12), text: zeros(16), additional: "", tag: "d0d1c8a799996bf0265b98b5d48ab919",
            ciphertext: "cea7403d4d606b6e074ec5d3baf39d18"),
        Sealed(number: 15, key: key + key, vector: "cafebabefacedbaddecaf888", text: text, additional: "", tag: "b094dac5d93471bdec1a502270e3cc6c",
            ciphertext: "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad"),
        Sealed(number: 16, key: key + key, vector: "cafebabefacedbaddecaf888", text: shorterText, additional: additional, tag: "76fc6ece0f4e1768cddf8853bb2d551b"),
        Sealed(number: 17, key: key + key, vector: "cafebabefacedbad", text: shorterText, additional: additional, tag: "3a337dbf46a792c45e454913fe2ea8f2"),
        Sealed(number: 18, key: key + key, vector: longVector, text: shorterText, additional: additional, tag: "a44a8266ee1c8eb0c8b5d4cf5ae9f19a"),
    ]

    @Test(arguments: sealed)
    func `the test cases of GCM come out in both directions`(_ example: Sealed) throws {
        let text = hex(example.text), tag = hex(example.tag)
        let aes = AES()
        try hex(example.key).withBorrowedBytes { key in
            try hex(example.vector).withBorrowedBytes { vector in
                try hex(example.additional).withBorrowedBytes { additional in
                    let result = try text.withBorrowedBytes {
                        try aes.seal($0, additional: additional, key: key, vector: vector)
                    }
                    #expect(hex(result.tag) == example.tag)
                    if !example.ciphertext.isEmpty { #expect(hex(result.ciphertext) == example.ciphertext) }
                    let opened = try result.ciphertext.withBorrowedBytes { ciphertext in
                        try tag.withBorrowedBytes {
                            try aes.open(ciphertext, additional: additional, key: key, vector: vector, tag: $0)
                        }
                    }
                    #expect(opened == text)
                }
            }
        }
    }
}
