extension Lexer {
    /// Reads a numeral.
    ///
    ///     numeral ::= decimal | "0" ("x"|"X") hex | "0" ("b"|"B") {"0"|"1"} | "0o" {octdigit}
    ///
    /// Source: Lua 5.4 manual 3.1.
    mutating func scanNumeral(from start: Int) {
        var shape = NumeralShape()
        // As Lua does: take everything that could belong to a numeral, then see whether it is one.
        var end = start
        var exponent: (UInt8, UInt8) = (UInt8(ascii: "e"), UInt8(ascii: "E"))
        if source[start] == UInt8(ascii: "0") {
            switch byte(at: start + 1) {
            case UInt8(ascii: "x"), UInt8(ascii: "X"):
                shape.radix = 16
                exponent = (UInt8(ascii: "p"), UInt8(ascii: "P"))
                end += 2
            case UInt8(ascii: "b"), UInt8(ascii: "B"):
                shape.radix = 2
                end += 2
            case UInt8(ascii: "o"), UInt8(ascii: "O"):
                shape.radix = 8
                end += 2
            default: break
            }
        }
        let hasExponent = shape.radix == 10 || shape.radix == 16
        while end < limit {
            let byte = source[end]
            if hasExponent, byte == exponent.0 || byte == exponent.1 {
                shape.take(exponentMark: ())
                end += 1
                if end < limit, source[end] == UInt8(ascii: "+") || source[end] == UInt8(ascii: "-") { end += 1 }
            } else if byte == UInt8(ascii: ".") {
                shape.take(point: ())
                end += 1
            } else if isNameByte(byte) {
                shape.take(digit: byte)
                end += 1
            } else {
                break
            }
        }
        position = end
        guard shape.isWellFormed else {
            let text = String(decoding: source[start..<min(end, start + 60)], as: UTF8.self)
            appendFault(
                "malformed number near '\(text)'", from: start, line: line,
                hint: text.contains("..")
                    ? "put a space in front of '..'; for ranges write range(a, b) or 'for i = a, b do'"
                    : isDigit(source[start]) && shape.radix == 10 ? "a name cannot begin with a digit" : nil)
            return
        }
        let rewrite = shape.hasUnderscore || shape.radix == 2 || shape.radix == 8
        append(.number, from: start, line: line, traits: rewrite ? .needsRewriting : [])
    }

    /// Reads a short string.
    mutating func scanShortString(quote: UInt8, from start: Int) {
        let startLine = line
        position += 1
        var traits: Token.Traits = []
        while position < limit {
            let byte = source[position]
            if byte == quote {
                position += 1
                append(.string, from: start, line: startLine, traits: traits)
                return
            }
            if LineBreaks.isBreak(byte) { break }
            if byte == UInt8(ascii: "\\") {
                if let fault = scanEscape(&traits, of: start) {
                    skipToEndOfLine()
                    appendFault(fault, from: start, line: line, hint: Self.escapeHint(fault))
                    return
                }
            } else {
                position += 1
            }
        }
        let text = String(decoding: source[start..<min(position, start + 40)], as: UTF8.self)
        appendFault(
            "unfinished string near " + (position < limit ? "'\(text)'" : "<eof>"), from: start, line: startLine,
            hint: "close the string with \(String(UnicodeScalar(quote))) on the same line"
                + (holes.last?.quote == quote ? ", and a value in an interpolated string with '}'" : ""))
    }

    /// Reads a long string.
    mutating func scanLongString(level: Int, from start: Int) {
        let startLine = line
        position = start + level + 2
        if skipToClosingBracket(level: level) {
            append(.string, from: start, line: startLine, traits: line == startLine ? [] : .spansLines)
        } else {
            appendFault(
                "unfinished long string (starting at line \(startLine)) near <eof>", from: start, line: startLine,
                hint: "close the string with ']\(String(repeating: "=", count: level))]'")
        }
    }

    /// Reads the text of the innermost interpolated string up to its next hole or its end.
    mutating func scanInterpolationText() {
        guard let open = holes.last else { return }
        let start = position
        let startLine = line
        var traits: Token.Traits = []
        while position < limit {
            let byte = source[position]
            if byte == open.quote || byte == UInt8(ascii: "{") {
                if position > start { append(.interpolationText, from: start, line: startLine, traits: traits) }
                let mark = position
                position += 1
                if byte == open.quote {
                    append(.interpolationEnd, from: mark, line: line)
                    holes.removeLast()
                } else {
                    append(.holeStart, from: mark, line: line)
                    holes[holes.count - 1].braces = 0
                }
                return
            }
            if LineBreaks.isBreak(byte) { break }
            if byte == UInt8(ascii: "\\") {
                if let fault = scanEscape(&traits, of: start) {
                    skipToEndOfLine()
                    appendFault(fault, from: start, line: line, hint: Self.escapeHint(fault))
                    holes.removeLast()
                    return
                }
            } else {
                position += 1
            }
        }
        holes.removeLast()
        appendFault(
            "unfinished string", from: start, line: open.line,
            hint: "close the interpolated string with \(String(UnicodeScalar(open.quote))) on the same line")
    }

