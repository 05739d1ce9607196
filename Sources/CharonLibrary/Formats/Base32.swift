internal import CharonSystem

/// Characters that stand for five bits each, in groups of eight.
///
/// Source: RFC 4648, section 6.
enum Base32 {
    private static let pad = UInt8(ascii: "=")
    private static let characters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    /// Writes the characters that stand for the bytes.
    ///
    /// - Parameter isPadded: whether the length is brought to a multiple of eight.
    /// - Complexity: O(`bytes.count`).
    static func encode(_ bytes: BorrowedBytes, padded isPadded: Bool, to output: GrowingBytes) {
        output.reserve(bytes.count / 5 * 8 + 8)
        let characters = characters
        var group: UInt64 = 0
        var bits = 0
        var written = 0
        for index in 0..<bytes.count {
            group = group << 8 | UInt64(bytes[index])
            bits += 8
            while bits >= 5 {
                bits -= 5
                output.append(characters[Int(group >> UInt64(bits) & 0x1F)])
                written += 1
            }
        }
        if bits > 0 {
            output.append(characters[Int(group << UInt64(5 - bits) & 0x1F)])
            written += 1
        }
        if isPadded, written % 8 > 0 { output.append(repeating: pad, count: 8 - written % 8) }
    }

    /// Writes the bytes that the characters of either case stand for.
    ///
    /// White space is skipped, padding at the end may have any length, bits left over are ignored.
    ///
    /// - Returns: false if there is any other byte, or a pad before a character.
    /// - Complexity: O(`text.count`).
    static func decode(_ text: BorrowedBytes, to output: GrowingBytes) -> Bool {
        output.reserve(text.count / 8 * 5 + 5)
        var group: UInt64 = 0
        var bits = 0
        var isAtEnd = false
        for index in 0..<text.count {
            let byte = text[index]
            let value: UInt8
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = byte - UInt8(ascii: "A")
            case UInt8(ascii: "a")...UInt8(ascii: "z"): value = byte - UInt8(ascii: "a")
            case UInt8(ascii: "2")...UInt8(ascii: "7"): value = byte - UInt8(ascii: "2") + 26
            case pad:
                isAtEnd = true
                continue
            default:
                if byte.isBlank { continue }
                return false
            }
            if isAtEnd { return false }
            group = group << 5 | UInt64(value)
            bits += 5
            if bits >= 8 {
                bits -= 8
                output.append(UInt8(truncatingIfNeeded: group >> UInt64(bits)))
            }
        }
        return true
    }
}
