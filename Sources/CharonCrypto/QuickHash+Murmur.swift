package import CharonSystem

/// Appleby's MurmurHash in its versions.
///
/// Source: SMHasher, MurmurHash1.cpp and MurmurHash2.cpp.
extension QuickHash {
    /// Version 1.
    package static func murmur1(_ bytes: BorrowedBytes, seed: UInt32) -> UInt32 {
        let factor: UInt32 = 0xc6a4_a793
        var hash = seed ^ UInt32(truncatingIfNeeded: bytes.count) &* factor
        for index in stride(from: 0, through: bytes.count - 4, by: 4) {
            hash = (hash &+ bytes.word(at: index)) &* factor
            hash ^= hash >> 16
        }
        if bytes.count & 3 != 0 {
            hash = (hash &+ bytes.rest(from: bytes.count & ~3)) &* factor
            hash ^= hash >> 16
        }
        hash = hash &* factor
        hash ^= hash >> 10
        hash = hash &* factor
        return hash ^ hash >> 17
    }

    private static let factor: UInt32 = 0x5bd1_e995

    private static func mix(_ hash: inout UInt32, _ word: UInt32) {
        var word = word &* factor
        word ^= word >> 24
        word = word &* factor
        hash = hash &* factor ^ word
    }

    private static func finish(_ hash: UInt32) -> UInt32 {
        var hash = hash ^ hash >> 13
        hash = hash &* factor
        return hash ^ hash >> 15
    }

    /// Version 2, which is the same for aligned and for neutral reading on little-endian words.
    package static func murmur2(_ bytes: BorrowedBytes, seed: UInt32) -> UInt32 {
        var hash = seed ^ UInt32(truncatingIfNeeded: bytes.count)
        for index in stride(from: 0, through: bytes.count - 4, by: 4) { mix(&hash, bytes.word(at: index)) }
        if bytes.count & 3 != 0 { hash = (hash ^ bytes.rest(from: bytes.count & ~3)) &* factor }
        return finish(hash)
    }

    /// Version 2A, which mixes the length in last.
    package static func murmur2a(_ bytes: BorrowedBytes, seed: UInt32) -> UInt32 {
        var hash = seed
        for index in stride(from: 0, through: bytes.count - 4, by: 4) { mix(&hash, bytes.word(at: index)) }
        mix(&hash, bytes.rest(from: bytes.count & ~3))
        mix(&hash, UInt32(truncatingIfNeeded: bytes.count))
        return finish(hash)
    }

    /// Version 2 for machines of 64 bits.
    package static func murmur64a(_ bytes: BorrowedBytes, seed: UInt64) -> UInt64 {
        let factor: UInt64 = 0xc6a4_a793_5bd1_e995
        var hash = seed ^ UInt64(truncatingIfNeeded: bytes.count) &* factor
        for index in stride(from: 0, through: bytes.count - 8, by: 8) {
            var word = bytes.longWord(at: index) &* factor
            word ^= word >> 47
            hash = (hash ^ word &* factor) &* factor
        }
        let tail = bytes.count & ~7
        if tail != bytes.count {
            hash ^= UInt64(bytes.rest(from: tail)) | UInt64(bytes.rest(from: tail + 4)) << 32
            hash = hash &* factor
        }
        hash ^= hash >> 47
        hash = hash &* factor
        return hash ^ hash >> 47
    }

    /// Version 2 with a result of 64 bits for machines of 32.
    package static func murmur64b(_ bytes: BorrowedBytes, seed: UInt64) -> UInt64 {
        var one = UInt32(truncatingIfNeeded: seed) ^ UInt32(truncatingIfNeeded: bytes.count)
        var other = UInt32(truncatingIfNeeded: seed >> 32)
        var index = 0
        while bytes.count - index >= 8 {
            mix(&one, bytes.word(at: index))
            mix(&other, bytes.word(at: index + 4))
            index += 8
        }
        if bytes.count - index >= 4 {
            mix(&one, bytes.word(at: index))
            index += 4
        }
        if index < bytes.count { other = (other ^ bytes.rest(from: index)) &* factor }
        one = (one ^ other >> 18) &* factor
        other = (other ^ one >> 22) &* factor
        one = (one ^ other >> 17) &* factor
        other = (other ^ one >> 19) &* factor
        return UInt64(one) << 32 | UInt64(other)
    }
}