    private static func escapeHint(_ fault: String) -> String? {
        fault.hasPrefix("invalid escape") ? "a backslash in a string is written '\\\\'" : nil
    }

    private mutating func skipToEndOfLine() {
        while position < limit, !LineBreaks.isBreak(source[position]) { position += 1 }
    }

    /// Steps over an escape sequence; returns what is wrong with it, or nil.
    ///
    /// - Parameter text: where the string begins: a message shows it up to the fault.
    private mutating func scanEscape(_ traits: inout Token.Traits, of text: Int) -> String? {
        // Of a long string only the escape is shown.
        let start = position - text > 40 ? position : text
        position += 1
        let selector = byte(at: position)
        switch selector {
        case UInt8(ascii: "a"), UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"),
            UInt8(ascii: "t"), UInt8(ascii: "v"), UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "'"):
            position += 1
        case UInt8(ascii: "{"):
            traits.insert(.needsRewriting)
            position += 1
        case 10, 13:
            skipLineBreak()
            traits.insert(.spansLines)
        case UInt8(ascii: "z"):
            position += 1
            while position < limit {
                let byte = source[position]
                if LineBreaks.isBreak(byte) {
                    skipLineBreak()
                    traits.insert(.spansLines)
                } else if byte == UInt8(ascii: " ") || (byte >= 9 && byte <= 12) {
                    position += 1
                } else {
                    break
                }
            }
        case UInt8(ascii: "x"):
            for offset in 1...2 where hexValue(byte(at: position + offset)) == nil {
                return fault("hexadecimal digit expected", from: start, to: position + offset + 1)
            }
            position += 3
        case UInt8(ascii: "u"):
            return scanCodePoint(from: start)
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            var value = 0
            var digits = 0
            while digits < 3, isDigit(byte(at: position)) {
                value = value * 10 + Int(source[position] - UInt8(ascii: "0"))
                digits += 1
                position += 1
            }
            if value > 255 { return fault("decimal escape too large", from: start, to: position + 1) }
        default:
            return fault("invalid escape sequence", from: start, to: position + 1)
        }
        return nil
    }

    private mutating func scanCodePoint(from start: Int) -> String? {
        position += 1
        guard byte(at: position) == UInt8(ascii: "{") else { return fault("missing '{'", from: start, to: position + 1) }
        position += 1
        var value: UInt64 = 0
        var digits = 0
        while let digit = hexValue(byte(at: position)) {
            value = value << 4 | UInt64(digit)
            digits += 1
            position += 1
            if value >= 1 << 31 { return fault("UTF-8 value too large", from: start, to: position) }
        }
        if digits == 0 { return fault("hexadecimal digit expected", from: start, to: position + 1) }
        guard byte(at: position) == UInt8(ascii: "}") else { return fault("missing '}'", from: start, to: position + 1) }
        position += 1
        return nil
    }

    private func fault(_ message: String, from start: Int, to end: Int) -> String {
        let text = String(decoding: source[start..<min(end, limit)], as: UTF8.self)
        return "\(message) near '\(text)'"
    }

    /// The value of a hexadecimal digit, or nil.
    func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

/// What has been seen of a numeral so far.
private struct NumeralShape {
    var radix: UInt8 = 10
    var hasUnderscore = false
    private var mantissaDigits = 0
    private var exponentDigits = 0
    private var points = 0
    private var exponents = 0
    private var isFaulty = false

    mutating func take(point: Void) {
        points += 1
        if exponents > 0 || (radix != 10 && radix != 16) { isFaulty = true }
    }

    mutating func take(exponentMark: Void) {
        exponents += 1
    }

    mutating func take(digit byte: UInt8) {
        if byte == UInt8(ascii: "_") {
            hasUnderscore = true
            return
        }
        let value: UInt8
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): value = byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): value = byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): value = byte - UInt8(ascii: "A") + 10
        default: value = 255
        }
        if exponents > 0 {
            if value >= 10 { isFaulty = true }
            exponentDigits += 1
        } else {
            if value >= radix { isFaulty = true }
            mantissaDigits += 1
        }
    }

    var isWellFormed: Bool {
        !isFaulty && mantissaDigits > 0 && points <= 1 && exponents <= 1 && (exponents == 0 || exponentDigits > 0)
    }
}
