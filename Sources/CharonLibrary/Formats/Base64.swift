internal import CharonSystem

/// An alphabet of 64 characters, each of which stands for six bits.
///
/// Source: RFC 4648, sections 4 and 5.
struct Base64: Sendable {
    static let standard = Base64(last: "+", "/")
    static let urlSafe = Base64(last: "-", "_")

    private static let pad = UInt8(ascii: "=")
    /// In the table of values: no character of the alphabet.
    private static let foreign: UInt32 = .max

    private let characters: [UInt8]
    /// The two characters of each twelve bits, the first one lowest.
    private let pairs: [UInt16]
    /// The six bits of each byte, or `foreign`.
    private let values: [UInt32]

    private init(last first: Character, _ second: Character) {
        characters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789\(first)\(second)".utf8)
        var pairs: [UInt16] = []
        for first in characters { for second in characters { pairs.append(UInt16(first) | UInt16(second) << 8) } }
        self.pairs = pairs
        var values = [UInt32](repeating: Self.foreign, count: 256)
        for (value, character) in characters.enumerated() { values[Int(character)] = UInt32(value) }
        self.values = values
    }

    /// Writes the characters that stand for the bytes.
    ///
    /// - Parameter isPadded: whether the length is brought to a multiple of four.
    /// - Complexity: O(`bytes.count`).
    func encode(_ bytes: BorrowedBytes, padded isPadded: Bool, to output: GrowingBytes) {
        output.reserve(bytes.count / 3 * 4 + 12)
        let whole = bytes.count - bytes.count % 3
        var index = 0
        let pairs = pairs
        while bytes.count - index >= 8 {
            // Six of the eight bytes are eight characters.
            let bits = bytes.longWord(at: index).byteSwapped
            let first = UInt64(pairs[Int(bits >> 52)]) | UInt64(pairs[Int(bits >> 40 & 0xFFF)]) << 16
            let second = UInt64(pairs[Int(bits >> 28 & 0xFFF)]) | UInt64(pairs[Int(bits >> 16 & 0xFFF)]) << 16
            output.append(first | second << 32, count: 8)
            index += 6
        }
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
        output.reserve(text.count / 4 * 3 + 12)
        let values = values
        var group: UInt32 = 0
        var count = 0
        var isAtEnd = false
        var index = 0
        while true {
            if count == 0, !isAtEnd { decodeWords(text, from: &index, to: output) }
            guard index < text.count else { break }
            let byte = text[index]
            let value = values[Int(byte)]
            index += 1
            if value != Self.foreign {
                if isAtEnd { return false }
                group = group << 6 | value
                count += 1
                if count == 4 {
                    output.append(UInt8(truncatingIfNeeded: group >> 16))
                    output.append(UInt8(truncatingIfNeeded: group >> 8))
                    output.append(UInt8(truncatingIfNeeded: group))
                    count = 0
                }
            } else if byte == Self.pad {
                isAtEnd = true
            } else if !byte.isBlank {
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

    /// Reads eight characters at a time, up to the first eight that are not all of the alphabet.
    @inline(__always)
    private func decodeWords(_ text: BorrowedBytes, from index: inout Int, to output: GrowingBytes) {
        let values = values
        while text.count - index >= 8 {
            let word = text.longWord(at: index)
            let first = Self.group(word, values), second = Self.group(word >> 32, values)
            if max(first, second) > 0xFF_FFFF { return }
            output.append((UInt64(first) << 40 | UInt64(second) << 16).byteSwapped, count: 6)
            index += 8
        }
    }

    /// The 24 bits of the four lowest characters of a word, more than that if one of them is foreign.
    @inline(__always)
    private static func group(_ word: UInt64, _ values: [UInt32]) -> UInt32 {
        let pair = values[Int(word & 0xFF)] << 18 | values[Int(word >> 8 & 0xFF)] << 12
        return pair | values[Int(word >> 16 & 0xFF)] << 6 | values[Int(word >> 24 & 0xFF)]
    }
}
