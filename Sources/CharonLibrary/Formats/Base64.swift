internal import CharonSystem

/// An alphabet of 64 characters, each of which stands for six bits.
///
/// Source: RFC 4648, sections 4 and 5.
struct Base64: Sendable {
    static let standard = Base64(last: "+", "/")
    static let urlSafe = Base64(last: "-", "_")

    private static let pad = UInt8(ascii: "=")
    /// In the table of values: no character of the alphabet.
    private static let foreign: UInt8 = 0xFF

    private let characters: [UInt8]
    /// The six bits of each byte, or `foreign`.
    private let values: [UInt8]

    private init(last first: Character, _ second: Character) {
        characters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789\(first)\(second)".utf8)
        var values = [UInt8](repeating: Self.foreign, count: 256)
        for (value, character) in characters.enumerated() { values[Int(character)] = UInt8(value) }
        self.values = values
    }

    /// Writes the characters that stand for the bytes.
    ///
    /// - Parameter isPadded: whether the length is brought to a multiple of four.
    /// - Complexity: O(`bytes.count`).
    func encode(_ bytes: BorrowedBytes, padded isPadded: Bool, to output: GrowingBytes) {
        output.reserve(bytes.count / 3 * 4 + 4)
        let whole = bytes.count - bytes.count % 3
        var index = 0
        while index < whole {
            let group = UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2])
            output.append(character(group >> 18))
            output.append(character(group >> 12))
            output.append(character(group >> 6))
            output.append(character(group))
            index += 3
        }
        switch bytes.count - whole {
        case 1:
            let group = UInt32(bytes[whole]) << 16
            output.append(character(group >> 18))
            output.append(character(group >> 12))
            if isPadded { output.append(repeating: Self.pad, count: 2) }
        case 2:
            let group = UInt32(bytes[whole]) << 16 | UInt32(bytes[whole + 1]) << 8
            output.append(character(group >> 18))
            output.append(character(group >> 12))
            output.append(character(group >> 6))
            if isPadded { output.append(Self.pad) }
        default: break
        }
    }

    @inline(__always)
    private func character(_ bits: UInt32) -> UInt8 { characters[Int(bits & 0x3F)] }

    /// Writes the bytes that the characters stand for.
    ///
    /// White space is skipped, padding at the end may have any length, bits left over are ignored.
    ///
    /// - Returns: false if there is any other byte, a pad before a character, or one character left over.
    /// - Complexity: O(`text.count`).
    func decode(_ text: BorrowedBytes, to output: GrowingBytes) -> Bool {
        output.reserve(text.count / 4 * 3 + 3)
        var group: UInt32 = 0
        var count = 0
        var isAtEnd = false
        for index in 0..<text.count {
            let value = values[Int(text[index])]
            if value != Self.foreign {
                if isAtEnd { return false }
                group = group << 6 | UInt32(value)
                count += 1
                if count == 4 {
                    output.append(UInt8(truncatingIfNeeded: group >> 16))
                    output.append(UInt8(truncatingIfNeeded: group >> 8))
                    output.append(UInt8(truncatingIfNeeded: group))
                    count = 0
                }
            } else if text[index] == Self.pad {
                isAtEnd = true
            } else if !text[index].isBlank {
                return false
            }
        }
        switch count {
        case 1: return false
        case 2: output.append(UInt8(truncatingIfNeeded: group >> 4))
        case 3:
            output.append(UInt8(truncatingIfNeeded: group >> 10))
            output.append(UInt8(truncatingIfNeeded: group >> 2))
        default: break
        }
        return true
    }
}
