extension Lexer {
    /// Reads an operator or a punctuation mark, the longest that fits.
    mutating func scanPunctuation(_ first: UInt8, from start: Int) {
        let second = byte(at: start + 1)
        let third = byte(at: start + 2)
        let equals = UInt8(ascii: "=")
        let kind: TokenKind
        var length = 1
        func longer(_ newLength: Int, _ newKind: TokenKind) -> TokenKind {
            length = newLength
            return newKind
        }
        switch first {
        case UInt8(ascii: "+"):
            kind = second == equals ? longer(2, .plusAssign) : second == first ? longer(2, .increment) : .plus
        case UInt8(ascii: "-"):
            kind =
                second == equals
                ? longer(2, .minusAssign) : second == UInt8(ascii: ">") ? longer(2, .arrow) : .minus
        case UInt8(ascii: "*"):
            if second == first {
                kind = third == equals ? longer(3, .powerAssign) : longer(2, .power)
            } else {
                kind = second == equals ? longer(2, .starAssign) : .star
            }
        case UInt8(ascii: "/"):
            if second == first {
                kind = third == equals ? longer(3, .doubleSlashAssign) : longer(2, .doubleSlash)
            } else {
                kind = second == equals ? longer(2, .slashAssign) : .slash
            }
        case UInt8(ascii: "%"): kind = second == equals ? longer(2, .percentAssign) : .percent
        case UInt8(ascii: "^"): kind = second == equals ? longer(2, .caretAssign) : .caret
        case UInt8(ascii: "#"): kind = .hash
        case UInt8(ascii: "&"): kind = second == equals ? longer(2, .ampersandAssign) : .ampersand
        case UInt8(ascii: "~"): kind = second == equals ? longer(2, .notEqual) : .tilde
        case UInt8(ascii: "|"):
            kind =
                second == equals ? longer(2, .barAssign) : second == UInt8(ascii: ">") ? longer(2, .pipe) : .bar
        case UInt8(ascii: "<"):
            if second == first {
                kind = third == equals ? longer(3, .shiftLeftAssign) : longer(2, .shiftLeft)
            } else if second == equals {
                kind = third == UInt8(ascii: ">") ? longer(3, .spaceship) : longer(2, .lessEqual)
            } else {
                kind = .less
            }
        case UInt8(ascii: ">"):
            if second == first {
                kind = third == equals ? longer(3, .shiftRightAssign) : longer(2, .shiftRight)
            } else {
                kind = second == equals ? longer(2, .greaterEqual) : .greater
            }
        case equals: kind = second == equals ? longer(2, .equal) : .assign
        case UInt8(ascii: "("): kind = .leftParen
        case UInt8(ascii: ")"): kind = .rightParen
        case UInt8(ascii: "]"): kind = .rightBracket
        case UInt8(ascii: ";"): kind = .semicolon
        case UInt8(ascii: ","): kind = .comma
        case UInt8(ascii: ":"):
            kind = second == first ? longer(2, .doubleColon) : second == equals ? longer(2, .walrus) : .colon
        case UInt8(ascii: "."):
            if second == first {
                kind =
                    third == first ? longer(3, .ellipsis) : third == equals ? longer(3, .concatAssign) : longer(2, .concat)
            } else {
                kind = .dot
            }
        case UInt8(ascii: "!"): kind = second == equals ? longer(2, .bangEqual) : .bang
        case UInt8(ascii: "?"):
            if second == first {
                kind = third == equals ? longer(3, .coalesceAssign) : longer(2, .coalesce)
            } else {
                kind = .question
            }
        default:
            position = start + 1
            let shown = first >= 0x20 && first < 0x7F ? String(UnicodeScalar(first)) : "<\\\(first)>"
            let hint: String? =
                switch first {
                case UInt8(ascii: "`"): "text stands in quotes: \"text\", and with values in it: $\"text {value}\""
                case UInt8(ascii: "@"): "a name consists of letters, digits and '_'; fields of an object are written self.name"
                case UInt8(ascii: "\\"): "a backslash continues the line of an $alias; elsewhere none is needed"
                default: nil
                }
            appendFault("unexpected symbol near '\(shown)'", from: start, line: line, hint: hint)
            return
        }
        position = start + length
        append(kind, from: start, line: line)
    }

    /// Steps over a comment whose two dashes have been read.
    mutating func skipComment(from start: Int) {
        if byte(at: position) == UInt8(ascii: "["), let level = longBracketLevel(at: position) {
            let startLine = line
            position += level + 2
            if !skipToClosingBracket(level: level) {
                appendFault(
                    "unfinished long comment (starting at line \(startLine)) near <eof>", from: start,
                    line: line, hint: "close the comment with ']\(String(repeating: "=", count: level))]'")
            }
            return
        }
        noteDirective()
        while position < limit, !LineBreaks.isBreak(source[position]) { position += 1 }
    }

    /// Notes a comment whose first character is an `@`; the dashes have been read.
    private mutating func noteDirective() {
        var start = position
        while byte(at: start) == UInt8(ascii: " ") || byte(at: start) == UInt8(ascii: "\t") { start += 1 }
        guard byte(at: start) == UInt8(ascii: "@") else { return }
        var end = start
        while end < limit, !LineBreaks.isBreak(source[end]) { end += 1 }
        directives.append(Directive(token: tokens.count, line: line, text: (start + 1)..<end))
    }

    /// The number of equals signs of the long bracket that opens at an offset, or nil if none does.
    func longBracketLevel(at start: Int) -> Int? {
        var end = start + 1
        while byte(at: end) == UInt8(ascii: "=") { end += 1 }
        return byte(at: end) == UInt8(ascii: "[") ? end - start - 1 : nil
    }

    /// Moves behind the closing long bracket; false, at the end of the source, if there is none.
    mutating func skipToClosingBracket(level: Int) -> Bool {
        while position < limit {
            let byte = source[position]
            if byte == UInt8(ascii: "]") {
                var end = position + 1
                while end < limit, source[end] == UInt8(ascii: "=") { end += 1 }
                if end - position - 1 == level, end < limit, source[end] == UInt8(ascii: "]") {
                    position = end + 1
                    return true
                }
                position = end
            } else if LineBreaks.isBreak(byte) {
                skipLineBreak()
            } else {
                position += 1
            }
        }
        return false
    }
}
