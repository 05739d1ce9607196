/// Turns source bytes into tokens.
///
/// The lexer never stops at a fault: bytes that form no token become an `invalid` token with an entry in
/// `faults`, so that text which is skipped by `$if` need not be right.
///
/// Source: Lua 5.4 manual 3.1.
package struct Lexer {
    /// A lexical fault, waiting for the parser to meet its token.
    package struct Fault: Sendable {
        package let line: UInt32
        package let start: UInt32
        package let message: String
        package let hint: String?
    }

    /// A comment that speaks to the compiler.
    package struct Directive: Sendable {
        /// The number of tokens in front of it.
        package let token: Int
        package let line: UInt32
        /// What stands behind the `@`.
        package let text: Range<Int>
    }

    let source: [UInt8]
    var position: Int
    let limit: Int
    var line: UInt32
    /// Whether a token has been found on the current line.
    private var lineHasToken = false
    package var tokens: [Token] = []
    package var names: NameTable
    package var faults: [Fault] = []
    /// Comments that speak to the compiler, such as `-- @pluto_use class = false`.
    package var directives: [Directive] = []
    /// The quotes of the interpolated strings whose holes are open, with the open braces of each hole.
    var holes: [(quote: UInt8, braces: Int, line: UInt32)] = []

    /// Makes a lexer for a part of a source.
    ///
    /// - Parameters:
    ///   - source: the bytes, less than 4 GiB.
    ///   - range: the part to read.
    ///   - line: the line on which the part starts.
    ///   - names: the name table to go on with.
    package init(source: [UInt8], range: Range<Int>, line: UInt32 = 1, names: NameTable) {
        self.source = source
        self.position = range.lowerBound
        self.limit = range.upperBound
        self.line = line
        self.names = names
        tokens.reserveCapacity(range.count / 2 + 16)
    }

    /// Reads all tokens; the last one is `endOfSource`.
    ///
    /// - Complexity: O(length of the source).
    package mutating func run() {
        skipFirstLineComment()
        while let kind = scanToken(), kind != .endOfSource {}
        // The end stands on the line of the last token, where an author looks for a missing 'end'.
        // The last may be a fault, which stands on the line where what is not finished begins.
        let endLine = tokens.suffix(2).map { lastLine(of: $0) }.max() ?? 1
        tokens.append(
            Token(
                kind: .endOfSource, traits: [], start: UInt32(limit), end: UInt32(limit), line: endLine, name: 0))
    }

    /// The line on which a token ends.
    private func lastLine(of token: Token) -> UInt32 {
        guard token.traits.contains(.spansLines) else { return token.line }
        return token.line + LineBreaks.count(in: source, from: Int(token.start), to: Int(token.end))
    }

    @inline(__always)
    func byte(at index: Int) -> UInt8 { index < limit ? source[index] : 0 }

    private mutating func skipFirstLineComment() {
        guard position == 0, byte(at: 0) == UInt8(ascii: "#") else { return }
        while position < limit, !LineBreaks.isBreak(source[position]) { position += 1 }
    }

    /// Appends a token that ends at the current position.
    @inline(__always)
    mutating func append(
        _ kind: TokenKind, from start: Int, line startLine: UInt32, traits: Token.Traits = [], name: UInt32 = 0
    ) {
        var traits = traits
        if !lineHasToken {
            traits.insert(.startsLine)
            lineHasToken = true
        }
        tokens.append(
            Token(
                kind: kind, traits: traits, start: UInt32(truncatingIfNeeded: start),
                end: UInt32(truncatingIfNeeded: position), line: startLine, name: name))
    }

    /// Appends an invalid token and what is wrong with it.
    mutating func appendFault(_ message: String, from start: Int, line faultLine: UInt32, hint: String? = nil) {
        faults.append(Fault(line: faultLine, start: UInt32(start), message: message, hint: hint))
        append(.invalid, from: start, line: faultLine, name: UInt32(faults.count - 1))
    }

    /// Steps over one line break: `\n`, `\r`, `\r\n` or `\n\r`.
    @inline(__always)
    mutating func skipLineBreak() {
        let first = source[position]
        position += 1
        let second = byte(at: position)
        if second != first, LineBreaks.isBreak(second), position < limit { position += 1 }
        line += 1
        lineHasToken = false
    }

    /// Reads one token; nil when it was blank space or a comment.
    private mutating func scanToken() -> TokenKind? {
        while position < limit {
            let start = position
            let first = source[start]
            switch first {
            case UInt8(ascii: " "), 9, 11, 12:
                position += 1
            case 10, 13:
                skipLineBreak()
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
                0x80...0xFF:
                scanName(from: start)
                if stopsTheCompiler() { return .endOfSource }
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                scanNumeral(from: start)
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                scanShortString(quote: first, from: start)
            case UInt8(ascii: "-") where byte(at: start + 1) == first:
                position += 2
                skipComment(from: start)
            case UInt8(ascii: "["):
                if let level = longBracketLevel(at: start) {
                    scanLongString(level: level, from: start)
                } else {
                    position += 1
                    append(.leftBracket, from: start, line: line)
                }
            case UInt8(ascii: "{"):
                position += 1
                if !holes.isEmpty { holes[holes.count - 1].braces += 1 }
                append(.leftBrace, from: start, line: line)
            case UInt8(ascii: "}"):
                scanRightBrace(from: start)
            case UInt8(ascii: "$"):
                position += 1
                let quote = byte(at: position)
                if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
                    position += 1
                    append(.interpolationStart, from: start, line: line)
                    holes.append((quote, -1, line))
                    scanInterpolationText()
                } else {
                    append(.dollar, from: start, line: line)
                }
            case UInt8(ascii: ".") where isDigit(byte(at: start + 1)):
                scanNumeral(from: start)
            default:
                scanPunctuation(first, from: start)
            }
        }
        // One of them is enough: nothing is read behind it.
        if let hole = holes.last(where: { $0.braces >= 0 }) {
            appendFault(
                "unfinished string", from: limit, line: hole.line,
                hint: "the '{' of an interpolated string that starts on line \(hole.line) is never closed")
        }
        return .endOfSource
    }

    @inline(__always)
    func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    /// Whether a byte can stand inside a name.
    @inline(__always)
    func isNameByte(_ byte: UInt8) -> Bool {
        let lower = byte | 0x20
        return (lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z")) || byte == UInt8(ascii: "_")
            || isDigit(byte) || byte >= 0x80
    }

    @inline(__always)
    private mutating func scanName(from start: Int) {
        var end = start + 1
        while end < limit, isNameByte(source[end]) { end += 1 }
        position = end
        let name = names.intern(in: source, from: start, to: end)
        let kind = name < Word.firstSoft ? TokenKind(rawValue: UInt8(name)) ?? .name : .name
        append(kind, from: start, line: line, name: name)
    }

    /// Whether the tokens `$haltcompiler` have just been read; they are taken away.
    @inline(__always)
    private mutating func stopsTheCompiler() -> Bool {
        let count = tokens.count
        guard count >= 2, tokens[count - 2].kind == .dollar, tokens[count - 1].kind == .name,
            tokens[count - 1].name == Word.haltcompiler
        else { return false }
        tokens.removeLast(2)
        return true
    }

    /// Closes a hole of an interpolated string, or a table.
    private mutating func scanRightBrace(from start: Int) {
        position += 1
        guard let hole = holes.last else {
            append(.rightBrace, from: start, line: line)
            return
        }
        if hole.braces > 0 {
            holes[holes.count - 1].braces -= 1
            append(.rightBrace, from: start, line: line)
        } else {
            append(.holeEnd, from: start, line: line)
            holes[holes.count - 1].braces = -1
            scanInterpolationText()
        }
    }
}

/// The line breaks of a source text.
package enum LineBreaks {
    /// Whether a byte is a line feed or a carriage return.
    @inline(__always)
    package static func isBreak(_ byte: UInt8) -> Bool { byte == 10 || byte == 13 }

    /// The number of line breaks in a part of a source; `\r\n` and `\n\r` count once.
    ///
    /// - Complexity: O(`end - start`).
    package static func count(in source: [UInt8], from start: Int, to end: Int) -> UInt32 {
        var breaks: UInt32 = 0
        var position = start
        while position < end {
            let byte = source[position]
            position += 1
            guard isBreak(byte) else { continue }
            breaks += 1
            if position < end, isBreak(source[position]), source[position] != byte { position += 1 }
        }
        return breaks
    }
}
