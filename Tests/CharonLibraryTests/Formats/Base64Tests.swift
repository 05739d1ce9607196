import CharonSystem
import Testing

@testable import CharonLibrary

/// What a codec writes for the bytes, nil if it refuses them.
private func written(_ bytes: [UInt8], _ codec: (BorrowedBytes, GrowingBytes) -> Bool) -> [UInt8]? {
    let output = GrowingBytes()
    return bytes.withBorrowedBytes { codec($0, output) } ? output.bytes.copy() : nil
}

@Suite struct Base64Tests {
    private func encoded(_ text: String, padded: Bool = true, _ alphabet: Base64 = .standard) -> String {
        String(decoding: written(Array(text.utf8)) { alphabet.encode($0, padded: padded, to: $1); return true } ?? [], as: UTF8.self)
    }

    private func decoded(_ text: String, _ alphabet: Base64 = .standard) -> String? {
        written(Array(text.utf8)) { alphabet.decode($0, to: $1) }.map { String(decoding: $0, as: UTF8.self) }
    }

    // Source: RFC 4648, section 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
    func `the vectors of the RFC are written and read`(plain: String, coded: String) {
        let bare = String(coded.prefix { $0 != "=" })
        #expect(encoded(plain) == coded)
        #expect(encoded(plain, padded: false) == bare)
        #expect(decoded(coded) == plain)
        #expect(decoded(bare) == plain)
    }

    @Test(arguments: ["Zm9v\n", " Zm\t9v", "Zm\r\n9v", "Zm9v=", "Zm9v====", "Zm9v = \n"])
    func `white space and any number of pads are skipped`(text: String) {
        #expect(decoded(text) == "foo")
    }

    @Test func `bits left over are ignored`() {
        #expect(decoded("Zh==") == "f")
    }

    @Test(arguments: ["Z", "Zm9vZ", "Zm9v!", "Zg=g", "Zm-v", "Zm_v", "Zm9v\0", "Zm9\u{e9}"])
    func `what does not belong there is refused`(text: String) {
        #expect(decoded(text) == nil)
    }

    @Test func `each alphabet has its own last characters`() {
        let bytes: [UInt8] = [0xFB, 0xFF, 0xBF]
        #expect(written(bytes) { Base64.standard.encode($0, padded: true, to: $1); return true } == Array("+/+/".utf8))
        #expect(written(bytes) { Base64.urlSafe.encode($0, padded: true, to: $1); return true } == Array("-_-_".utf8))
        #expect(written(Array("-_-_".utf8)) { Base64.urlSafe.decode($0, to: $1) } == bytes)
        #expect(decoded("+/+/", .urlSafe) == nil)
    }

    @Test func `characters are what the bits of three bytes name, whatever the length`() {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var random = SeededGenerator(seed: 12)
        for count in 0..<70 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            var expected: [UInt8] = []
            var bits = 0
            for bit in stride(from: 0, to: count * 8, by: 2) {
                bits = bits << 2 | Int(bytes[bit / 8] >> UInt8(6 - bit % 8) & 3)
                if bit % 6 == 4 {
                    expected.append(alphabet[bits])
                    bits = 0
                }
            }
            if count % 3 == 1 { expected.append(alphabet[bits << 4]) }
            if count % 3 == 2 { expected.append(alphabet[bits << 2]) }
            #expect(written(bytes) { Base64.standard.encode($0, padded: false, to: $1); return true } == expected)
            #expect(written(expected) { Base64.standard.decode($0, to: $1) } == bytes)
        }
    }

    @Test func `at every place of a long text white space is skipped and any other byte refused`() {
        let plain = "The quick brown fox jumps over the lazy dog"
        let coded = Array(encoded(plain, padded: false).utf8)
        for place in 0...coded.count {
            for blank in " \t\r\n".utf8 {
                let text = coded[..<place] + [blank, blank] + coded[place...]
                #expect(written(Array(text)) { Base64.standard.decode($0, to: $1) } == Array(plain.utf8))
            }
            for foreign in [0, 0x2D, 0x5F, 0x7F, 0x80, 0xFF] as [UInt8] {
                let text = coded[..<place] + [foreign] + coded[place...]
                #expect(written(Array(text)) { Base64.standard.decode($0, to: $1) } == nil)
            }
            if place < coded.count {
                let text = coded[..<place] + [UInt8(ascii: "=")] + coded[place...]
                #expect(written(Array(text)) { Base64.standard.decode($0, to: $1) } == nil)
            }
        }
    }

    @Test func `random bytes come back and random text never fails badly`() {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<3000 {
            let bytes = (0..<Int.random(in: 0...50, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
            for alphabet in [Base64.standard, .urlSafe] {
                let coded = written(bytes) { alphabet.encode($0, padded: false, to: $1); return true } ?? []
                #expect(written(coded) { alphabet.decode($0, to: $1) } == bytes)
                _ = written(bytes) { alphabet.decode($0, to: $1) }
            }
            let coded = written(bytes) { Base32.encode($0, padded: true, to: $1); return true } ?? []
            #expect(coded.count % 8 == 0)
            #expect(written(coded) { Base32.decode($0, to: $1) } == bytes)
            _ = written(bytes) { Base32.decode($0, to: $1) }
        }
    }
}

@Suite struct Base32Tests {
    private func decoded(_ text: String) -> String? {
        written(Array(text.utf8)) { Base32.decode($0, to: $1) }.map { String(decoding: $0, as: UTF8.self) }
    }

    // Source: RFC 4648, section 10.
    @Test(arguments: [
        ("", ""), ("f", "MY======"), ("fo", "MZXQ===="), ("foo", "MZXW6==="), ("foob", "MZXW6YQ="), ("fooba", "MZXW6YTB"),
        ("foobar", "MZXW6YTBOI======"),
    ])
    func `the vectors of the RFC are written and read`(plain: String, coded: String) {
        let bare = String(coded.prefix { $0 != "=" })
        let bytes = Array(plain.utf8)
        #expect(written(bytes) { Base32.encode($0, padded: true, to: $1); return true } == Array(coded.utf8))
        #expect(written(bytes) { Base32.encode($0, padded: false, to: $1); return true } == Array(bare.utf8))
        #expect(decoded(coded) == plain)
        #expect(decoded(bare.lowercased()) == plain)
        #expect(decoded(bare.map { "\($0) \n" }.joined()) == plain)
    }

    @Test(arguments: ["M1", "M!", "MY=A", "MZXW6\0", "0", "M-"])
    func `what does not belong there is refused`(text: String) {
        #expect(decoded(text) == nil)
    }
}
