import PlutoSyntax

/// Writing blocks and simple statements.
extension Emitter {
    /// Writes the statements of a block.
    mutating func emitBlock(_ id: NodeID) {
        let block = tree[id]
        emitStatements(block.a)
        if block.b != 0 { emitExports(block.b) }
    }

    /// Writes statements; those that Lua reads as they are are copied together.
    ///
    /// - Parameter isOpenEnded: whether more statements follow, so that a `return` needs a block of its own.
    mutating func emitStatements(_ list: ListID, isOpenEnded: Bool = false, count limit: Int? = nil) {
        let count = limit ?? tree.count(of: list)
        var index = 0
        while index < count {
            let id = tree.item(index, of: list)
            let isLast = index == count - 1
            if analysis[id].contains(.isPlain) {
                let first = tree[id].first
                var last = tree[id].last
                var end = index + 1
                while end < count, tree[tree.item(end - 1, of: list)].kind != .returnStatement {
                    let next = tree.item(end, of: list)
                    guard analysis[next].contains(.isPlain), follows(tree[next].first, last) else { break }
                    last = tree[next].last
                    end += 1
                }
                let endsInReturn = tree[tree.item(end - 1, of: list)].kind == .returnStatement
                if endsInReturn, end < count || isOpenEnded {
                    emitGuardedReturn(list, from: index, to: end)
                } else {
                    startStatement(token: first)
                    emitTokens(from: first, to: last)
                }
                index = end
                continue
            }
            if tree[id].kind == .returnStatement, !isLast || isOpenEnded {
                open("do")
                emitStatement(id)
                close()
            } else {
                emitStatement(id)
            }
            index += 1
        }
    }

    /// Whether only semicolons stand between two tokens.
    private func follows(_ first: UInt32, _ last: UInt32) -> Bool {
        var token = last + 1
        while token < first, tree.tokens[Int(token)].kind == .semicolon { token += 1 }
        return token == first
    }

    /// Writes plain statements of which the last is a `return` that more statements follow.
    private mutating func emitGuardedReturn(_ list: ListID, from start: Int, to end: Int) {
        for index in start..<end {
            let node = tree[tree.item(index, of: list)]
            let isReturn = node.kind == .returnStatement
            startStatement(token: node.first)
            if isReturn { open("do") }
            emitTokens(from: node.first, to: node.last)
            if isReturn { close() }
        }
    }

    /// Ends the statement before one whose text begins with a parenthesis.
    private mutating func startStatement(token: UInt32) {
        advance(to: token)
        if tree.tokens[Int(token)].kind == .leftParen { out.word(";") }
    }

    /// Ends the statement before one that begins with an expression, if the two could be read as one.
    mutating func startStatement(_ id: NodeID) {
        var bottom = id
        while true {
            if temporaries[Int(bottom)] != 0 { return }
            let node = tree[bottom]
            switch node.kind {
            case .field, .index, .call: bottom = node.a
            case .method:
                if lookedUp[bottom] != nil { return }
                if !needsLookup(bottom) || !isVariable(node.a) {
                    if needsLookup(bottom) { return }
                    bottom = node.a
                    continue
                }
                out.word(";")
                return
            case .local, .global, .new: return
            case .pipe:
                if tree[node.b].kind != .function || temporaries[Int(node.b)] != 0, tree[node.b].kind != .paren {
                    bottom = node.b
                    continue
                }
                out.word(";")
                return
            default:
                out.word(";")
                return
            }
        }
    }

    /// Writes the `return` of a block's exports.
    mutating func emitExports(_ list: ListID) {
        out.word("return {")
        for index in 0..<tree.count(of: list) {
            if index > 0 { out.write(", ") }
            let variable = tree.item(index, of: list)
            let name = tree.variables[Int(variable)].name
            if tree.names.isLuaIdentifier(name) {
                out.write(tree.names.spelling(name))
            } else {
                out.write("[")
                out.write(quoted: Array(tree.names.spelling(name)))
                out.write("]")
            }
            out.write(" = ")
            write(variable: variable)
        }
        out.write("}")
    }

    /// Writes a statement that Lua cannot read as it is written.
    private mutating func emitStatement(_ id: NodeID) {
        let node = tree[id]
        place = node.first
        advance(to: node.first)
        switch node.kind {
        case .localStatement: emitLocals(node.a, values: Array(tree.items(of: node.b)))
        case .assignment: emitAssignment(node)
        case .compoundAssignment: emitCompound(node)
        case .expressionStatement: emitCallStatement(node.a)
        case .doStatement:
            open("do")
            emitBlock(node.a)
            advance(to: node.last)
            close()
        case .whileStatement: emitWhile(node)
        case .repeatStatement: emitRepeat(node)
        case .numericFor: emitNumericFor(node)
        case .genericFor, .asFor: emitGenericFor(node)
        case .ifStatement: emitIf(node)
        case .functionStatement: emitFunctionStatement(node)
        case .localFunction:
            emitLocalFunction(node)
        case .returnStatement: emitReturn(node)
        case .breakStatement:
            if node.b == 1 { out.word("break") } else { writeGoto(node.a, "b") }
        case .continueStatement: writeGoto(node.a, "c")
        case .gotoStatement:
            out.word("goto ")
            write(userLabel: node.a)
        case .label:
            out.word("::")
            write(userLabel: node.a)
            out.write("::")
        case .switchStatement: emitSwitch(node.a, from: node, to: nil)
        case .classStatement: emitClass(node)
        case .destructuring: emitDestructuring(node)
        default: break
        }
    }

