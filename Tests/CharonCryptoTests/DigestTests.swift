import CharonCrypto
import CharonSystem
import Testing

@Suite struct DigestTests {
    private func digest(_ algorithm: DigestAlgorithm, _ text: String) throws -> String {
        hex(try Array(text.utf8).withBorrowedBytes { try Digests().digest(algorithm, of: $0) })
    }

    @Test(arguments: [
        (DigestAlgorithm.md5, "900150983cd24fb0d6963f7d28e17f72"), (.sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (.ripemd160, "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc"),
        (.whirlpool, "4e2448a4c6f486bb16b6562c73b4020bf3043e3a731bce721ae1b303d97e6d4c7181eebdb6c57e277d0e34957114cbd6c797fc9d95d8b582d225292076d4eef5"),
    ])
    func `abc has the published digest`(algorithm: DigestAlgorithm, expected: String) throws {
        #expect(try digest(algorithm, "abc") == expected)
    }

    @Test func `one object gives the same digest again`() throws {
        let digests = Digests()
        for algorithm in DigestAlgorithm.allCases {
            let one = try [1, 2, 3].withBorrowedBytes { try digests.digest(algorithm, of: $0) }
            _ = try [].withBorrowedBytes { try digests.digest(algorithm, of: $0) }
            #expect(try [1, 2, 3].withBorrowedBytes { try digests.digest(algorithm, of: $0) } == one)
        }
    }

    @Test func `a code has a key of no bytes, and text of none`() throws {
        let code = try [UInt8]().withBorrowedBytes { try Digests().code(.sha256, key: $0, of: $0) }
        #expect(hex(code) == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
    }
}

@Suite struct ChecksumTests {
    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test func `the check values are as published`() {
        bytes("123456789").withBorrowedBytes {
            #expect(Checksum.crc32($0) == 0xcbf4_3926)
            #expect(Checksum.crc32c($0) == 0xe306_9283)
            #expect(Checksum.adler32($0) == 0x091e_01de)
        }
        // RFC 3720, B.4.
        [UInt8](repeating: 0, count: 32).withBorrowedBytes { #expect(Checksum.crc32c($0) == 0x8a91_36aa) }
        [UInt8](repeating: 0xff, count: 32).withBorrowedBytes { #expect(Checksum.crc32c($0) == 0x62a8_ab43) }
    }

    @Test func `a check goes on from an earlier one, also over nothing`() {
        let text = bytes("first part, second part")
        for split in 0...text.count {
            let one = Array(text.prefix(split)), other = Array(text.dropFirst(split))
            let whole = text.withBorrowedBytes { (Checksum.crc32($0), Checksum.crc32c($0)) }
            let first = one.withBorrowedBytes { (Checksum.crc32($0), Checksum.crc32c($0)) }
            let joined = other.withBorrowedBytes { (Checksum.crc32($0, from: first.0), Checksum.crc32c($0, from: first.1)) }
            #expect(joined == whole)
        }
        [UInt8]().withBorrowedBytes { #expect(Checksum.adler32($0) == 1) }
    }
}

@Suite struct QuickHashTests {
    @Test func `bytes above 127 count as themselves, zeros like others`() {
        [UInt8]([0xff, 0, 0xff]).withBorrowedBytes { bytes in
            let h: UInt32 = 5381
            #expect(QuickHash.djb2(bytes) == (((h &* 33 &+ 255) &* 33) &* 33 &+ 255))
            #expect(QuickHash.times33(bytes) == ((255 * 33) * 33) ^ 255)
            var sdbm: UInt32 = 0
            for byte: UInt32 in [255, 0, 255] { sdbm = sdbm &* 65599 &+ byte }
            #expect(QuickHash.sdbm(bytes) == sdbm)
        }
    }

    @Test func `every length of the last words is taken`() {
        for count in 0..<40 {
            let bytes = (0..<count).map { UInt8($0 * 7 & 0xff) }
            bytes.withBorrowedBytes { bytes in
                #expect(QuickHash.murmur2(bytes, seed: 1) != QuickHash.murmur2(bytes, seed: 2))
                #expect(QuickHash.lookup3(bytes, seed: 1) != QuickHash.lookup3(bytes, seed: 2))
                #expect(QuickHash.murmur64a(bytes, seed: 1) != QuickHash.murmur64a(bytes, seed: 1 << 40))
                #expect(QuickHash.murmur64b(bytes, seed: 1) != QuickHash.murmur64b(bytes, seed: 1 << 40))
            }
        }
    }

    @Test func `lookup3 gives what its author printed`() {
        Array("Four score and seven years ago".utf8).withBorrowedBytes {
            #expect(QuickHash.lookup3($0, seed: 0) == 0x1777_0551)
            #expect(QuickHash.lookup3($0, seed: 1) == 0xcd62_8161)
        }
    }
}

@Suite struct RandomnessTests {
    @Test func `a range is kept to, at its ends and over the whole of the integers`() throws {
        for _ in 0..<500 {
            #expect((-2...2).contains(try Randomness.integer(in: -2...2)))
            #expect(try Randomness.integer(in: 9...9) == 9)
            #expect(try Randomness.integer(in: .max - 1 ... .max) >= .max - 1)
            #expect(try Randomness.integer(in: .min ... .min) == .min)
        }
        var seen = Set<Int64>()
        for _ in 0..<500 { seen.insert(try Randomness.integer(in: .min ... .max)) }
        #expect(seen.count == 500)
        #expect(seen.contains { $0 < 0 } && seen.contains { $0 > 0 })
    }

    @Test func `all values of a small range come`() throws {
        var seen = Set<Int64>()
        for _ in 0..<2000 { seen.insert(try Randomness.integer(in: 1...6)) }
        #expect(seen == [1, 2, 3, 4, 5, 6])
    }
}
