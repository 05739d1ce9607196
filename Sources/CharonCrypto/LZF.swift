package import CharonSystem

/// LibLZF's format without a header: runs of bytes, and references to earlier ones.
///
/// A byte below 32 begins a run of one byte more than it says. Any other holds three bits of a length and five of a
/// distance: the length goes on in the next byte if its bits are all set, then come eight more bits of distance.
/// Source: LibLZF, lzf_d.c.
package enum LZF {
    private static let maxRun = 32
    private static let maxDistance = 1 << 13
    private static let maxLength = 264
    private static let hashBits = 14

    /// Packs text.
    ///
    /// - Returns: nil if the result would not be shorter.
    /// - Complexity: O(count of `text`).
    package static func pack(_ text: BorrowedBytes) -> [UInt8]? {
        var packed: [UInt8] = []
        packed.reserveCapacity(text.count)
        // Where the three bytes with this hash stood last.
        var places = [Int](repeating: -1, count: 1 << hashBits)
        var index = 0
        var runStart = 0
        while index + 2 < text.count {
            let place = hash(text, index)
            let earlier = places[place]
            places[place] = index
            guard earlier >= 0, index - earlier <= maxDistance, text[earlier] == text[index],
                text[earlier + 1] == text[index + 1], text[earlier + 2] == text[index + 2]
            else {
                index += 1
                continue
            }
            var length = 3
            let limit = min(maxLength, text.count - index)
            while length < limit, text[earlier + length] == text[index + length] { length += 1 }
            appendRun(text[runStart..<index], to: &packed)
            let distance = index - earlier - 1
            let bits = length - 2
            packed.append(UInt8(min(bits, 7) << 5 | distance >> 8))
            if bits >= 7 { packed.append(UInt8(bits - 7)) }
            packed.append(UInt8(distance & 0xff))
            if packed.count >= text.count { return nil }
            for skipped in index + 1..<index + length where skipped + 2 < text.count { places[hash(text, skipped)] = skipped }
            index += length
            runStart = index
        }
        appendRun(text[runStart..<text.count], to: &packed)
        return packed.count < text.count ? packed : nil
    }

    private static func hash(_ text: BorrowedBytes, _ index: Int) -> Int {
        let word = UInt32(text[index]) << 16 | UInt32(text[index + 1]) << 8 | UInt32(text[index + 2])
        return Int((word &* 0x9e37_79b1) >> UInt32(32 - hashBits))
    }

    private static func appendRun(_ run: BorrowedBytes, to packed: inout [UInt8]) {
        var rest = run
        while !rest.isEmpty {
            let piece = rest.prefix(min(rest.count, maxRun))
            packed.append(UInt8(piece.count - 1))
            unsafe piece.withUnsafeBytes { unsafe packed.append(contentsOf: $0) }
            rest = rest.dropFirst(piece.count)
        }
    }

    /// What came of unpacking.
    package enum Unpacked: Equatable, Sendable {
        case text([UInt8])
        /// The text would be longer than it may be.
        case tooLarge
        /// This is no packed text, or broken.
        case invalid
    }

    /// Unpacks text.
    ///
    /// - Parameter maxBytes: how long the text may be, 0 or more.
    /// - Complexity: O(length of the text).
    package static func unpack(_ packed: BorrowedBytes, maxBytes: Int) -> Unpacked {
        if packed.isEmpty { return .invalid }
        var text: [UInt8] = []
        var index = 0
        while index < packed.count {
            let control = Int(packed[index])
            index += 1
            if control < maxRun {
                guard control < packed.count - index else { return .invalid }
                if control + 1 > maxBytes - text.count { return .tooLarge }
                unsafe packed[index..<index + control + 1].withUnsafeBytes { unsafe text.append(contentsOf: $0) }
                index += control + 1
                continue
            }
            var length = control >> 5
            if length == 7 {
                guard index < packed.count else { return .invalid }
                length += Int(packed[index])
                index += 1
            }
            guard index < packed.count else { return .invalid }
            let distance = ((control & 0x1f) << 8 | Int(packed[index])) + 1
            index += 1
            guard distance <= text.count else { return .invalid }
            if length + 2 > maxBytes - text.count { return .tooLarge }
            // What is referred to may reach into what is being written.
            for _ in 0..<length + 2 { text.append(text[text.count - distance]) }
        }
        return .text(text)
    }
}
