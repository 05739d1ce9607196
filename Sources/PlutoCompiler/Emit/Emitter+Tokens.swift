import PlutoSyntax

/// Tokens that Lua reads as they are, and literals that it does not.
extension Emitter {
    /// Writes tokens as they stand in the source.
    ///
    /// When they stand on lines that have not been reached, the source is copied as it is, with its comments;
    /// otherwise token by token on the current line.
    mutating func emitTokens(from first: UInt32, to last: UInt32) {
        let start = tree.tokens[Int(first)]
        if tree.tokensFollowSource, out.line <= start.line {
            out.advance(to: start.line)
            out.space()
            let end = tree.tokens[Int(last)]
            let breaks = end.line - start.line + breaks(in: end)
            out.write(tree.source[Int(start.start)..<Int(end.end)], breaks: breaks)
            return
        }
        for token in first...last { emitToken(token) }
    }

    /// The number of line breaks inside a token.
    private func breaks(in token: Token) -> UInt32 {
        guard token.traits.contains(.spansLines) else { return 0 }
        return LineBreaks.count(in: tree.source, from: Int(token.start), to: Int(token.end))
    }

    private mutating func emitToken(_ index: UInt32) {
        let token = tree.tokens[Int(index)]
        if token.kind == .string {
            emitString(index)
            return
        }
        out.advance(to: token.line)
        out.space()
        out.write(tree.text(of: index))
    }

    /// Writes a string literal.
    mutating func emitString(_ index: UInt32) {
        let token = tree.tokens[Int(index)]
        let isBehind = out.line > token.line || token.traits.contains(.inserted)
        out.advance(to: token.line)
        out.space()
        if token.traits.contains(.needsRewriting) || (token.traits.contains(.spansLines) && isBehind) {
            out.write(quoted: Literal.string(tree.text(of: index)))
            out.advance(to: token.line)
        } else {
            out.write(tree.text(of: index), breaks: breaks(in: token))
        }
    }

    /// Writes a piece of text of an interpolated string.
    mutating func emitInterpolationText(_ index: UInt32) {
        let token = tree.tokens[Int(index)]
        out.advance(to: token.line)
        out.space()
        let text = tree.text(of: index)
        let hasQuote = text.contains(UInt8(ascii: "\""))
        if !token.traits.isEmpty || hasQuote {
            out.write(quoted: Literal.shortText(text))
        } else {
            out.write(UInt8(ascii: "\""))
            out.write(text)
            out.write(UInt8(ascii: "\""))
        }
    }

    /// Writes a numeral.
    mutating func emitNumber(_ index: UInt32) {
        let token = tree.tokens[Int(index)]
        out.advance(to: token.line)
        let text = tree.text(of: index)
        guard token.traits.contains(.needsRewriting) else {
            out.space()
            out.write(text)
            return
        }
        let second = text.dropFirst().first.map { $0 | 0x20 }
        if second == UInt8(ascii: "b") || second == UInt8(ascii: "o"), text.first == UInt8(ascii: "0") {
            emit(constant: Literal.number(text))
            return
        }
        out.space()
        for byte in text where byte != UInt8(ascii: "_") { out.write(byte) }
    }

    /// Writes a value that is known while compiling.
    mutating func emit(constant: Constant) {
        out.space()
        switch constant {
        case .nil: out.write("nil")
        case .boolean(let value): out.write(value ? "true" : "false")
        case .integer(let value):
            if value == .min {
                out.write("0x8000000000000000")
            } else if value < 0 {
                out.write("(\(value))")
            } else {
                out.write("\(value)")
            }
        case .float(let value):
            if value.isNaN {
                out.write("(0/0)")
            } else if value.isInfinite {
                out.write(value < 0 ? "(-1/0)" : "(1/0)")
            } else {
                out.write(value.sign == .minus ? "(\(value))" : "\(value)")
            }
        case .string(let bytes): out.write(quoted: bytes)
        }
    }
}
