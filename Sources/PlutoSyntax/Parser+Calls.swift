extension Parser {
    /// Reads the arguments of a call.
    ///
    ///     args ::= "(" [arg {"," arg} [","]] ")" | tableconstructor | String | istring
    ///     arg  ::= expr | Name "=" expr
    ///
    /// - Parameter callee: the function that is called, if named arguments can be resolved; nil for methods.
    mutating func callArguments(of callee: NodeID?) throws(ParseFailure) -> ListID {
        let start = scratch.count
        var isRewritten = false
        switch kind {
        case .string:
            scratch.append(literal(.string))
        case .interpolationStart:
            scratch.append(try interpolation())
        case .leftBrace:
            scratch.append(try tableConstructor())
        case .leftParen:
            let opening = mark
            advance()
            let outer = context
            context = []
            while kind != .rightParen {
                if kind == .name, kind(ahead: 1) == .assign {
                    try namedArguments(of: callee, positionals: start)
                    isRewritten = true
                    break
                }
                scratch.append(try expression())
                if !accept(.comma) { break }
                if kind == .rightParen { isRewritten = true }
            }
            context = outer
            try expect(.rightParen, closing: .leftParen, at: opening)
        default:
            try fail("function arguments expected", hint: argumentsHint)
        }
        argumentsAreRewritten = isRewritten
        if warnings.isActive, let callee { warnOfArguments(callee, since: start) }
        return list(since: start)
    }

    /// Warns of arguments that a known function has no parameters for, or that do not fit their hints.
    ///
    /// - Parameter start: where in `scratch` the arguments begin.
    private mutating func warnOfArguments(_ callee: NodeID, since start: Int) {
        guard let function = knownFunction(callee) else { return }
        let record = tree.functions[Int(function)]
        warnOfArgumentTypes(record, callee: callee, since: start)
        guard !record.isVararg, record.body != 0 else { return }
        let parameters = tree.count(of: record.parameters)
        if scratch.count - start > parameters {
            warn(
                .excessiveArguments, "too many arguments: the function has \(parameters) parameters",
                at: tree[callee].first)
        }
    }

    /// Warns of fields that a constructor gives twice.
    mutating func warnOfFields(since start: Int) {
        var seen: Set<UInt32> = []
        for field in scratch[start...] where tree[field].kind == .namedField {
            if !seen.insert(tree[field].b).inserted {
                warn(.fieldShadow, "duplicate field '\(tree.names.text(tree[field].b))'", at: tree[field].first)
            }
        }
    }

    /// Reads named arguments and pushes all arguments in the order of the parameters.
    ///
    /// - Parameter start: where in `scratch` the positional arguments begin.
    private mutating func namedArguments(of callee: NodeID?, positionals start: Int) throws(ParseFailure) {
        guard let callee, let function = knownFunction(callee) else {
            try fail(
                "can't use named arguments here because the function was not found at parse-time", needsDefinitions: true,
                hint: "named arguments need a local or global function that is defined above in this chunk; for a comparison write '=='")
        }
        let parameters = tree.functions[Int(function)].parameters
        var byName: [UInt32: Int] = [:]
        for (index, variable) in tree.items(of: parameters).enumerated() {
            byName[tree.variables[Int(variable)].name] = index
        }
        let positional = scratch.count - start
        var values = [NodeID](repeating: 0, count: tree.count(of: parameters))
        var last = positional - 1
        while kind == .name, kind(ahead: 1) == .assign {
            let index = position
            let argument = name
            let text = tree.names.text(argument)
            guard let place = byName[argument] else {
                try failPlainly(
                    "function does not have a '\(text)' parameter", at: index, hint: parameterHint(parameters))
            }
            if place < positional {
                try failPlainly("'\(text)' parameter was already assigned to positionally", at: index)
            }
            if values[place] != 0 { try failPlainly("'\(text)' parameter was already assigned to", at: index) }
            advance()
            advance()
            values[place] = try expression()
            last = max(last, place)
            if !accept(.comma) { break }
        }
        if last >= positional {
            for place in positional...last {
                scratch.append(values[place] != 0 ? values[place] : make(.nilLiteral, at: previous, 1))
            }
        }
    }

    private func parameterHint(_ parameters: ListID) -> String? {
        let names = tree.items(of: parameters).map { tree.names.text(tree.variables[Int($0)].name) }
        return names.isEmpty ? "it has no parameters" : "its parameters are: \(names.joined(separator: ", "))"
    }

    /// Reads the construction of an object, at its keyword.
    ///
    ///     "new" classref args
    mutating func newExpression() throws(ParseFailure) -> NodeID {
        let first = mark
        advance()
        let reference = mark
        guard kind == .name || kind == .leftParen else {
            try fail("class name expected", hint: "write: new Class(arguments)")
        }
        var value = try primary(first: reference)
        while true {
            if accept(.dot) {
                let field = try expectFieldName()
                value = makeField(value, field, from: reference)
            } else if kind == .leftBracket {
                advance()
                let key = try enclosedExpression()
                try expect(.rightBracket)
                value = make(.index, from: reference, value, key)
            } else {
                break
            }
        }
        switch kind {
        case .leftParen, .string, .leftBrace, .interpolationStart: break
        default: try fail("'(' expected", hint: "the arguments of 'new' stand in parentheses, also when there are none")
        }
        let arguments = try callArguments(of: nil)
        return make(.new, from: first, value, arguments)
    }

    /// Reads a table constructor.
    ///
    ///     tableconstructor ::= "{" [field {fieldsep field} [fieldsep]] "}"
    ///
    /// Source: Lua 5.4 manual 3.4.9.
    mutating func tableConstructor() throws(ParseFailure) -> NodeID {
        let first = mark
        advance()
        let outer = context
        context = []
        let start = scratch.count
        while kind != .rightBrace {
            scratch.append(try tableField())
            if kind == .comma || kind == .semicolon { advance() } else { break }
        }
        context = outer
        try expect(.rightBrace, closing: .leftBrace, at: first)
        if warnings.isActive { warnOfFields(since: start) }
        let fields = list(since: start)
        return make(.table, from: first, fields)
    }

    private mutating func tableField() throws(ParseFailure) -> NodeID {
        let first = mark
        if kind == .leftBracket {
            advance()
            let key = try expression()
            try expect(.rightBracket)
            try expect(.assign, hint: "a list in a list is written in braces: {{1, 2}, {3, 4}}")
            let value = try expression()
            return make(.keyedField, from: first, key, value)
        }
        if kind == .name || kind.isReservedWord, kind(ahead: 1) == .assign {
            let word = name
            advance()
            advance()
            let value = try expression()
            return make(.namedField, from: first, value, word)
        }
        if kind == .function, kind(ahead: 1) == .name || kind(ahead: 1).isReservedWord {
            advance()
            return try methodField(from: first, hasSelf: true)
        }
        if isWord(Word.static), kind(ahead: 1) == .function {
            advance()
            advance()
            return try methodField(from: first, hasSelf: false)
        }
        let value = try expression()
        return make(.positionalField, from: first, value)
    }

    /// Reads a function that is a field, at its name.
    mutating func methodField(
        from first: UInt32, hasSelf: Bool, naming: ((UInt32, inout Parser) -> UInt32)? = nil
    ) throws(ParseFailure) -> NodeID {
        let index = try expectFieldName()
        let word = tree.tokens[Int(index)].name
        let function = try functionBody(
            from: index, selfAt: hasSelf ? index : nil, isConstructor: word == Word.construct)
        tree.functions[Int(tree[function].a)].isPlain = false
        return make(.namedField, from: first, function, naming?(word, &self) ?? word, 1)
    }
}
