extension Parser {
    /// Which suffixes may follow a value.
    enum SuffixShape {
        /// All of them.
        case full
        /// Those of a string literal: `[`, `:` and `|>`.
        case string
        /// Those of a table constructor, `...` and an interpolated string: `[`, `:`, `.` and `|>`.
        case literal
        /// Those of a pipe stage: what is no argument list.
        case stage
    }

    /// Reads a variable or a parenthesised expression with what follows it.
    ///
    ///     suffixedexp ::= primaryexp {suffix} | Name {"." Name} "++"
    mutating func suffixedExpression() throws(ParseFailure) -> NodeID {
        let first = mark
        let value = try primary(first: first)
        return try suffixes(value, from: first, shape: .full)
    }

    /// Reads what a suffixed expression begins with.
    ///
    ///     primaryexp ::= Name | "(" expr ")" | "parent" | "$" constcall | String | istring
    mutating func primary(first: UInt32) throws(ParseFailure) -> NodeID {
        switch kind {
        case .name:
            return try nameExpression()
        case .leftParen:
            advance()
            let outer = context
            context = context.intersection(.allowsWalrus)
            let value = try parenthesised()
            try expect(.rightParen, closing: .leftParen, at: first)
            context = outer
            return make(.paren, from: first, value)
        case .string:
            return literal(.string)
        case .interpolationStart:
            return try interpolation()
        case .dollar:
            return try dollarExpression()
        default:
            try fail("unexpected symbol", hint: unexpectedHint)
        }
    }

    private mutating func parenthesised() throws(ParseFailure) -> NodeID {
        if context.contains(.allowsWalrus), startsWalrus() { return try walrus() }
        return try expression()
    }

    /// Reads a name that is used as a value.
    private mutating func nameExpression() throws(ParseFailure) -> NodeID {
        let index = mark
        let word = name
        if word == Word.parent || word == Word.parent + UInt32(Word.soft.count) {
            return try parentExpression()
        }
        if let plain = SoftWordStates.unprefixed(word) {
            try fail("unexpected symbol", hint: "'pluto_\(tree.names.text(plain))' is a keyword")
        }
        if word == Word.plutoUse { try fail("unexpected symbol") }
        if let soft = SoftWordStates.index(of: word), softWords[soft] == .keyword {
            try fail(
                "unexpected symbol",
                hint: "'\(tree.names.text(word))' is a keyword here; 'pluto_use \(tree.names.text(word)) = false' makes it a name")
        }
        advance()
        return try use(word, at: index)
    }

    /// Makes a node for `object.name`.
    @inline(__always)
    mutating func makeField(_ object: NodeID, _ field: UInt32, from first: UInt32) -> NodeID {
        let name = tree.tokens[Int(field)].name
        let node = make(.field, from: first, object, name)
        if !classContexts.isEmpty, isSelf(object) { members.note(node, in: classContexts[classContexts.count - 1].scope) }
        return node
    }

    /// Whether a node is the word `self`.
    @inline(__always)
    private func isSelf(_ node: NodeID) -> Bool {
        let node = tree[node]
        return (node.kind == .local || node.kind == .global) && tree.tokens[Int(node.first)].name == Word.selfName
    }

    /// Reads the suffixes of a value.
    mutating func suffixes(_ base: NodeID, from first: UInt32, shape: SuffixShape) throws(ParseFailure) -> NodeID {
        var value = base
        var shape = shape
        // Only `Name {"." Name}` can be incremented.
        var isPath = tree[base].kind == .local || tree[base].kind == .global || tree[base].kind == .constant
        while true {
            switch kind {
            case .dot where shape != .string:
                advance()
                let field = try expectFieldName()
                value = makeField(value, field, from: first)
                shape = .full
                continue
            case .leftBracket where shape != .stage:
                advance()
                let key = try enclosedExpression()
                try expect(.rightBracket)
                value = make(.index, from: first, value, key)
                shape = .full
            case .colon where !context.contains(.colonEnds) && !context.contains(.isCaseValue):
                value = try methodCall(value, isSafe: false, from: first)
                shape = .full
            case .leftParen, .string, .interpolationStart, .leftBrace:
                guard shape == .full else { return value }
                let arguments = try callArguments(of: value)
                value = make(.call, from: first, value, arguments)
                tree[value].isRewritten = argumentsAreRewritten
            case .question:
                guard shape != .string, let safe = try safeNavigation(value, from: first) else { return value }
                value = safe
                shape = .full
            case .pipe:
                value = try pipe(value, from: first)
                shape = .stage
            case .increment where isPath:
                advance()
                noteAssignment(to: value)
                return make(.increment, from: first, value)
            default:
                return value
            }
            isPath = false
        }
    }

