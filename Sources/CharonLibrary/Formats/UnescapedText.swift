internal import CharonSystem

/// The text of a JSON string that has escapes.
///
/// Source: RFC 8259, section 7.
final class UnescapedText {
    private let text = GrowingBytes()

    /// The text read last, as UTF-8 where escapes are concerned; valid until the next `read`.
    var bytes: BorrowedBytes { text.bytes }

    /// Reads a string up to its closing quote.
    ///
    /// - Parameters:
    ///   - bytes: the whole input.
    ///   - start: the offset after the opening quote.
    ///   - firstEscape: the offset of the first backslash.
    /// - Returns: the offset after the closing quote.
    /// - Throws: `FormatError.invalid` if there is no such quote, or `\u` without four hex digits.
    /// - Complexity: O(length).
    func read(_ bytes: BorrowedBytes, from start: Int, firstEscape: Int) throws(FormatError) -> Int {
        text.truncate(to: 0)
        text.append(bytes[start..<firstEscape])
        var position = firstEscape
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "\"") { return position + 1 }
            guard position + 1 < bytes.count else { break }
            let escape = bytes[position + 1]
            position += 2
            switch escape {
            case UInt8(ascii: "n"): text.append(UInt8(ascii: "\n"))
            case UInt8(ascii: "r"): text.append(UInt8(ascii: "\r"))
            case UInt8(ascii: "t"): text.append(UInt8(ascii: "\t"))
            case UInt8(ascii: "b"): text.append(8)
            case UInt8(ascii: "f"): text.append(12)
            case UInt8(ascii: "u"): position = try readCodeUnit(bytes, position)
            default: text.append(escape)
            }
            let next = bytes.firstIndex(of: UInt8(ascii: "\""), or: UInt8(ascii: "\\"), from: position)
            text.append(bytes[position..<next])
            position = next
        }
        throw .unexpected(at: bytes.count, in: bytes)
    }

    /// Reads the digits after `\u` and, after the first half of a surrogate pair, the second.
    private func readCodeUnit(_ bytes: BorrowedBytes, _ position: Int) throws(FormatError) -> Int {
        let unit = try hexDigits(bytes, position)
        var end = position + 4
        if UTF16.isLeadSurrogate(unit), end + 1 < bytes.count, bytes[end] == UInt8(ascii: "\\"),
            bytes[end + 1] == UInt8(ascii: "u")
        {
            let second = try hexDigits(bytes, end + 2)
            if UTF16.isTrailSurrogate(second) {
                end += 6
                append(0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(second) - 0xDC00))
                return end
            }
        }
        append(UTF16.isSurrogate(unit) ? 0xFFFD : UInt32(unit))
        return end
    }

    private func hexDigits(_ bytes: BorrowedBytes, _ position: Int) throws(FormatError) -> UInt16 {
        var value: UInt16 = 0
        for index in position..<position + 4 {
            guard index < bytes.count, let digit = bytes[index].hexDigitValue else {
                throw .unexpected(at: index, in: bytes)
            }
            value = value << 4 | UInt16(digit)
        }
        return value
    }

    /// Adds a code point that is no surrogate as UTF-8.
    private func append(_ scalar: UInt32) { text.appendUTF8(scalar) }
}
