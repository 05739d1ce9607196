package import CharonSystem

/// Hashes that spread keys over a table and promise nothing else, by their published definitions.
///
/// Each takes bytes as 0 to 255, words as little-endian, and time in proportion to their count.
package enum QuickHash {
    /// Fowler, Noll and Vo's, 64 bits, that multiplies first. Source: draft-eastlake-fnv.
    package static func fnv1(_ bytes: BorrowedBytes) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for index in 0..<bytes.count { hash = hash &* 0x100_0000_01b3 ^ UInt64(bytes[index]) }
        return hash
    }

    /// Fowler, Noll and Vo's, 64 bits, that multiplies last.
    package static func fnv1a(_ bytes: BorrowedBytes) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for index in 0..<bytes.count { hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01b3 }
        return hash
    }

    /// Fowler, Noll and Vo's, 32 bits, that multiplies last.
    package static func fnv1a32(_ bytes: BorrowedBytes) -> UInt32 {
        var hash: UInt32 = 0x811c_9dc5
        for index in 0..<bytes.count { hash = (hash ^ UInt32(bytes[index])) &* 0x0100_0193 }
        return hash
    }

    /// Jenkins's one-at-a-time.
    package static func joaat(_ bytes: BorrowedBytes) -> UInt32 {
        var hash: UInt32 = 0
        for index in 0..<bytes.count {
            hash &+= UInt32(bytes[index])
            hash &+= hash << 10
            hash ^= hash >> 6
        }
        hash &+= hash << 3
        hash ^= hash >> 11
        return hash &+ hash << 15
    }

    /// Bernstein's, that adds.
    package static func djb2(_ bytes: BorrowedBytes) -> UInt32 {
        var hash: UInt32 = 5381
        for index in 0..<bytes.count { hash = hash &* 33 &+ UInt32(bytes[index]) }
        return hash
    }

    /// Bernstein's from 0, with exclusive or.
    package static func times33(_ bytes: BorrowedBytes) -> UInt32 {
        var hash: UInt32 = 0
        for index in 0..<bytes.count { hash = hash &* 33 ^ UInt32(bytes[index]) }
        return hash
    }

    /// That of the sdbm database.
    package static func sdbm(_ bytes: BorrowedBytes) -> UInt32 {
        var hash: UInt32 = 0
        for index in 0..<bytes.count { hash = UInt32(bytes[index]) &+ hash << 6 &+ hash << 16 &- hash }
        return hash
    }

    /// That of Lua's strings. Source: lstring.c, luaS_hash.
    package static func lua(_ bytes: BorrowedBytes, seed: UInt32) -> UInt32 {
        var hash = seed ^ UInt32(truncatingIfNeeded: bytes.count)
        for index in stride(from: bytes.count - 1, through: 0, by: -1) {
            hash ^= hash << 5 &+ hash >> 2 &+ UInt32(bytes[index])
        }
        return hash
    }

    /// Hsieh's SuperFastHash, begun with 0.
    package static func superFastHash(_ bytes: BorrowedBytes) -> UInt32 {
        var hash: UInt32 = 0
        let whole = bytes.count & ~3
        for index in stride(from: 0, to: whole, by: 4) {
            hash &+= bytes.halfWord(at: index)
            hash = hash << 16 ^ (bytes.halfWord(at: index + 2) << 11 ^ hash)
            hash &+= hash >> 11
        }
        switch bytes.count - whole {
        case 3:
            hash &+= bytes.halfWord(at: whole)
            hash ^= hash << 16
            hash ^= UInt32(bytes[whole + 2]) << 18
            hash &+= hash >> 11
        case 2:
            hash &+= bytes.halfWord(at: whole)
            hash ^= hash << 11
            hash &+= hash >> 17
        case 1:
            hash &+= UInt32(bytes[whole])
            hash ^= hash << 10
            hash &+= hash >> 1
        default: break
        }
        hash ^= hash << 3
        hash &+= hash >> 5
        hash ^= hash << 4
        hash &+= hash >> 17
        hash ^= hash << 25
        return hash &+ hash >> 6
    }

    /// Jenkins's lookup3, the function `hashlittle`.
    package static func lookup3(_ bytes: BorrowedBytes, seed: UInt32) -> UInt32 {
        var a = 0xdead_beef &+ UInt32(truncatingIfNeeded: bytes.count) &+ seed
        var b = a, c = a
        if bytes.isEmpty { return c }
        func turn(_ value: UInt32, _ count: UInt32) -> UInt32 { value << count | value >> (32 - count) }
        var index = 0
        while bytes.count - index > 12 {
            a &+= bytes.word(at: index)
            b &+= bytes.word(at: index + 4)
            c &+= bytes.word(at: index + 8)
            a &-= c; a ^= turn(c, 4); c &+= b
            b &-= a; b ^= turn(a, 6); a &+= c
            c &-= b; c ^= turn(b, 8); b &+= a
            a &-= c; a ^= turn(c, 16); c &+= b
            b &-= a; b ^= turn(a, 19); a &+= c
            c &-= b; c ^= turn(b, 4); b &+= a
            index += 12
        }
        a &+= bytes.rest(from: index)
        b &+= bytes.rest(from: index + 4)
        c &+= bytes.rest(from: index + 8)
        c ^= b; c &-= turn(b, 14)
        a ^= c; a &-= turn(c, 11)
        b ^= a; b &-= turn(a, 25)
        c ^= b; c &-= turn(b, 16)
        a ^= c; a &-= turn(c, 4)
        b ^= a; b &-= turn(a, 14)
        c ^= b; c &-= turn(b, 24)
        return c
    }
}

extension BorrowedBytes {
    /// Two bytes, the lower first.
    func halfWord(at index: Int) -> UInt32 { UInt32(self[index]) | UInt32(self[index + 1]) << 8 }

    /// Four bytes, the lowest first.
    func word(at index: Int) -> UInt32 { halfWord(at: index) | halfWord(at: index + 2) << 16 }

    /// Eight bytes, the lowest first.
    func longWord(at index: Int) -> UInt64 { UInt64(word(at: index)) | UInt64(word(at: index + 4)) << 32 }

    /// Up to four bytes from `index` on, zeros where the bytes end.
    func rest(from index: Int) -> UInt32 {
        var value: UInt32 = 0
        for position in index..<max(index, min(index + 4, count)) {
            value |= UInt32(self[position]) << UInt32(8 * (position - index))
        }
        return value
    }
}
