extension Parser {
    /// Steps over a type hint, whose colon has been read.
    ///
    ///     type  ::= ["?"] atom {"|" atom} ["?"]
    ///
    /// - Parameter endsAtBar: whether a bar that is followed by `->`, `:` or `<` ends a lambda's parameters.
    mutating func skipType(endsAtBar: Bool) throws(ParseFailure) {
        try enter()
        _ = accept(.question)
        try skipTypeAtom()
        while kind == .bar {
            if endsAtBar {
                let next = kind(ahead: 1)
                if next != .name, next != .nil, next != .function, next != .leftBrace { break }
            }
            advance()
            try skipTypeAtom()
        }
        _ = accept(.question)
        depth -= 1
    }

    ///     atom ::= Name | "function" ["(" [ftype {"," ftype} [","]] ")"] [":" rettype]
    ///            | "{" {Name ":" type ["," | ";"]} "}"
    private mutating func skipTypeAtom() throws(ParseFailure) {
        switch kind {
        case .name, .nil:
            advance()
        case .function:
            advance()
            if accept(.leftParen) {
                while kind != .rightParen {
                    try skipParameterType()
                    if !accept(.comma) { break }
                }
                try expect(.rightParen)
            }
            if accept(.colon) { try skipResultType() }
        case .leftBrace:
            advance()
            while kind != .rightBrace {
                _ = try expectFieldName()
                try expect(.colon)
                try skipType(endsAtBar: false)
                if kind == .comma || kind == .semicolon { advance() }
            }
            advance()
        default:
            try fail("type expected", hint: "a type is a name like number, ?string, string|nil or { name: type }")
        }
    }

    ///     ftype ::= "..." | [Name ":"] type
    private mutating func skipParameterType() throws(ParseFailure) {
        if accept(.ellipsis) { return }
        if kind == .name, kind(ahead: 1) == .colon {
            advance()
            advance()
        }
        try skipType(endsAtBar: false)
    }

    /// Steps over the type of a function's results, whose colon has been read.
    ///
    ///     rettype ::= "void" | type | "(" type {"," type} ")"
    mutating func skipResultType() throws(ParseFailure) {
        guard accept(.leftParen) else { return try skipType(endsAtBar: true) }
        if kind != .rightParen {
            repeat { try skipType(endsAtBar: false) } while accept(.comma)
        }
        try expect(.rightParen)
    }
}
