extension Parser {
    /// Reads a statement that begins with `$`.
    mutating func dollarStatement() throws(ParseFailure) -> NodeID {
        let first = mark
        switch kind(ahead: 1) {
        case .if:
            return try conditionalPart()
        case .name:
            switch name(ahead: 1) {
            case Word.define:
                advance()
                advance()
                try define()
                return 0
            case Word.declare:
                advance()
                advance()
                try declaration()
                return 0
            case Word.type:
                advance()
                advance()
                _ = try expectName()
                try expect(.assign)
                try typeHint(endsAtBar: false)
                return 0
            case Word.alias:
                try fail("unexpected symbol", hint: "$alias stands at the start of a line: $alias NAME = tokens")
            case Word.include:
                try fail("unexpected symbol", hint: "$include stands at the start of a line, with a file: $include \"file\"")
            default: break
            }
        default: break
        }
        let value = try suffixedExpression()
        guard tree[value].kind == .call || tree[value].kind == .nilLiteral || tree[value].kind == .method
            || tree[value].kind == .pipe
        else {
            try fail("syntax error", hint: "$define, $if, $alias, $include and calls can follow '$' here")
        }
        if tree[value].kind == .nilLiteral { return 0 }
        return make(.expressionStatement, from: first, value)
    }

    /// Reads the rest of `$define NAME [: hint] = constexpr`.
    private mutating func define() throws(ParseFailure) {
        let index = try expectName()
        if accept(.colon) { try typeHint(endsAtBar: false) }
        try expect(.assign, hint: "a constant is written: $define NAME = value")
        let start = position
        let value = try expression()
        guard let constant = constantValue(of: value) else {
            try failPlainly(
                "variable was not assigned a compile-time constant value", at: start,
                hint: "use 'local \(tree.names.text(tree.tokens[Int(index)].name)) <const>' for values that are computed at run time")
        }
        let number = addConstant(constant)
        scopes.bind(tree.tokens[Int(index)].name, to: .constant(number))
    }

    /// Reads `$if c then ... $elseif c then ... $else ... $end`, of which one part is kept.
    private mutating func conditionalPart() throws(ParseFailure) -> NodeID {
        let first = mark
        var chosen: NodeID = 0
        var isChosen = false
        advance()
        while true {
            advance()
            if isChosen {
                skipPart()
            } else {
                let start = position
                let condition = try expression()
                guard let value = constantValue(of: condition) else {
                    try failPlainly(
                        "this condition cannot be evaluated at compile-time", at: start, needsDefinitions: true,
                        hint: "it may hold constants, 'not', 'and', '==' and '~='")
                }
                if !accept(.do) { try expect(.then) }
                if value.isTruthy {
                    isChosen = true
                    chosen = try block()
                } else {
                    skipPart()
                }
            }
            guard kind == .dollar else { break }
            advance()
            if kind == .elseif { continue }
            if kind == .else {
                advance()
                if isChosen {
                    skipPart()
                } else {
                    isChosen = true
                    chosen = try block()
                }
                guard kind == .dollar, kind(ahead: 1) == .end else { break }
                advance()
            }
            break
        }
        let line = tree.tokens[Int(first)].line
        guard kind == .end else { try fail("'$end' expected (to close '$if' at line \(line))") }
        advance()
        if chosen == 0 { return 0 }
        let node = make(.doStatement, from: first, chosen)
        tree[node].isRewritten = true
        return node
    }

    /// Skips to the `$elseif`, `$else` or `$end` that ends a part, minding nested ones.
    private mutating func skipPart() {
        var nesting = 0
        while kind != .endOfSource {
            if kind == .dollar {
                switch kind(ahead: 1) {
                case .if: nesting += 1
                case .end:
                    if nesting == 0 { return }
                    nesting -= 1
                case .else, .elseif:
                    if nesting == 0 { return }
                default: break
                }
            }
            advance()
        }
    }

    /// Reads the rest of `$declare NAME : type`, which can tell the parameters of a global function.
    private mutating func declaration() throws(ParseFailure) {
        if accept(.function) {
            let index = try expectName()
            let start = position
            try skipParametersAndResult()
            noteParameters(of: tree.tokens[Int(index)].name, at: index, in: start..<position)
            return
        }
        let index = try expectName()
        while accept(.dot) { _ = try expectFieldName() }
        guard accept(.colon) else { return }
        let start = position
        try typeHint(endsAtBar: false)
        if tree.tokens[start].kind == .function {
            noteParameters(of: tree.tokens[Int(index)].name, at: index, in: (start + 1)..<position)
        }
    }

    private mutating func skipParametersAndResult() throws(ParseFailure) {
        try expect(.leftParen)
        while kind != .rightParen, kind != .endOfSource { advance() }
        try expect(.rightParen)
        if accept(.colon) { try resultHint() }
    }

    private mutating func noteParameters(of name: UInt32, at index: UInt32, in range: Range<Int>) {
        guard let opening = range.first, tree.tokens[opening].kind == .leftParen else { return }
        var parameters: [UInt32] = []
        var nesting = 0
        for position in range {
            switch tree.tokens[position].kind {
            case .leftParen, .leftBrace: nesting += 1
            case .rightParen, .rightBrace: nesting -= 1
            case .name where nesting == 1:
                let before = tree.tokens[position - 1].kind
                if before == .leftParen || before == .comma {
                    parameters.append(makeVariable(token: UInt32(position), traits: [.isParameter, .isUsed]))
                }
            default: break
            }
            if nesting == 0 { break }
        }
        var record = FunctionRecord()
        record.firstToken = index
        record.parameters = list(parameters)
        tree.functions.append(record)
        globalFunctions[name] = UInt32(tree.functions.count)
        declaredGlobals.insert(name)
    }