    /// Reads a method call, or the test for a method, at its colon.
    ///
    ///     suffix ::= ":" Name args | ":" Name "?" args | "?" ":" Name ["?"] args
    private mutating func methodCall(_ object: NodeID, isSafe: Bool, from first: UInt32) throws(ParseFailure) -> NodeID {
        advance()
        let field = try expectFieldName()
        let name = tree.tokens[Int(field)].name
        let mayBeMissing = kind == .question
        if mayBeMissing { advance() }
        let arguments = try callArguments(of: nil)
        let kind: NodeKind =
            isSafe ? (mayBeMissing ? .safeMaybeMethod : .safeMethod) : (mayBeMissing ? .maybeMethod : .method)
        let node = make(kind, from: first, object, arguments, name)
        tree[node].isRewritten = argumentsAreRewritten
        if kind == .method, !classContexts.isEmpty, isSelf(object) {
            members.note(node, in: classContexts[classContexts.count - 1].scope)
        }
        return node
    }

    /// Reads a safe navigation at its question mark; nil if it is a ternary's.
    private mutating func safeNavigation(_ object: NodeID, from first: UInt32) throws(ParseFailure) -> NodeID? {
        switch kind(ahead: 1) {
        case .dot:
            advance()
            advance()
            let field = try expectFieldName()
            return make(.safeField, from: first, object, tree.tokens[Int(field)].name)
        case .leftBracket:
            advance()
            advance()
            let key = try enclosedExpression()
            try expect(.rightBracket)
            return make(.safeIndex, from: first, object, key)
        case .colon where !context.contains(.colonEnds) && !context.contains(.isCaseValue):
            advance()
            return try methodCall(object, isSafe: true, from: first)
        default:
            return nil
        }
    }

    /// Reads a pipe stage at its operator.
    ///
    ///     piperhs ::= (Name ":" Name | simpleexp-without-call-suffix) ["|" expr {"," expr} "|"]
    ///
    /// A call with a string literal is part of the function if a dot follows, as in `require"json".encode`: such a
    /// string cannot begin a statement.
    private mutating func pipe(_ value: NodeID, from first: UInt32) throws(ParseFailure) -> NodeID {
        advance()
        if kind == .name, kind(ahead: 1) == .colon, kind(ahead: 2) == .name || kind(ahead: 2).isReservedWord,
            !context.contains(.colonEnds), !context.contains(.isCaseValue)
        {
            let index = mark
            let object = try primary(first: index)
            advance()
            let field = try expectFieldName()
            let start = scratch.count
            scratch.append(tree.tokens[Int(field)].name)
            try pipeArguments()
            try rejectArguments(of: nil)
            let items = list(since: start)
            return make(.pipeMethod, from: first, value, object, items)
        }
        let function = try pipeFunction()
        let start = scratch.count
        if tree[function].kind != .function { try pipeArguments() }
        let items = list(since: start)
        return make(.pipe, from: first, value, function, items)
    }

    private mutating func pipeFunction() throws(ParseFailure) -> NodeID {
        if kind == .bar, !context.contains(.barEnds) { return try lambda() }
        let first = mark
        var function = try primary(first: first)
        while true {
            if accept(.dot) {
                let field = try expectFieldName()
                function = makeField(function, field, from: first)
            } else if kind == .leftBracket {
                advance()
                let key = try enclosedExpression()
                try expect(.rightBracket)
                function = make(.index, from: first, function, key)
            } else if kind == .string, kind(ahead: 1) == .dot {
                let arguments = try callArguments(of: function)
                function = make(.call, from: first, function, arguments)
            } else {
                break
            }
        }
        try rejectArguments(of: function)
        if kind == .colon, kind(ahead: 1) == .name, !context.contains(.colonEnds), !context.contains(.isCaseValue),
            ![.leftParen, .string, .interpolationStart, .leftBrace, .question].contains(kind(ahead: 2))
        {
            try fail("unexpected symbol", hint: "the object of a pipe's method is a single variable: x |> object:method")
        }
        return function
    }

    /// Fails at the arguments of a call that touch the function of a pipe; behind a blank, a parenthesis begins another
    /// statement.
    private mutating func rejectArguments(of function: NodeID?) throws(ParseFailure) {
        guard kind == .leftParen, token.start == tree.tokens[Int(previous)].end,
            function.map({ tree[$0].kind != .paren }) ?? true
        else { return }
        try fail(
            "unexpected symbol",
            hint: "a pipe calls the function by itself; write |> f|extra| for more arguments, or |> (f(1))")
    }

    /// Pushes the extra arguments of a pipe stage.
    private mutating func pipeArguments() throws(ParseFailure) {
        guard kind == .bar, !context.contains(.barEnds) else { return }
        let opening = mark
        advance()
        let outer = context
        context = .barEnds
        repeat { scratch.append(try expression()) } while accept(.comma)
        context = outer
        try expect(.bar, closing: .bar, at: opening)
    }
}
