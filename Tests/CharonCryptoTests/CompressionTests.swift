import CharonCrypto
import CharonSystem
import Testing

@Suite struct InflationTests {
    private static let text = Array("row, row, row your boat".utf8)
    private static let deflate = hex("2bca2fd7512882120a95f9a5450a49f9892500")
    private static let zlib = hex("789c") + deflate + hex("643f0827")
    private static let gzip = hex("1f8b0800000000000003") + deflate + gzipTrailer

    private static let gzipTrailer: [UInt8] = {
        let check = text.withBorrowedBytes { Checksum.crc32($0) }
        return (0..<4).map { UInt8(check >> (8 * $0) & 0xff) } + [23, 0, 0, 0]
    }()

    private func inflate(_ data: [UInt8], maxBytes: Int = 1 << 20) -> Inflation {
        data.withBorrowedBytes { Inflation($0, maxBytes: maxBytes) }
    }

    private func pack(_ text: [UInt8], as format: Deflation.Format) throws -> [UInt8] {
        try text.withBorrowedBytes { try Deflation.pack($0, as: format) }
    }

    @Test func `the three formats are told apart`() throws {
        for (data, hasChecksum) in [(Self.deflate, false), (try pack(Self.text, as: .zlib), true), (Self.gzip, true)] {
            let result = inflate(data + Array("what follows".utf8))
            #expect(result.text == Self.text)
            #expect(result.packedCount == data.count)
            #expect(result.hasChecksum == hasChecksum)
            #expect(!result.isMismatch)
            #expect(result.failure == nil)
        }
    }

    // Pluto counts one less where bare data of odd length ends with its stream.
    @Test func `bare data that ends with its stream counts as Pluto counts it`() {
        #expect(inflate(Self.deflate).packedCount == 18)
        #expect(inflate(hex("0300")).packedCount == 2)
        #expect(inflate(hex("010500faff4361726f6e")).packedCount == 10)
        #expect(inflate(hex("010400fbff4361726f")).packedCount == 9)
        // A block that is not packed, then a packed one.
        #expect(inflate(hex("000500faff4361726f6e") + hex("0300")).packedCount == 12)
        #expect(inflate(hex("000400fbff4361726f") + hex("0300")).packedCount == 11)
        #expect(inflate(hex("000400fbff4361726f") + Self.deflate).packedCount == 9 + 18)
    }

    @Test func `a wrong checksum is told, and the text given`() throws {
        for format in [Deflation.Format.zlib, .gzip] {
            var data = try pack(Self.text, as: format)
            for position in 1...(format == .zlib ? 4 : 8) {
                data[data.count - position] ^= 0x10
                let result = inflate(data)
                #expect(result.text == Self.text)
                #expect(result.hasChecksum && result.isMismatch)
                #expect(result.packedCount == data.count)
                data[data.count - position] ^= 0x10
            }
            #expect(!inflate(data).isMismatch)
        }
    }

    @Test func `a gzip header may have all its fields`() {
        let data = hex("1f8b081e000000000003 0300 414243 6e616d6500 636f6d6d656e7400 0000") + Self.deflate + Self.gzipTrailer
        #expect(inflate(data).text == Self.text)
        #expect(inflate(data).packedCount == data.count)
    }

    @Test func `data cut short gives what could be read`() throws {
        for data in [Self.deflate, Self.gzip, try pack(Self.text, as: .zlib)] {
            for count in 2..<data.count {
                let result = inflate(Array(data.prefix(count)))
                #expect(result.failure == nil)
                #expect(Self.text.starts(with: result.text))
                #expect(!result.isMismatch)
            }
            #expect(inflate(Array(data.dropLast())).hasChecksum == false)
        }
    }

    @Test(arguments: ["ffffff", "0600", "1f8b0700000000000003", "78bb00000000", "01050000004361726f6e"])
    func `broken data gives nothing`(data: String) {
        let result = inflate(hex(data))
        #expect(result.failure == .invalidData)
        #expect(result.text.isEmpty && result.packedCount == 0)
    }