    // MARK: Expressions

    /// Reads an expression that begins with `$`.
    mutating func dollarExpression() throws(ParseFailure) -> NodeID {
        let first = mark
        advance()
        guard kind == .name else { try fail("unexpected symbol") }
        switch name {
        case Word.object:
            advance()
            return try objectConstructor(from: first)
        case Word.getproptype:
            advance()
            try expect(.leftParen)
            _ = try enclosedExpression()
            try expect(.rightParen)
            return make(.constant, from: first, addConstant(.string(Array("any".utf8))))
        default:
            return try compileTimeCall(from: first)
        }
    }

    /// Reads the rest of `$object(a, b)`.
    private mutating func objectConstructor(from first: UInt32) throws(ParseFailure) -> NodeID {
        try expect(.leftParen, hint: "the variables stand in parentheses: $object(a, b)")
        let start = scratch.count
        while kind != .rightParen {
            let index = try expectName()
            let value = try use(tree.tokens[Int(index)].name, at: index)
            scratch.append(make(.namedField, from: index, value, tree.tokens[Int(index)].name))
            if !accept(.comma) { break }
        }
        try expect(.rightParen)
        let fields = list(since: start)
        let node = make(.table, from: first, fields)
        tree[node].isRewritten = true
        return node
    }

    /// Reads a call that the reference makes while compiling, as an ordinary call.
    ///
    /// `$assert` of a constant is decided here.
    private mutating func compileTimeCall(from first: UInt32) throws(ParseFailure) -> NodeID {
        let root = mark
        let word = tree.names.text(name)
        advance()
        var function = make(.global, at: root, tree.tokens[Int(root)].name)
        if kind == .dot, !Self.standardLibraries.contains(word) {
            // A library that is no global is loaded first.
            let loader = make(.global, at: root, tree.names.intern("require"))
            let library = make(.constant, at: root, addConstant(.string(Array("pluto:\(word)".utf8))))
            let arguments = list([library])
            function = make(.call, at: root, loader, arguments)
        }
        while accept(.dot) {
            let field = try expectFieldName()
            function = make(.field, from: root, function, tree.tokens[Int(field)].name)
        }
        guard kind == .leftParen else { try fail("'(' expected", hint: "'$' calls a function while compiling: $tonumber(\"5\")") }
        let arguments = try callArguments(of: nil)
        if word == "assert", tree[function].kind == .global, tree.count(of: arguments) >= 1,
            let value = constantValue(of: tree.item(0, of: arguments))
        {
            if !value.isTruthy {
                var message = "assertion failed!"
                if tree.count(of: arguments) > 1, case .string(let text)? = constantValue(of: tree.item(1, of: arguments)) {
                    message = String(decoding: text, as: UTF8.self)
                }
                try failPlainly(message, at: Int(first))
            }
            return make(.nilLiteral, from: first, 1)
        }
        let node = make(.call, from: first, function, arguments)
        tree[node].isRewritten = true
        return node
    }

    private static let standardLibraries: Set<String> = [
        "math", "string", "table", "os", "io", "coroutine", "utf8", "debug", "package",
    ]

    /// Reads a `global` declaration; false if the word is an ordinary name here.
    ///
    ///     globalstat ::= "global" [attrib] ("*" | Name {"," Name} ["=" explist] | "function" Name funcbody)
    mutating func globalStatement() throws(ParseFailure) -> NodeID? {
        switch kind(ahead: 1) {
        case .name, .star, .function: break
        case .less where kind(ahead: 2) == .name && kind(ahead: 3) == .greater: break
        default: return nil
        }
        let first = mark
        advance()
        let isReadOnly = kind == .less ? try attribute().contains(.isReadOnly) : false
        if accept(.star) {
            scopes.undeclaredNames = isReadOnly ? .areConstants : .areGlobals
            return 0
        }
        if accept(.function) {
            let index = try expectName()
            declareGlobal(index, isReadOnly: isReadOnly)
            let target = make(.global, at: index, tree.tokens[Int(index)].name)
            let body = try functionBody(from: first, selfAt: nil)
            globalFunctions[tree.tokens[Int(index)].name] = tree[body].a + 1
            let node = make(.functionStatement, from: first, target, body)
            tree[node].isRewritten = true
            return node
        }
        let start = scratch.count
        var names: [UInt32] = []
        repeat {
            let index = try expectName()
            if kind == .less { _ = try attribute() }
            names.append(index)
            scratch.append(make(.global, at: index, tree.tokens[Int(index)].name))
        } while accept(.comma)
        let targets = list(since: start)
        let values = accept(.assign) ? try expressionList() : 0
        for index in names { declareGlobal(index, isReadOnly: isReadOnly) }
        if values == 0 { return 0 }
        let node = make(.assignment, from: first, targets, values)
        tree[node].isRewritten = true
        return node
    }

    private mutating func declareGlobal(_ index: UInt32, isReadOnly: Bool) {
        if scopes.undeclaredNames == .areGlobals { scopes.undeclaredNames = .areErrors }
        scopes.bind(tree.tokens[Int(index)].name, to: .global(isReadOnly: isReadOnly))
    }
}
