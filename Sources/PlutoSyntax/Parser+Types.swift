extension Parser {
    /// Reads a type hint, whose colon has been read.
    ///
    ///     type  ::= ["?"] atom {"|" atom} ["?"]
    ///
    /// - Parameter endsAtBar: whether a bar that is followed by `->`, `:` or `<` ends a lambda's parameters.
    @discardableResult
    mutating func typeHint(endsAtBar: Bool) throws(ParseFailure) -> ValueTypes {
        try enter()
        var isOptional = accept(.question)
        var types = try typeAtom()
        while kind == .bar {
            if endsAtBar {
                let next = kind(ahead: 1)
                if next != .name, next != .nil, next != .function, next != .leftBrace { break }
            }
            advance()
            types.formUnion(try typeAtom())
        }
        if accept(.question) { isOptional = true }
        depth -= 1
        return isOptional ? types.union(.nil) : types
    }

    ///     atom ::= Name | "function" ["(" [ftype {"," ftype} [","]] ")"] [":" rettype]
    ///            | "{" {Name ":" type ["," | ";"]} "}"
    private mutating func typeAtom() throws(ParseFailure) -> ValueTypes {
        switch kind {
        case .name, .nil:
            let types = warnings.isActive ? ValueTypes(hint: tree.names.text(name)) : .any
            advance()
            return types
        case .function:
            advance()
            if accept(.leftParen) {
                while kind != .rightParen {
                    try skipParameterType()
                    if !accept(.comma) { break }
                }
                try expect(.rightParen)
            }
            if accept(.colon) { try resultHint() }
            return .function
        case .leftBrace:
            advance()
            while kind != .rightBrace {
                _ = try expectFieldName()
                try expect(.colon)
                try typeHint(endsAtBar: false)
                if kind == .comma || kind == .semicolon { advance() }
            }
            advance()
            return .table
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
        try typeHint(endsAtBar: false)
    }

    /// Reads the type of a function's results, whose colon has been read; any if there are several.
    ///
    ///     rettype ::= "void" | type | "(" type {"," type} ")"
    @discardableResult
    mutating func resultHint() throws(ParseFailure) -> ValueTypes {
        guard accept(.leftParen) else { return try typeHint(endsAtBar: true) }
        if kind != .rightParen {
            repeat { try typeHint(endsAtBar: false) } while accept(.comma)
        }
        try expect(.rightParen)
        return .any
    }
}
