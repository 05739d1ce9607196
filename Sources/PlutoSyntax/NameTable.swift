/// The names of a chunk, each known by a small number.
package struct NameTable: Sendable {
    /// The bytes of all names, one after the other.
    private var bytes: [UInt8] = []
    /// Where each name starts in `bytes`; one more entry than there are names.
    private var starts: [UInt32] = [0]
    private var hashes: [UInt32] = []
    /// Whether Lua can read each name as an identifier.
    private var luaIdentifiers: [Bool] = []
    /// An open hash table of identifiers plus 1; 0 is an empty slot.
    private var slots: [UInt32]
    private let seed: UInt64

    /// The table that every chunk begins with: it holds the words of `Word`.
    package static let words = NameTable()

    private init() {
        seed = UInt64.random(in: .min ... .max)
        slots = [UInt32](repeating: 0, count: 1024)
        for word in Word.all { _ = intern(Array(word.utf8)[...]) }
        for word in 0..<Word.reserved.count { luaIdentifiers[word] = false }
    }

    /// The number of names.
    package var count: Int { luaIdentifiers.count }

    /// Whether a name can stand in Lua text as an identifier: ASCII, and not a reserved word.
    @inline(__always)
    package func isLuaIdentifier(_ name: UInt32) -> Bool { luaIdentifiers[Int(name)] }

    /// The bytes of a name.
    package func spelling(_ name: UInt32) -> ArraySlice<UInt8> {
        bytes[Int(starts[Int(name)])..<Int(starts[Int(name) + 1])]
    }

    /// A name as text, for messages.
    package func text(_ name: UInt32) -> String { String(decoding: spelling(name), as: UTF8.self) }

    /// The identifier of a name that is given as text, made if it is new.
    package mutating func intern(_ text: String) -> UInt32 { intern(Array(text.utf8)[...]) }

    /// The identifier of a name, made if it is new.
    ///
    /// - Complexity: O(length of the name).
    package mutating func intern(_ name: ArraySlice<UInt8>) -> UInt32 {
        intern(in: name, from: name.startIndex, to: name.endIndex)
    }

    /// The identifier of the name that stands at a place of the source, made if it is new.
    ///
    /// - Complexity: O(length of the name).
    @inline(__always)
    package mutating func intern<Bytes: RandomAccessCollection>(in source: Bytes, from start: Int, to end: Int) -> UInt32
    where Bytes.Element == UInt8, Bytes.Index == Int {
        // Multiply and fold, from a secret start: nobody can prepare a source whose names all collide.
        var state = seed
        for position in start..<end {
            state = (state ^ UInt64(source[position])) &* 0x9E37_79B9_7F4A_7C15
            state ^= state >> 29
        }
        let hash = UInt32(truncatingIfNeeded: state >> 16)
        let mask = slots.count - 1
        var slot = Int(hash) & mask
        while slots[slot] != 0 {
            let candidate = Int(slots[slot] - 1)
            if hashes[candidate] == hash, matches(candidate, source, start, end) { return UInt32(candidate) }
            slot = (slot + 1) & mask
        }
        return insert(source, start, end, hash: hash, slot: slot)
    }

    @inline(__always)
    private func matches<Bytes: RandomAccessCollection>(_ name: Int, _ source: Bytes, _ start: Int, _ end: Int) -> Bool
    where Bytes.Element == UInt8, Bytes.Index == Int {
        let base = Int(starts[name])
        guard Int(starts[name + 1]) - base == end - start else { return false }
        for offset in 0..<(end - start) where bytes[base + offset] != source[start + offset] { return false }
        return true
    }

    private mutating func insert<Bytes: RandomAccessCollection>(
        _ source: Bytes, _ start: Int, _ end: Int, hash: UInt32, slot: Int
    ) -> UInt32 where Bytes.Element == UInt8, Bytes.Index == Int {
        let identifier = UInt32(luaIdentifiers.count)
        var isASCII = end > start
        for position in start..<end {
            bytes.append(source[position])
            if source[position] >= 0x80 { isASCII = false }
        }
        starts.append(UInt32(bytes.count))
        hashes.append(hash)
        luaIdentifiers.append(isASCII)
        slots[slot] = identifier + 1
        if luaIdentifiers.count * 2 > slots.count { grow() }
        return identifier
    }

    private mutating func grow() {
        let mask = slots.count * 2 - 1
        slots = [UInt32](repeating: 0, count: mask + 1)
        for (identifier, hash) in hashes.enumerated() {
            var slot = Int(hash) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = UInt32(identifier) + 1
        }
    }
}
