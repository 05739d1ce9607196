extension Parser {
    /// Reads an `if` statement.
    ///
    ///     stat ::= "if" cond blockopen block {"elseif" cond blockopen block} ["else" block] "end"
    mutating func ifStatement() throws(ParseFailure) -> NodeID {
        let first = mark
        let start = scratch.count
        var usesDo = false
        repeat {
            advance()
            let scope = scopes.openBlock()
            let begin = nextNode
            let condition = try self.condition()
            if kind == .do {
                usesDo = true
                advance()
            } else {
                try expect(.then, hint: kind == .assign ? "compare with '==', or assign in a condition with ':='" : nil)
            }
            let body = try block()
            scopes.closeBlock(scope)
            scratch.append(contentsOf: [begin, condition, body])
        } while kind == .elseif
        var alternative: NodeID = 0
        if accept(.else) { alternative = try block() }
        try expect(.end, closing: .if, at: first)
        scratch.append(alternative)
        let items = list(since: start)
        let node = make(.ifStatement, from: first, items)
        tree[node].isRewritten = usesDo
        return node
    }

    /// Reads a condition, which may declare variables.
    private mutating func condition() throws(ParseFailure) -> NodeID {
        let outer = context
        context = .allowsWalrus
        walrusCount = 0
        let value = startsWalrus() ? try walrus() : try expression()
        context = outer
        walrusCount = 0
        return value
    }

    /// Whether a list of names and `:=` start here.
    func startsWalrus() -> Bool {
        guard kind == .name else { return false }
        var ahead = 1
        while kind(ahead: ahead) == .comma, kind(ahead: ahead + 1) == .name { ahead += 2 }
        return kind(ahead: ahead) == .walrus
    }

    /// Reads an assignment in a condition and brings its variables into scope.
    mutating func walrus() throws(ParseFailure) -> NodeID {
        let first = mark
        var variables: [UInt32] = []
        repeat { variables.append(makeVariable(token: try expectName())) } while accept(.comma)
        advance()
        let outer = context
        context = []
        let value = try expression()
        context = outer
        for variable in variables { activate(variable) }
        walrusCount += 1
        let names = list(variables)
        return make(.walrus, from: first, names, value)
    }

    /// Reads a `while` loop.
    ///
    ///     stat ::= "while" cond "do" block "end"
    mutating func whileStatement() throws(ParseFailure) -> NodeID {
        let first = mark
        advance()
        let scope = scopes.openBlock()
        let begin = nextNode
        let condition = try self.condition()
        try expect(.do)
        let body = try loopBody(.loop)
        scopes.closeBlock(scope)
        try expect(.end, closing: .while, at: first)
        return make(.whileStatement, from: first, condition, body, begin)
    }

    /// Reads a `repeat` loop.
    ///
    ///     stat ::= "repeat" block "until" expr
    mutating func repeatStatement() throws(ParseFailure) -> NodeID {
        let first = mark
        advance()
        let breakable = addBreakable(.repeatLoop)
        let scope = scopes.openBlock()
        scopes.openBreakable(breakable, isLoop: true)
        let body = try blockContents(scope, breakable: breakable + 1)
        checkContinues(scopes.breakables[scopes.breakables.count - 1])
        scopes.breakables.removeLast()
        try expect(.until, closing: .repeat, at: first)
        let condition = try expression()
        let declares = scopes.function.activeLocals > scope.activeLocals
        scopes.closeBlock(scope)
        return make(.repeatStatement, from: first, body, condition, declares ? 1 : 0)
    }

    /// Reports a `continue` that would skip the declaration of a local which the condition can see.
    private mutating func checkContinues(_ scope: ScopeStack.BreakableScope) {
        guard let continued = scope.continued, continued.locals < scopes.function.activeLocals else { return }
        let local = tree.names.text(scopes.localName(continued.locals))
        report(
            "'continue' jumps into the scope of '\(local)'", at: continued.token,
            hint: "declare local '\(local)' before the 'continue', or wrap it in 'do ... end'")
    }

    /// Reads a `for` loop.
    ///
    ///     stat ::= "for" Name "=" expr "," expr ["," expr] "do" block "end"
    ///            | "for" namelist "in" explist "do" block "end"
    ///            | "for" explist "as" Name "do" block "end"
    mutating func forStatement() throws(ParseFailure) -> NodeID {
        let first = mark
        advance()
        if kind == .name, kind(ahead: 1) == .assign { return try numericFor(from: first) }
        if startsNameList() { return try genericFor(from: first) }
        if kind == .leftParen, kind(ahead: 1) == .name, [.assign, .in, .comma].contains(kind(ahead: 2)) {
            try fail("<name> expected", hint: "the head of a loop has no parentheses: for i = first, last do")
        }
        if kind != .name, kind(ahead: 1) == .assign || kind(ahead: 1) == .in { _ = try expectName() }
        let values = try expressionList()
        guard isWord(Word.as) else {
            try fail("'=' or 'in' expected", hint: "write 'for i = a, b do', 'for k, v in t do' or 'for t as v do'")
        }
        advance()
        let index = try expectName()
        let variable = makeVariable(token: index, traits: .isDispensable)
        return try forBody(from: first, kind: .asFor, variables: [variable], values: values)
    }

    /// Whether a list of names and `in` start here.
    private func startsNameList() -> Bool {
        guard kind == .name else { return false }
        var ahead = 1
        while kind(ahead: ahead) == .comma, kind(ahead: ahead + 1) == .name { ahead += 2 }
        return kind(ahead: ahead) == .in
    }

    private mutating func numericFor(from first: UInt32) throws(ParseFailure) -> NodeID {
        let index = try expectName()
        advance()
        let start = scratch.count
        scratch.append(try expression())
        try expect(.comma)
        scratch.append(try expression())
        if accept(.comma) { scratch.append(try expression()) }
        let bounds = list(since: start)
        try expect(.do)
        let scope = scopes.openBlock()
        let traits: Variable.Traits = options.controlVariablesAreConstant ? .isReadOnly : []
        let variable = makeVariable(token: index, traits: traits)
        scopes.reserveLocals(3)
        activate(variable)
        let body = try loopBody(.loop)
        scopes.closeBlock(scope)
        try expect(.end, closing: .for, at: first)
        return make(.numericFor, from: first, variable, bounds, body)
    }

    private mutating func genericFor(from first: UInt32) throws(ParseFailure) -> NodeID {
        var variables: [UInt32] = []
        repeat {
            let index = try expectName()
            // The first one cannot be left out.
            var traits: Variable.Traits = variables.isEmpty ? [] : .isDispensable
            if variables.isEmpty, options.controlVariablesAreConstant { traits.insert(.isReadOnly) }
            variables.append(makeVariable(token: index, traits: traits))
        } while accept(.comma)
        try expect(.in)
        let values = try expressionList()
        return try forBody(from: first, kind: .genericFor, variables: variables, values: values)
    }

    private mutating func forBody(
        from first: UInt32, kind nodeKind: NodeKind, variables: [UInt32], values: ListID
    ) throws(ParseFailure) -> NodeID {
        try expect(.do, hint: kind == .comma && nodeKind == .asFor ? "'as' names one variable; for keys write 'for k, v in t do'" : nil)
        let scope = scopes.openBlock()
        scopes.reserveLocals(4)
        for variable in variables { activate(variable) }
        let body = try loopBody(.loop)
        scopes.closeBlock(scope)
        try expect(.end, closing: .for, at: first)
        let names = list(variables)
        return make(nodeKind, from: first, names, values, body)
    }

    private mutating func loopBody(_ kind: Breakable.Kind) throws(ParseFailure) -> NodeID {
        let breakable = addBreakable(kind)
        scopes.openBreakable(breakable, isLoop: true)
        let body = try block(breakable: breakable + 1)
        scopes.breakables.removeLast()
        return body
    }

    mutating func addBreakable(_ kind: Breakable.Kind) -> UInt32 {
        tree.breakables.append(Breakable(kind: kind))
        return UInt32(truncatingIfNeeded: tree.breakables.count - 1)
    }

    // MARK: Leaving loops

    /// Reads the number of blocks that a `break` or `continue` is for.
    private mutating func levelCount() throws(ParseFailure) -> Int {
        guard kind == .number else { return 1 }
        guard let value = Literal.number(tree.text(of: mark)).integerValue, value >= 1 else {
            try failPlainly("expected number of blocks to skip, found '\(shown(position))'", at: position)
        }
        advance()
        return Int(clamping: value)
    }

    /// Reads a `break`.
    ///
    ///     stat ::= "break" [Integer]
    mutating func breakStatement() throws(ParseFailure) -> NodeID {
        let first = mark
        advance()
        let levels = try levelCount()
        let scopesAround = scopes.breakables[scopes.function.outerBreakables...]
        guard levels <= scopesAround.count else {
            report(
                scopesAround.isEmpty
                    ? "break outside a loop at line \(tree.tokens[Int(first)].line): break can't skip that many blocks"
                    : "break can't skip that many blocks", at: first,
                hint: scopesAround.isEmpty
                    ? "'break' leaves a loop or a switch" : "there are \(scopesAround.count) loops and switches around it")
            return 0
        }
        let target = scopesAround[scopesAround.endIndex - levels]
        let isPlain = levels == 1 && target.isLoop
        if !isPlain { tree.breakables[Int(target.breakable)].needsBreakLabel = true }
        let node = make(.breakStatement, from: first, target.breakable, isPlain ? 1 : 0)
        tree[node].isRewritten = !isPlain || tree[node].last != first
        return node
    }

    /// Reads a `continue`.
    ///
    ///     stat ::= "continue" [Integer]
    mutating func continueStatement() throws(ParseFailure) -> NodeID {
        let first = mark
        advance()
        let levels = try levelCount()
        let loops = scopes.breakables[scopes.function.outerBreakables...].indices.filter { scopes.breakables[$0].isLoop }
        guard levels <= loops.count else {
            if loops.isEmpty {
                report("'continue' outside of a loop", at: first, hint: "a function inside a loop is not part of the loop")
            } else {
                report("'continue' argument exceeds the amount of enclosing loops", at: first)
            }
            return 0
        }
        let index = loops[loops.count - levels]
        let target = scopes.breakables[index].breakable
        tree.breakables[Int(target)].needsContinueLabel = true
        if tree.breakables[Int(target)].kind == .repeatLoop { scopes.noteContinue(in: index, token: first) }
        return make(.continueStatement, from: first, target)
    }
}
