/// The values of literals.
package enum Literal {
    /// The value of a numeral that the lexer has accepted.
    ///
    /// Source: Lua 5.4 manual 3.1.
    package static func number(_ text: ArraySlice<UInt8>) -> Constant {
        let digits = text.filter { $0 != UInt8(ascii: "_") }
        let marker = digits.count > 1 && digits[0] == UInt8(ascii: "0") ? digits[1] | 0x20 : 0
        switch marker {
        case UInt8(ascii: "b"): return .integer(wrapping(digits[2...], bitsPerDigit: 1))
        case UInt8(ascii: "o"): return .integer(wrapping(digits[2...], bitsPerDigit: 3))
        case UInt8(ascii: "x"):
            let isFloat = digits.contains { $0 == UInt8(ascii: ".") || $0 | 0x20 == UInt8(ascii: "p") }
            if !isFloat { return .integer(wrapping(digits[2...], bitsPerDigit: 4)) }
            return .float(hexadecimalFloat(digits[2...]))
        default:
            let string = String(decoding: digits, as: UTF8.self)
            if let integer = Int64(string) { return .integer(integer) }
            return .float(Double(completed(string)) ?? .infinity)
        }
    }

    /// A decimal float in the form that `Double` reads: digits on both sides of the point.
    private static func completed(_ text: String) -> String {
        var result = text
        if result.hasPrefix(".") { result = "0" + result }
        if let point = result.firstIndex(of: ".") {
            let next = result.index(after: point)
            if next == result.endIndex || !result[next].isNumber { result.insert("0", at: next) }
        }
        return result
    }

    private static func wrapping(_ digits: ArraySlice<UInt8>, bitsPerDigit: UInt64) -> Int64 {
        var value: UInt64 = 0
        for digit in digits { value = value << bitsPerDigit | UInt64(digitValue(digit)) }
        return Int64(bitPattern: value)
    }

    private static func digitValue(_ byte: UInt8) -> UInt8 {
        byte <= UInt8(ascii: "9") ? byte - UInt8(ascii: "0") : (byte | 0x20) - UInt8(ascii: "a") + 10
    }

    private static func hexadecimalFloat(_ digits: ArraySlice<UInt8>) -> Double {
        let mantissaEnd = digits.firstIndex { $0 | 0x20 == UInt8(ascii: "p") } ?? digits.endIndex
        var value = 0.0
        var scale = 0
        var isFraction = false
        for byte in digits[..<mantissaEnd] {
            if byte == UInt8(ascii: ".") {
                isFraction = true
                continue
            }
            value = value * 16 + Double(digitValue(byte))
            if isFraction { scale -= 4 }
        }
        if mantissaEnd < digits.endIndex {
            let text = String(decoding: digits[(mantissaEnd + 1)...], as: UTF8.self)
            let exponent = Int(text) ?? (text.hasPrefix("-") ? -100_000 : 100_000)
            scale = max(-100_000, min(100_000, scale + max(-100_000, min(100_000, exponent))))
        }
        return Double(sign: .plus, exponent: scale, significand: value)
    }

    /// The bytes of a string literal, quotes and all, that the lexer has accepted.
    ///
    /// - Complexity: O(length).
    package static func string(_ text: ArraySlice<UInt8>) -> [UInt8] {
        guard let quote = text.first else { return [] }
        if quote == UInt8(ascii: "[") {
            var start = text.startIndex + 1
            while text[start] == UInt8(ascii: "=") { start += 1 }
            let bracket = start - text.startIndex + 1
            return longText(text[(start + 1)..<(text.endIndex - bracket)])
        }
        return shortText(text[(text.startIndex + 1)..<(text.endIndex - 1)])
    }

    private static func longText(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var position = text.startIndex
        while position < text.endIndex {
            let byte = text[position]
            position += 1
            guard LineBreaks.isBreak(byte) else {
                result.append(byte)
                continue
            }
            let isFirst = position - 1 == text.startIndex
            if position < text.endIndex, LineBreaks.isBreak(text[position]), text[position] != byte { position += 1 }
            if !isFirst { result.append(10) }
        }
        return result
    }

    /// The bytes of the inside of a short or interpolated string.
    ///
    /// - Complexity: O(length).
    package static func shortText(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var position = text.startIndex
        while position < text.endIndex {
            let byte = text[position]
            position += 1
            if byte != UInt8(ascii: "\\") || position == text.endIndex {
                result.append(byte)
                continue
            }
            let selector = text[position]
            position += 1
            switch selector {
            case UInt8(ascii: "a"): result.append(7)
            case UInt8(ascii: "b"): result.append(8)
            case UInt8(ascii: "f"): result.append(12)
            case UInt8(ascii: "n"): result.append(10)
            case UInt8(ascii: "r"): result.append(13)
            case UInt8(ascii: "t"): result.append(9)
            case UInt8(ascii: "v"): result.append(11)
            case 10, 13:
                if position < text.endIndex, LineBreaks.isBreak(text[position]), text[position] != selector {
                    position += 1
                }
                result.append(10)
            case UInt8(ascii: "z"):
                while position < text.endIndex, text[position] == 32 || (9...13).contains(text[position]) {
                    position += 1
                }
            case UInt8(ascii: "x") where position + 2 <= text.endIndex:
                result.append(digitValue(text[position]) << 4 | digitValue(text[position + 1]))
                position += 2
            case UInt8(ascii: "u"):
                position += 1
                var value: UInt32 = 0
                while position < text.endIndex, text[position] != UInt8(ascii: "}") {
                    value = value << 4 | UInt32(digitValue(text[position]))
                    position += 1
                }
                position += 1
                appendUTF8(value, to: &result)
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                var value = Int(selector - UInt8(ascii: "0"))
                var digits = 1
                while digits < 3, position < text.endIndex, (48...57).contains(text[position]) {
                    value = value * 10 + Int(text[position] - 48)
                    position += 1
                    digits += 1
                }
                result.append(UInt8(truncatingIfNeeded: value))
            default: result.append(selector)
            }
        }
        return result
    }

    /// Appends a code point below 2^31 in the original, up to six bytes long form of UTF-8, as Lua does.
    private static func appendUTF8(_ value: UInt32, to result: inout [UInt8]) {
        if value < 0x80 {
            result.append(UInt8(value))
            return
        }
        var rest = value
        var tail: [UInt8] = []
        var firstLimit: UInt32 = 0x3F
        repeat {
            tail.append(UInt8(0x80 | (rest & 0x3F)))
            rest >>= 6
            firstLimit >>= 1
        } while rest > firstLimit
        result.append(UInt8(truncatingIfNeeded: (~firstLimit << 1) | rest))
        result.append(contentsOf: tail.reversed())
    }
}