    private mutating func emitLocalFunction(_ node: Node) {
        if keepsInTable(node.a) {
            write(variable: node.a)
            out.write(" =")
            open("function")
        } else {
            open("local function")
            write(variable: node.a)
        }
        emitSignatureAndBody(tree[node.b].a, hasWrittenSelf: false)
    }

    private mutating func emitReturn(_ node: Node) {
        let values = Array(tree.items(of: node.a))
        if values.count == 1 {
            let value = values[0]
            let receiver = complexReceiver(of: value)
            guard lifts(value) || receiver != nil else {
                out.word("return")
                emit(value)
                return
            }
            open("do")
            if let receiver, !lifts(value) { materialize(receiver) }
            deliver(value, to: .results(isSingle: isSafeCall(value)))
            close()
            return
        }
        let lifted = values.contains { lifts($0) }
        if lifted {
            open("do")
            prepareOperands(values)
        }
        out.word("return")
        emitList(values)
        if lifted { close() }
    }

    /// The receiver of a method call that needs a second lookup, if it is no variable.
    ///
    /// A statement can put it into a temporary, which is faster than the support function.
    private func complexReceiver(of id: NodeID) -> NodeID? {
        let node = tree[id]
        guard node.kind == .method, needsLookup(id), !isVariable(node.a) else { return nil }
        return node.a
    }

    // MARK: Calls

    private mutating func emitCallStatement(_ id: NodeID) {
        let node = tree[id]
        if node.kind == .increment {
            emitIncrementStatement(node)
            return
        }
        if isSafeCall(id) {
            open("do")
            emitSafeCall(id, targets: nil)
            close()
            return
        }
        let receiver = complexReceiver(of: id)
        guard lifts(id) || receiver != nil else {
            startStatement(id)
            emit(id)
            return
        }
        open("do")
        if let receiver, !lifts(id) { materialize(receiver) }
        prepare(id)
        if temporaries[Int(id)] == 0 {
            startStatement(id)
            emit(id)
        }
        close()
    }

    private mutating func emitIncrementStatement(_ node: Node) {
        let target = tree[node.a]
        if target.kind == .field, !isVariable(target.a) {
            open("do")
            materialize(target.a)
            emit(node.a)
            out.write(" =")
            emit(node.a)
            out.write(" + 1")
            close()
            return
        }
        emit(node.a)
        out.write(" =")
        emit(node.a)
        out.write(" + 1")
    }

    // MARK: Assignments

    private mutating func emitAssignment(_ node: Node) {
        let targets = Array(tree.items(of: node.a))
        let values = Array(tree.items(of: node.b))
        let lifted = targets.contains { lifts($0) } || values.contains { lifts($0) } || wantsSafeCall(values, targets.count)
        guard lifted else {
            startStatement(targets[0])
            emitList(targets)
            out.write(" =")
            emitList(values)
            return
        }
        open("do")
        if targets.count == 1, values.count == 1 {
            emitSingleAssignment(targets[0], values[0])
        } else {
            emitMultipleAssignment(targets, values)
        }
        close()
    }

    private mutating func emitSingleAssignment(_ target: NodeID, _ value: NodeID) {
        if tree[target].kind != .local, tree[target].kind != .global {
            prepare(target)
            let increments = analysis[value].contains(.increments)
            for part in parts(of: target) where !isStable(part, incrementsLater: increments) { materialize(part) }
        }
        deliver(value, to: .target(target))
    }

    private mutating func emitMultipleAssignment(_ targets: [NodeID], _ values: [NodeID]) {
        var operands: [NodeID] = []
        for target in targets { operands += parts(of: target) }
        if wantsSafeCall(values, targets.count), let call = values.last {
            prepareAll(operands)
            prepareAll(values.dropLast())
            let results = targets.indices.dropFirst(values.count - 1).map { _ in makeTemporary() }
            out.word("local")
            for (index, result) in results.enumerated() {
                if index > 0 { out.write(",") }
                write(temporary: result)
            }
            emitSafeCall(call) { emitter in
                for (index, result) in results.enumerated() {
                    if index > 0 { emitter.out.write(",") }
                    emitter.write(temporary: result)
                }
            }
            startStatement(targets[0])
            emitList(targets)
            out.write(" =")
            emitList(Array(values.dropLast()))
            for (index, result) in results.enumerated() {
                if index > 0 || values.count > 1 { out.write(",") }
                write(temporary: result)
            }
            return
        }
        prepareOperands(operands + values)
        startStatement(targets[0])
        emitList(targets)
        out.write(" =")
        emitList(values)
    }

