internal import CharonSystem

/// The elements that are open, from the outermost in.
struct OpenElements {
    private var names: [(range: Range<Int>, hash: Int)] = []
    /// How many of them have a name of this hash: a closing tag that fits none costs no search.
    private var counts: [Int: Int] = [:]

    var count: Int { names.count }

    /// - Parameter range: where the name stands in `bytes`.
    mutating func append(_ range: Range<Int>, in bytes: BorrowedBytes) {
        let hash = Self.hash(bytes[range])
        names.append((range, hash))
        counts[hash, default: 0] += 1
    }

    mutating func removeLast() {
        guard let last = names.popLast(), let count = counts[last.hash] else { return }
        counts[last.hash] = count > 1 ? count - 1 : nil
    }

    /// The depth, from 1, of the innermost element of that name.
    func depth(of name: BorrowedBytes, in bytes: BorrowedBytes) -> Int? {
        let hash = Self.hash(name)
        guard counts[hash] != nil else { return nil }
        for index in names.indices.reversed() where names[index].hash == hash {
            let other = bytes[names[index].range]
            if other.count == name.count, (0..<name.count).allSatisfy({ other[$0] == name[$0] }) { return index + 1 }
        }
        return nil
    }

    private static func hash(_ name: BorrowedBytes) -> Int {
        // Seeded anew in each process, so no document can be made for collisions.
        var hasher = Hasher()
        for index in 0..<name.count { hasher.combine(name[index]) }
        return hasher.finalize()
    }
}
