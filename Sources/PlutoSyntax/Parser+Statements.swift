extension Parser {
    /// Reads a whole chunk.
    ///
    ///     chunk ::= block
    mutating func chunk() {
        let record = openFunction(from: 0)
        tree.functions[Int(record)].isVararg = true
        scopes.function.isVararg = true
        let block = scopes.openBlock()
        let start = scratch.count
        while true {
            do {
                try statements(block, inSwitch: false)
                if kind == .endOfSource { break }
                // The beginning of what ends here may have been skipped.
                if hasLostItsPlace { throw ParseFailure() }
                try fail("<eof> expected", hint: strayHint)
            } catch {
                if diagnostics.isEmpty { hasLostItsPlace = true }
                while scopes.functions.count > 1 { _ = scopes.closeFunction() }
                while scopes.blockDepth > 1 { scopes.abandonBlock() }
                scopes.breakables.removeAll()
                recover()
                if kind == .endOfSource { break }
            }
        }
        let body: NodeID
        if hasLostItsPlace {
            body = 0
        } else {
            body = finishBlock(block, first: 0, start: start, breakable: 0)
        }
        reportLostJumps(scopes.closeFunction())
        tree.functions[Int(record)].body = body
        tree.functions[Int(record)].lastToken = mark
    }

    /// Whether the current token ends a block.
    func blockEnds(inSwitch: Bool) -> Bool {
        switch kind {
        case .endOfSource, .end, .else, .elseif, .until: return true
        case .dollar:
            let next = kind(ahead: 1)
            return next == .end || next == .else || next == .elseif
        case .name:
            return inSwitch && isPartStart
        default:
            return false
        }
    }

    /// Whether a `case` or `default` of the switch around the current place starts here.
    var isPartStart: Bool {
        guard kind == .name else { return false }
        if name == Word.default { return kind(ahead: 1) == .colon || kind(ahead: 1) == .arrow }
        guard name == Word.case else { return false }
        switch kind(ahead: 1) {
        case .assign, .comma, .dot, .colon, .plusAssign, .minusAssign, .increment: return false
        default: return true
        }
    }

    /// Reads a block that has a scope of its own.
    ///
    ///     block ::= {stat}
    ///
    /// - Parameter breakable: the number plus 1 of the loop whose body the block is, or 0.
    mutating func block(breakable: UInt32 = 0) throws(ParseFailure) -> NodeID {
        let mark = scopes.openBlock()
        let body = try blockContents(mark, breakable: breakable)
        scopes.closeBlock(mark)
        return body
    }

    /// Reads the statements of a block whose scope is open and stays open.
    mutating func blockContents(_ block: ScopeStack.BlockMark, breakable: UInt32) throws(ParseFailure) -> NodeID {
        let start = scratch.count
        let first = mark
        let erased = erasedStatements
        try statements(block, inSwitch: false)
        let node = finishBlock(block, first: first, start: start, breakable: breakable)
        tree[node].isRewritten = erasedStatements > erased
        return node
    }

    /// Makes the node of a block from the statements in `scratch`.
    mutating func finishBlock(
        _ block: ScopeStack.BlockMark, first: UInt32, start: Int, breakable: UInt32
    ) -> NodeID {
        let last = scratch.count > start && tree[scratch[scratch.count - 1]].kind == .returnStatement
        let statements = list(since: start)
        var exported: ListID = 0
        if scopes.exports.count > block.exports {
            if last {
                report(
                    "'export' used but body already returns something", at: previous,
                    hint: "a block that exports names returns them in a table; leave out the 'return'")
            }
            exported = list(Array(scopes.exports[block.exports...]))
        }
        return make(.block, from: first, statements, exported, breakable)
    }

    /// Reads statements up to the end of their block and pushes their nodes.
    mutating func statements(_ block: ScopeStack.BlockMark, inSwitch: Bool) throws(ParseFailure) {
        var lineStart = position
        while true {
            var start = checkpoint
            if token.traits.contains(.startsLine) { lineStart = position }
            if tree.tokens[lineStart].line == token.line { start.lineStart = lineStart }
            do throws(ParseFailure) {
                if try nextStatement(block, inSwitch: inSwitch) { return }
            } catch {
                try resume(error, at: start, in: inSwitch ? .switchBody : .block)
            }
        }
    }

    /// Reads one statement and pushes its node; true at the end of the block.
    @inline(__always)
    private mutating func nextStatement(_ block: ScopeStack.BlockMark, inSwitch: Bool) throws(ParseFailure) -> Bool {
        if position >= nextDirective { obeyDirectives() }
        if kind == .doubleColon || kind == .semicolon { try labels(block: block, inSwitch: inSwitch) }
        if blockEnds(inSwitch: inSwitch) { return true }
        if kind == .return {
            try enter()
            scratch.append(try returnStatement(inSwitch: inSwitch))
            depth -= 1
            return !inSwitch
        }
        if warnings.isActive { warnOfUnreachable() }
        try enter()
        let begin = tree.nodes.count
        let node = try statement()
        depth -= 1
        if warnings.isActive { noteAssignedTypes(by: node, since: begin) }
        if node != 0 { scratch.append(node) } else { erasedStatements += 1 }
        return false
    }

    /// Warns if the statement before the current token never comes to it.
    private mutating func warnOfUnreachable() {
        // Behind the `return` of a switch's part a `break` is a habit, and does no harm.
        guard position > 0, kind != .break, let last = scratch.last, Int(last) == tree.nodes.count - 1, jumps(last)
        else { return }
        warn(.unreachableCode, "unreachable code", at: mark, hint: "nothing comes to a statement behind a jump")
    }

    /// Whether control never comes to what follows a statement.
    private func jumps(_ statement: NodeID) -> Bool {
        let node = tree[statement]
        switch node.kind {
        case .returnStatement, .breakStatement, .continueStatement, .gotoStatement: return true
        case .doStatement: return endsInJump(node.a)
        case .ifStatement:
            let items = tree.items(of: node.a)
            // The last item is the block of `else`.
            guard let alternative = items.last, alternative != 0, endsInJump(alternative) else { return false }
            return stride(from: items.startIndex + 2, to: items.endIndex - 1, by: 3).allSatisfy { endsInJump(items[$0]) }
        default: return false
        }
    }

    private func endsInJump(_ block: NodeID) -> Bool {
        tree.items(of: tree[block].a).last.map { jumps($0) } ?? false
    }

    /// Reads one statement; none if nothing of it remains at run time.
    ///
    ///     stat ::= ... all Lua statements ... | compound assignments, switch, enum, class, export...
    private mutating func statement() throws(ParseFailure) -> NodeID {
        let first = mark
        switch kind {
        case .if: return try ifStatement()
        case .while: return try whileStatement()
        case .do:
            advance()
            let body = try block()
            try expect(.end, closing: .do, at: first)
            return make(.doStatement, from: first, body)
        case .for: return try forStatement()
        case .repeat: return try repeatStatement()
        case .function: return try functionStatement()
        case .local:
            advance()
            return try localStatement(from: first)
        case .break: return try breakStatement()
        case .goto:
            advance()
            return try gotoStatement(from: first)
        case .increment:
            let value = try prefixIncrement()
            return make(.expressionStatement, from: first, value)
        case .dollar:
            return try dollarStatement()
        case .name:
            if let node = try wordStatement() { return node }
            return try expressionStatement()
        default:
            return try expressionStatement()
        }
    }

    /// Reads a statement that begins with a word which is not always a keyword; nil if the word is a name here.
    private mutating func wordStatement() throws(ParseFailure) -> NodeID? {
        let first = mark
        if name == Word.plutoUse {
            advance()
            try useStatement()
            return 0
        }
        if name == Word.global, let node = try globalStatement() { return node }
        guard let word = keywordHere() else { return nil }
        switch word {
        case Word.switch: return try switchStatement()
        case Word.continue: return try continueStatement()
        case Word.enum:
            try enumStatement()
            return 0
        case Word.class:
            advance()
            return try classStatement(from: first, placement: .assigned)
        case Word.export:
            advance()
            return try exportStatement(from: first)
        default:
            return nil
        }
    }

    /// Reads an assignment, a compound assignment, an increment or a call.
    ///
    ///     stat ::= varlist "=" explist | var compoundop expr | Name {"." Name} "++" | suffixedexp
    private mutating func expressionStatement() throws(ParseFailure) -> NodeID {
        let first = mark
        let target = try statementExpression()
        switch kind {
        case .assign, .comma:
            return try assignment(target, from: first)
        case .plusAssign, .minusAssign, .starAssign, .slashAssign, .doubleSlashAssign, .percentAssign,
            .caretAssign, .powerAssign, .ampersandAssign, .barAssign, .shiftLeftAssign, .shiftRightAssign,
            .concatAssign, .coalesceAssign, .notEqual:
            try checkTarget(target, from: first)
            let operation = mark
            noteAssignment(to: target)
            advance()
            let value = try expression()
            return make(.compoundAssignment, from: first, target, value, operation)
        default:
            guard isCall(target) else {
                if let message = misusedWordMessage(target, first) {
                    try failPlainly(
                        message, at: Int(first), needsDefinitions: true,
                        hint: "'pluto_\(tree.names.text(tree.tokens[Int(first)].name))' is always the keyword")
                }
                try fail("syntax error", hint: statementHint(target, from: first))
            }
            if warnings.isActive, tree[target].kind == .call, let function = knownFunction(tree[target].a),
                tree.functions[Int(function)].isResultNeeded
            {
                warn(.discardedReturn, "the result of a function that is marked <nodiscard> is not used", at: first)
            }
            return make(.expressionStatement, from: first, target)
        }
    }

    /// Reads the expression that a statement begins with.
    private mutating func statementExpression() throws(ParseFailure) -> NodeID {
        let first = mark
        switch kind {
        case .string:
            let value = literal(.string)
            return try suffixes(value, from: first, shape: .string)
        case .interpolationStart:
            let value = try interpolation()
            return try suffixes(value, from: first, shape: .literal)
        case .ellipsis:
            let value = literal(.vararg)
            return try suffixes(value, from: first, shape: .literal)
        case .name:
            if let word = keywordHere(), word == Word.new {
                let value = try newExpression()
                return try suffixes(value, from: first, shape: .full)
            }
            return try suffixedExpression()
        default:
            return try suffixedExpression()
        }
    }

    /// The message for a soft keyword that has become a name and is now used as a statement.
    private func misusedWordMessage(_ target: NodeID, _ first: UInt32) -> String? {
        let token = tree.tokens[Int(first)]
        guard tree[target].first == tree[target].last, token.kind == .name,
            let index = SoftWordStates.index(of: token.name), case .name(let since) = softWords[index]
        else { return nil }
        let text = tree.names.text(token.name)
        let reason = since == 0 ? "'pluto_use' made it an identifier" : "it was used as an identifier on line \(since)"
        return "'\(text)' was not recognized as a statement because \(reason)"
    }

    /// Whether an expression can stand as a statement.
    private func isCall(_ node: NodeID) -> Bool {
        switch tree[node].kind {
        case .call, .method, .safeMethod, .maybeMethod, .safeMaybeMethod, .pipe, .pipeMethod, .new, .increment: true
        default: false
        }
    }

    /// Reads the rest of an assignment.
    private mutating func assignment(_ target: NodeID, from first: UInt32) throws(ParseFailure) -> NodeID {
        try checkTarget(target, from: first)
        let start = scratch.count
        scratch.append(target)
        while accept(.comma) {
            let begin = mark
            let next = try suffixedExpression()
            try checkTarget(next, from: begin)
            scratch.append(next)
            // Lua reads the targets recursively.
            if scratch.count - start + depth > Self.maximumDepth {
                try fail("chunk has too many syntax levels (limit is \(Self.maximumDepth))", hint: "assign to fewer variables at once")
            }
        }
        switch kind {
        case .plusAssign, .minusAssign, .starAssign, .slashAssign, .doubleSlashAssign, .percentAssign,
            .caretAssign, .powerAssign, .ampersandAssign, .barAssign, .shiftLeftAssign, .shiftRightAssign,
            .concatAssign, .coalesceAssign, .notEqual:
            try fail("unsupported tuple assignment", hint: "a compound assignment has one target")
        default: break
        }
        let targets = list(since: start)
        try expect(.assign, hint: kind == .walrus ? "':=' is only allowed in conditions" : nil)
        let isSingle = tree.count(of: targets) == 1
        let wasKnown = isSingle && tree[target].kind == .global && globalFunctions[tree[target].a] != nil
        let values = try expressionList()
        for target in tree.items(of: targets) { noteAssignment(to: target) }
        if warnings.isActive {
            for position in 0..<min(tree.count(of: targets), tree.count(of: values)) {
                warnOfMismatch(tree.item(position, of: values), assignedTo: tree.item(position, of: targets))
            }
        }
        if isSingle, tree.count(of: values) == 1 {
            let function = functionValue(tree.item(0, of: values))
            noteFunction(function, for: target, isFirst: !wasKnown)
        }
        return make(.assignment, from: first, targets, values)
    }

    /// Checks that an expression can be assigned.
    private mutating func checkTarget(_ target: NodeID, from first: UInt32) throws(ParseFailure) {
        switch tree[target].kind {
        case .local, .global, .field, .index, .constant: return
        case .safeField, .safeIndex:
            try fail("cannot assign to a safe navigation", hint: "write the assignment inside 'if object then ... end'")
        default:
            let isCall = tree[target].kind == .call && kind == .comma
            try fail(
                "syntax error",
                hint: isCall ? "several arguments stand in parentheses" : "only variables and fields can be assigned")
        }
    }

    /// Reads one or more expressions.
    ///
    ///     explist ::= expr {"," expr}
    mutating func expressionList() throws(ParseFailure) -> ListID {
        let start = scratch.count
        repeat { scratch.append(try expression()) } while accept(.comma)
        return list(since: start)
    }

    /// Reads a `return` statement.
    ///
    ///     retstat ::= "return" [explist] [";"]
    private mutating func returnStatement(inSwitch: Bool) throws(ParseFailure) -> NodeID {
        let first = mark
        advance()
        var values: ListID = 0
        let isBare = blockEnds(inSwitch: inSwitch) || kind == .semicolon || (inSwitch && kind == .break)
        if !isBare {
            values = try expressionList()
            warnOfResult(values)
        }
        let node = make(.returnStatement, from: first, values)
        while accept(.semicolon) {}
        markAfterReturn = mark
        return node
    }

    /// Reads a function that is assigned to a name.
    ///
    ///     stat ::= "function" Name {"." Name} [":" Name] funcbody
    private mutating func functionStatement() throws(ParseFailure) -> NodeID {
        let first = mark
        advance()
        let index = try expectName()
        var target = try use(tree.tokens[Int(index)].name, at: index)
        var method: UInt32?
        var name = index
        while kind == .dot || kind == .colon {
            let isMethod = kind == .colon
            advance()
            name = try expectFieldName()
            target = makeField(target, name, from: index)
            if isMethod {
                method = name
                break
            }
        }
        let isFirst = globalFunctions[tree[target].a] == nil
        noteAssignment(to: target)
        let body = try functionBody(
            from: first, selfAt: method, isConstructor: tree.tokens[Int(name)].name == Word.construct)
        let record = tree[body].a
        noteFunction(record, for: target, isFirst: isFirst)
        if method == nil, tree[target].kind != .field { noteParametersMatter(record) }
        return make(.functionStatement, from: first, target, body, method == nil ? 0 : 1)
    }
}