    /// The parts of a target that are evaluated before the value.
    func parts(of target: NodeID) -> [NodeID] {
        switch tree[target].kind {
        case .field: [tree[target].a]
        case .index: [tree[target].a, tree[target].b]
        default: []
        }
    }

    // MARK: Compound assignments

    private mutating func emitCompound(_ node: Node) {
        let target = node.a
        let isLocal = tree[target].kind == .local
        let operation = tree.tokens[Int(node.c)].kind
        if operation == .coalesceAssign {
            emitCoalesceAssignment(node)
            return
        }
        let isLifted = lifts(node.b)
        let needsBlock = isLifted || lifts(target) || !canBeRepeated(target)
        if needsBlock { open("do") }
        if needsBlock { fixParts(of: target) }
        if isLifted, !isLocal {
            // The old value is read before the value's statements run.
            let old = declareTemporary()
            out.write(" =")
            emit(target)
            prepare(node.b)
            startStatement(target)
            emit(target)
            out.write(" =")
            emitOperation(operation, at: node.c, value: node.b) { $0.write(temporary: old) }
        } else {
            prepare(node.b)
            startStatement(target)
            emit(target)
            out.write(" =")
            emitOperation(operation, at: node.c, value: node.b) { $0.emit(target) }
        }
        if needsBlock { close() }
    }

    /// Whether a target can be written twice although its parts must be evaluated once.
    ///
    /// A local table or key is read when the store happens, as Lua itself does in `t[i] = t[i] + f()`.
    private func canBeRepeated(_ target: NodeID) -> Bool {
        parts(of: target).allSatisfy { part in
            switch tree[part].kind {
            case .local, .number, .string, .constant, .trueLiteral: true
            case .global: tree[target].kind == .field
            default: false
            }
        }
    }

    /// Puts the parts of a target into temporaries.
    private mutating func fixParts(of target: NodeID) {
        let parts = parts(of: target)
        prepareOperands(parts)
        for part in parts where tree[part].kind != .local && !isStable(part, incrementsLater: true) { materialize(part) }
    }

    /// Writes the operation of a compound assignment.
    private mutating func emitOperation(
        _ operation: TokenKind, at token: UInt32, value: NodeID, old: (inout Emitter) -> Void
    ) {
        if operation == .powerAssign || (operation == .caretAssign && keepsIntegers(value)) {
            write(support: "ipow")
            out.write("(")
            old(&self)
            out.write(",")
            emitSingle(value)
            out.write(")")
            return
        }
        old(&self)
        advance(to: token)
        let spelling = operation == .notEqual ? "~" : String((operation.spelling ?? "").dropLast())
        out.word(spelling)
        out.space()
        emitOperand(value)
    }

    /// Whether `v ^= e` is an integer power: the reference has it so for every exponent that can be one.
    private func keepsIntegers(_ exponent: NodeID) -> Bool {
        let node = tree[exponent]
        switch node.kind {
        case .number:
            if case .integer = Literal.number(tree.text(of: node.first)) { return true }
            return false
        case .unary, .string: return false
        default: return true
        }
    }

    private mutating func emitCoalesceAssignment(_ node: Node) {
        let target = node.a
        if tree[target].kind == .local {
            out.word("if")
            emit(target)
            out.word("== nil")
            open("then")
            deliver(node.b, to: .target(target))
            close()
            return
        }
        open("do")
        fixParts(of: target)
        let value = declareTemporary()
        out.write(" =")
        emit(target)
        out.word("if")
        write(temporary: value)
        out.word("== nil")
        open("then")
        deliver(node.b, to: .temporary(value))
        close()
        startStatement(target)
        emit(target)
        out.write(" =")
        write(temporary: value)
        close()
    }

    // MARK: Destructuring

    private mutating func emitDestructuring(_ node: Node) {
        let isKept = keepsInTable(tree.item(0, of: node.a))
        let isMentioned = !isKept && mentions(node.c, node.a)
        let source = tree[node.c]
        if source.kind == .local, !isMentioned, isStable(node.c, incrementsLater: false) {
            if !isKept { out.word("local") }
            writeVariables(node.a)
            out.write(" =")
            emitEntries(node) { $0.emit(node.c) }
            return
        }
        if !isMentioned {
            if !isKept {
                out.word("local")
                writeVariables(node.a)
            }
            open("do")
        }
        let value = declareTemporary()
        if lifts(node.c) {
            open("do")
            deliver(node.c, to: .temporary(value))
            close()
        } else {
            out.write(" =")
            emit(node.c)
        }
        if isMentioned { out.word("local") }
        writeVariables(node.a)
        out.write(" =")
        emitEntries(node) { $0.write(temporary: value) }
        if !isMentioned { close() }
    }

    private mutating func emitEntries(_ node: Node, of source: (inout Emitter) -> Void) {
        for index in 0..<tree.count(of: node.a) {
            if index > 0 { out.write(",") }
            source(&self)
            if node.b == 0 {
                out.write("[\(index + 1)]")
            } else {
                write(field: tree.item(index, of: node.b))
            }
        }
    }
}
