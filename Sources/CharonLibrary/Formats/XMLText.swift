internal import CharonSystem

// How XML writes the characters that mean something to it.

extension GrowingBytes {
    /// Adds text with its predefined entities and numeric references replaced; others stay as they are.
    ///
    /// - Complexity: O(`bytes.count`).
    func appendUnescapingXML(_ bytes: BorrowedBytes) {
        let ampersand = UInt8(ascii: "&")
        var start = 0
        while true {
            let mark = bytes.firstIndex(of: ampersand, or: ampersand, from: start)
            append(bytes[start..<mark])
            guard mark < bytes.count else { return }
            if let (scalar, length) = Self.reference(bytes, at: mark) {
                appendUTF8(scalar)
                start = mark + length
            } else {
                append(ampersand)
                start = mark + 1
            }
        }
    }

    /// The character that a reference stands for, and the reference's length.
    private static func reference(_ bytes: BorrowedBytes, at start: Int) -> (UInt32, Int)? {
        if bytes.has("&lt;", at: start) { return (0x3C, 4) }
        if bytes.has("&gt;", at: start) { return (0x3E, 4) }
        if bytes.has("&amp;", at: start) { return (0x26, 5) }
        if bytes.has("&quot;", at: start) { return (0x22, 6) }
        if bytes.has("&apos;", at: start) { return (0x27, 6) }
        guard bytes.has("&#", at: start) else { return nil }
        var index = start + 2
        var radix: UInt32 = 10
        if index < bytes.count, bytes[index] == UInt8(ascii: "x") {
            radix = 16
            index += 1
        }
        var value: UInt32 = 0
        let digitStart = index
        while index < bytes.count, let digit = bytes[index].hexDigitValue, digit < radix {
            value = value * radix + UInt32(digit)
            guard value <= 0x10FFFF else { return nil }
            index += 1
        }
        guard index > digitStart, index < bytes.count, bytes[index] == UInt8(ascii: ";"), value > 0,
            Unicode.Scalar(value) != nil
        else { return nil }
        return (value, index + 1 - start)
    }

    /// Adds text with `& < >` as entities.
    ///
    /// - Complexity: O(`bytes.count`).
    func appendEscapingXML(_ bytes: BorrowedBytes) {
        for index in 0..<bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "&"): append("&amp;" as StaticString)
            case UInt8(ascii: "<"): append("&lt;" as StaticString)
            case UInt8(ascii: ">"): append("&gt;" as StaticString)
            default: append(bytes[index])
            }
        }
    }

    /// Adds an attribute's value with quotes: double ones unless it holds some itself.
    ///
    /// - Complexity: O(`bytes.count`).
    func appendXMLAttribute(_ bytes: BorrowedBytes) {
        let double = UInt8(ascii: "\"")
        let single = UInt8(ascii: "'")
        let hasDouble = bytes.firstIndex(of: double, or: double, from: 0) < bytes.count
        let hasSingle = bytes.firstIndex(of: single, or: single, from: 0) < bytes.count
        let quote = hasDouble && !hasSingle ? single : double
        append(quote)
        for index in 0..<bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "&"): append("&amp;" as StaticString)
            case UInt8(ascii: "<"): append("&lt;" as StaticString)
            case quote: append("&quot;" as StaticString)
            default: append(bytes[index])
            }
        }
        append(quote)
    }
}
