import PlutoSyntax

/// Writing blocks and simple statements.
extension Emitter {
    /// Writes the statements of a block.
    mutating func emitBlock(_ id: NodeID) {
        let block = tree[id]
        let (outerEnd, names) = (blockEnd, borrowed.count)
        blockEnd = block.b == 0 ? block.last : nil
        emitStatements(block.a)
        if block.b != 0 { emitExports(block.b) }
        blockEnd = outerEnd
        giveBackNames(to: names)
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
            if temporaries[Int(bottom)] != 0 {
                if bottom != id, anonymousTemporary(of: bottom) != nil { out.word(";") }
                return
            }
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
        let (outerPlace, outerEnd, names) = (place, scopeEnd, borrowed.count)
        place = node.first
        // The temporaries of a declaration may stand beside its variables; those of other statements are in a block.
        let isDeclaration = node.kind == .localStatement || node.kind == .destructuring
        scopeEnd = isDeclaration ? blockEnd : node.last
        defer {
            (place, scopeEnd) = (outerPlace, outerEnd)
            if !isDeclaration { giveBackNames(to: names) }
        }
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
                emitResult(value)
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
}
