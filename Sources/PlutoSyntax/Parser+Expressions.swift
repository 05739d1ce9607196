extension Parser {
    /// Reads an expression.
    ///
    ///     expr ::= subexpr ["?" expr ":" expr]
    mutating func expression() throws(ParseFailure) -> NodeID {
        let first = mark
        let value = try operatorExpression(0)
        guard kind == .question, !context.contains(.isCaseValue) else { return value }
        return try ternary(value, from: first)
    }

    /// Reads an expression to which the restrictions around it do not apply.
    mutating func enclosedExpression() throws(ParseFailure) -> NodeID {
        let outer = context
        context = []
        let value = try expression()
        context = outer
        return value
    }

    /// Reads the branches of a ternary, whose condition has been read.
    private mutating func ternary(_ condition: NodeID, from first: UInt32) throws(ParseFailure) -> NodeID {
        try enter()
        let question = mark
        advance()
        let outer = context
        context = context.subtracting(.allowsWalrus).union(.colonEnds)
        let consequence = try expression()
        guard kind == .colon else {
            let line = tree.tokens[Int(question)].line
            try fail("':' expected (for the '?' at line \(line))", hint: "a ternary is written: condition ? value : value")
        }
        advance()
        context = outer.subtracting(.allowsWalrus)
        let alternative = try expression()
        context = outer
        depth -= 1
        return make(.ternary, from: first, condition, consequence, alternative)
    }

    /// Reads operands and the operators between them that bind tighter than a limit.
    ///
    ///     subexpr ::= (unop subexpr | "+" subexpr | "++" Name {"." Name} | ifexpr | inexpr) {binop subexpr}
    ///
    /// Source: Lua 5.4 manual 3.4.8.
    mutating func operatorExpression(_ limit: UInt8) throws(ParseFailure) -> NodeID {
        try enter()
        let first = mark
        let walrusBefore = walrusCount
        var left = try operand()
        while let precedence = Precedence.of(kind), precedence.left > limit {
            if kind == .name, name != Word.instanceof { break }
            if kind == .bar, context.contains(.barEnds) { break }
            if kind == .or, walrusCount > walrusBefore { try failForWalrusInOr() }
            let operation = mark
            let isOr = kind == .or
            let isOrdering = Precedence.isOrdering(kind)
            let walrusInside = walrusCount
            advance()
            let right = try operatorExpression(precedence.right)
            if isOr, walrusCount > walrusInside { try failForWalrusInOr() }
            if isOrdering, Precedence.isOrdering(kind) {
                left = try chain(left, operation, right, from: first)
            } else {
                left = make(precedence.node, from: first, left, right, operation)
            }
        }
        depth -= 1
        return left
    }

    private mutating func failForWalrusInOr() throws(ParseFailure) -> Never {
        try fail(
            "'or' invalidates previous usages of walrus operator",
            hint: "the variable would be unset when the other side decides; assign it before the condition")
    }

    /// Reads the rest of a chain of comparisons like `a < b <= c`.
    private mutating func chain(
        _ left: NodeID, _ operation: UInt32, _ right: NodeID, from first: UInt32
    ) throws(ParseFailure) -> NodeID {
        let start = scratch.count
        scratch.append(contentsOf: [left, operation, right])
        while Precedence.isOrdering(kind) {
            scratch.append(mark)
            advance()
            scratch.append(try operatorExpression(Precedence.comparison))
        }
        let items = list(since: start)
        return make(.chain, from: first, items)
    }

    /// Reads an operand with the unary operators in front of it.
    private mutating func operand() throws(ParseFailure) -> NodeID {
        switch kind {
        case .not, .minus, .hash, .tilde, .bang:
            let operation = mark
            advance()
            let value = try operatorExpression(Precedence.unary)
            return make(.unary, from: operation, value, 0, operation)
        case .plus:
            let operation = mark
            advance()
            let value = try operatorExpression(Precedence.positive)
            return make(.positive, from: operation, value, 0, operation)
        case .increment:
            return try prefixIncrement()
        case .if:
            return try ifExpression()
        default:
            let first = mark
            let value = try simpleExpression()
            guard kind == .in else { return value }
            let operation = mark
            advance()
            let collection = try simpleExpression()
            return make(.supportOperator, from: first, value, collection, operation)
        }
    }

    /// Reads `++v`, an expression or a statement.
    mutating func prefixIncrement() throws(ParseFailure) -> NodeID {
        let first = mark
        advance()
        guard kind == .name else { try fail("<name> expected", hint: "'++' changes a variable or a field: ++count, ++self.count") }
        var target = try primary(first: mark)
        while kind == .dot {
            advance()
            let field = try expectFieldName()
            target = makeField(target, field, from: first + 1)
        }
        noteAssignment(to: target)
        return make(.increment, from: first, target, 0, 1)
    }

    /// Reads a conditional expression.
    ///
    ///     ifexpr ::= "if" expr "then" expr "else" expr "end"
    private mutating func ifExpression() throws(ParseFailure) -> NodeID {
        let first = mark
        advance()
        let outer = context
        context = []
        let condition = try expression()
        try expect(.then)
        let consequence = try expression()
        if kind == .elseif {
            try fail("'else' expected", hint: "an if expression has no 'elseif'; nest another one after 'else'")
        }
        try expect(.else)
        let alternative = try expression()
        try expect(.end, closing: .if, at: first)
        context = outer
        return make(.ternary, from: first, condition, consequence, alternative)
    }

    /// Reads a literal, a constructor, a function, or a variable with what follows it.
    mutating func simpleExpression() throws(ParseFailure) -> NodeID {
        let first = mark
        switch kind {
        case .number: return literal(.number)
        case .nil: return literal(.nilLiteral)
        case .true: return literal(.trueLiteral)
        case .false: return literal(.falseLiteral)
        case .string:
            let value = literal(.string)
            return try suffixes(value, from: first, shape: .string)
        case .interpolationStart:
            let value = try interpolation()
            return try suffixes(value, from: first, shape: .literal)
        case .ellipsis:
            if !scopes.function.isVararg {
                report("cannot use '...' outside a vararg function near '...'", at: first, hint: "add '...' to the parameters of the function")
            }
            let value = literal(.vararg)
            return try suffixes(value, from: first, shape: .literal)
        case .leftBrace:
            let value = try tableConstructor()
            return try suffixes(value, from: first, shape: .literal)
        case .function:
            if context.contains(.isCaseValue) { try failForCaseValue() }
            advance()
            return try functionBody(from: first, selfAt: nil)
        case .bar:
            if context.contains(.barEnds) || context.contains(.isCaseValue) { try failForCaseValue() }
            return try lambda()
        case .name:
            if let word = keywordHere(), word != Word.parent { return try keywordExpression(word) }
            return try suffixedExpression()
        default:
            return try suffixedExpression()
        }
    }

    private mutating func failForCaseValue() throws(ParseFailure) -> Never {
        let hint =
            context.contains(.isCaseValue)
            ? "put a function that is a case value in parentheses" : "put the function in parentheses"
        try fail("unexpected symbol", hint: hint)
    }

    /// Makes a node of the current token and steps over it.
    @inline(__always)
    mutating func literal(_ kind: NodeKind) -> NodeID {
        let node = make(kind, at: mark)
        advance()
        return node
    }

    /// Reads an expression that begins with a soft keyword.
    private mutating func keywordExpression(_ word: UInt32) throws(ParseFailure) -> NodeID {
        let first = mark
        switch word {
        case Word.new:
            let value = try newExpression()
            return try suffixes(value, from: first, shape: .full)
        case Word.class:
            advance()
            return try classExpression(from: first)
        case Word.switch:
            return try switchExpression()
        default:
            let text = tree.names.text(name)
            try fail("unexpected symbol", hint: "'\(text)' is a keyword here; 'pluto_use \(text) = false' makes it a name")
        }
    }

    /// Reads an interpolated string.
    ///
    ///     istring ::= '$"' {chars | escape | "{" expr "}"} '"'
    mutating func interpolation() throws(ParseFailure) -> NodeID {
        let first = mark
        advance()
        let start = scratch.count
        while true {
            switch kind {
            case .interpolationText:
                scratch.append(literal(.interpolationText))
                continue
            case .holeStart:
                advance()
                scratch.append(try enclosedExpression())
                guard kind == .holeEnd else {
                    try fail("'}' expected", hint: "it ends the expression inside the interpolated string")
                }
                advance()
                continue
            case .interpolationEnd:
                advance()
            default:
                try fail("unfinished string")
            }
            break
        }
        let pieces = list(since: start)
        return make(.interpolation, from: first, pieces)
    }
}