    @Test func `a text that would be longer than allowed is not given`() throws {
        #expect(inflate(Self.deflate, maxBytes: 23).text == Self.text)
        for limit in [0, 1, 22] {
            #expect(inflate(Self.deflate, maxBytes: limit).failure == .tooLarge)
            #expect(inflate(Self.deflate, maxBytes: limit).packedCount == 0)
        }
        #expect(inflate(hex("0300"), maxBytes: 0).failure == nil)
        let bomb = try pack([UInt8](repeating: 0, count: 5_000_000), as: .gzip)
        #expect(bomb.count < 10_000)
        #expect(inflate(bomb, maxBytes: 4_999_999).failure == .tooLarge)
        #expect(inflate(bomb, maxBytes: .max).text.count == 5_000_000)
    }

    @Test func `what is packed is unpacked`() throws {
        var text: [UInt8] = [], seed: UInt32 = 1
        for _ in 0..<100_000 {
            seed = seed &* 1_664_525 &+ 1_013_904_223
            text.append(UInt8(seed >> 28))
        }
        for format in [Deflation.Format.zlib, .gzip] {
            for count in [0, 1, 1000, text.count] {
                let part = Array(text.prefix(count))
                let packed = try pack(part, as: format)
                #expect(inflate(packed).text == part)
                #expect(inflate(packed).packedCount == packed.count)
            }
        }
    }

    @Test func `arbitrary bytes do no harm`() {
        var seed: UInt32 = 7
        for _ in 0..<2000 {
            var data: [UInt8] = []
            for _ in 0..<40 {
                seed = seed &* 1_664_525 &+ 1_013_904_223
                data.append(UInt8(seed >> 24))
            }
            #expect(inflate(data, maxBytes: 100_000).text.count <= 100_000)
            #expect(inflate(hex("789c") + data, maxBytes: 100_000).text.count <= 100_000)
        }
    }
}

@Suite struct LZFTests {
    private func pack(_ text: [UInt8]) -> [UInt8]? { text.withBorrowedBytes { LZF.pack($0) } }
    private func unpack(_ data: [UInt8], maxBytes: Int = 1 << 20) -> LZF.Unpacked {
        data.withBorrowedBytes { LZF.unpack($0, maxBytes: maxBytes) }
    }

    @Test(arguments: ["", "a", "abc", "abcdefghijklmnopqrstuvwxyz"])
    func `what cannot be made shorter is not packed`(text: String) { #expect(pack(Array(text.utf8)) == nil) }

    @Test func `what is packed is unpacked`() throws {
        var seed: UInt32 = 1
        for letters: UInt32 in [1, 2, 3, 8] {
            for count in [8, 31, 32, 33, 34, 300, 1000, 20_000] {
                let text = (0..<count).map { _ in
                    seed = seed &* 1_664_525 &+ 1_013_904_223
                    return UInt8(97 + (seed >> 16) % letters)
                }
                guard let packed = pack(text) else {
                    #expect(letters > 1 || count < 8)
                    continue
                }
                #expect(packed.count < text.count)
                #expect(unpack(packed) == .text(text))
                #expect(unpack(packed, maxBytes: count) == .text(text))
                #expect(unpack(packed, maxBytes: count - 1) == .tooLarge)
            }
        }
    }

    @Test func `the format is that of LibLZF`() {
        // A run of three bytes, then 2 + 4 bytes from three back; then 7 + 2 + 1 from one back.
        #expect(unpack(hex("02616263 8002")) == .text(Array("abcabcabc".utf8)))
        #expect(unpack(hex("0061 e00100")) == .text([UInt8](repeating: 0x61, count: 11)))
    }

    @Test(arguments: ["", "05", "0261", "20", "2000", "006120", "0061e0", "0061e001", "00612001"])
    func `broken data is refused`(data: String) { #expect(unpack(hex(data)) == .invalid) }
}
