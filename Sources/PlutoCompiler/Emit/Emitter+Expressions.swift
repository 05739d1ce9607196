import PlutoSyntax

/// Writing expressions whose preparation is done.
extension Emitter {
    /// Writes an expression.
    ///
    /// Nodes that begin with a part of the same kind, such as `a.b.c` and `a + b + c`, are followed without
    /// recursion.
    mutating func emit(_ id: NodeID) {
        if isWritable(id) {
            emitLeaf(id)
            return
        }
        // From the outermost node down to the one with which the text begins.
        var spine: [NodeID] = []
        var bottom = id
        while !isWritable(bottom), let next = leftmost(bottom) {
            spine.append(bottom)
            bottom = next
        }
        advance(to: tree[bottom].first)
        let outside = depth
        enter()
        for node in spine { emitOpening(node) }
        let parent = spine.last.map { tree[$0].kind }
        if let last = spine.last, let temporary = anonymousTemporary(of: bottom), isFallible(last) {
            write(operand: temporary)
        } else {
            let needsParentheses = parent.map { Self.isSuffix($0) } ?? false && !isPrefix(bottom)
            if needsParentheses { openParenthesis() }
            emitLeaf(bottom)
            if needsParentheses { out.write(")") }
        }
        for node in spine.reversed() { emitClosing(node) }
        depth = outside
    }

    /// Whether a node is written without looking at its parts: it is plain, or a temporary holds its value.
    private func isWritable(_ id: NodeID) -> Bool {
        if temporaries[Int(id)] != 0 { return true }
        guard analysis[id].contains(.isPlain) else { return false }
        // The parts of an assignment's target may stand in temporaries although the target is plain.
        let node = tree[id]
        switch node.kind {
        case .field: return temporaries[Int(node.a)] == 0
        case .index: return temporaries[Int(node.a)] == 0 && temporaries[Int(node.b)] == 0
        default: return true
        }
    }

    /// Whether the value of a node stands in a variable.
    func isVariable(_ id: NodeID) -> Bool {
        temporaries[Int(id)] != 0 || tree[id].kind == .local || tree[id].kind == .global
    }

    private static func isSuffix(_ kind: NodeKind) -> Bool {
        kind == .field || kind == .index || kind == .call || kind == .method
    }

    /// Whether a node fails, with a message that names the operand, if an operand is of the wrong type.
    func isFallible(_ id: NodeID) -> Bool {
        let node = tree[id]
        switch node.kind {
        case .field, .index, .call, .unary: return true
        case .method: return !needsLookup(id)
        case .binary:
            switch tree.tokens[Int(node.c)].kind {
            case .equal, .notEqual, .bangEqual, .less, .lessEqual, .greater, .greaterEqual: return false
            default: return true
            }
        default: return false
        }
    }

    /// Writes an operand of an operation that can fail.
    mutating func emitFallible(_ id: NodeID) {
        if let temporary = anonymousTemporary(of: id) { write(operand: temporary) } else { emit(id) }
    }

    /// Whether the written form of a node can be followed by a suffix.
    func isPrefix(_ id: NodeID) -> Bool {
        if temporaries[Int(id)] != 0 { return true }
        switch tree[id].kind {
        case .local, .global, .field, .index, .call, .method, .paren, .supportOperator, .new, .pipe, .pipeMethod: return true
        default: return false
        }
    }

    /// Writes an opening parenthesis.
    mutating func openParenthesis() {
        out.space()
        out.write("(")
    }

    /// The part with which the text of a node begins, if the node is one of those that are followed without recursion.
    private func leftmost(_ id: NodeID) -> NodeID? {
        let node = tree[id]
        switch node.kind {
        case .field, .index, .call, .binary: return node.a
        case .supportOperator: return node.a
        case .logical: return tree.tokens[Int(node.c)].kind == .coalesce ? nil : node.a
        case .method: return lookedUp[id] != nil || (needsLookup(id) && isVariable(node.a)) ? nil : node.a
        default: return nil
        }
    }

    /// Whether a method call must be written with a second lookup.
    func needsLookup(_ id: NodeID) -> Bool {
        let node = tree[id]
        if tree[node.a].kind == .string || tree[node.a].kind == .interpolation {
            return !tree.names.isLuaIdentifier(node.c)
        }
        return methods.needsLookup(node.c) || !tree.names.isLuaIdentifier(node.c)
    }

    /// Writes what stands in front of the first part of a node.
    private mutating func emitOpening(_ id: NodeID) {
        let node = tree[id]
        switch node.kind {
        case .method where needsLookup(id): writeCall("find")
        case .supportOperator: writeCall(supportFunction(node))
        default: break
        }
    }

    private mutating func writeCall(_ function: String) {
        enter()
        write(support: function)
        out.write("(")
    }

    private func supportFunction(_ node: Node) -> String {
        switch tree.tokens[Int(node.c)].kind {
        case .spaceship: "cmp"
        case .power: "ipow"
        case .in: "in_"
        default: "instanceof"
        }
    }

    /// Writes what stands behind the first part of a node.
    private mutating func emitClosing(_ id: NodeID) {
        let node = tree[id]
        switch node.kind {
        case .field:
            advance(to: node.last)
            write(field: node.b)
        case .index:
            out.write("[")
            emit(node.b)
            out.write("]")
        case .call:
            emitArguments(node.b, of: id)
        case .method where needsLookup(id):
            out.write(", ")
            out.write(quoted: Array(tree.names.spelling(node.c)))
            // The script itself calls the method, so that errors of a C function name the script's line.
            out.write(")(")
            write(support: "found")
            out.write("()")
            emitMoreArguments(node.b)
            out.write(")")
        case .method:
            out.write(":")
            out.write(tree.names.spelling(node.c))
            emitArguments(node.b, of: id)
        case .supportOperator:
            out.write(",")
            advance(to: node.c)
            emit(node.b)
            out.write(")")
        default:
            advance(to: node.c)
            out.space()
            let operation = tree.tokens[Int(node.c)].kind
            out.write(operation == .bangEqual ? "~=" : operation.spelling ?? "")
            out.space()
            if isFallible(id) { emitFallible(node.b) } else { emit(node.b) }
        }
    }

    /// Writes an expression that certainly has one value.
    mutating func emitSingle(_ id: NodeID) {
        guard isMultiple(id) else {
            emit(id)
            return
        }
        openParenthesis()
        emit(id)
        out.write(")")
    }

    /// Writes the one value of a `return`.
    ///
    /// A support function that can fail is not called as a tail call: its error names the line of its caller, which a
    /// tail call would take off the stack.
    mutating func emitResult(_ id: NodeID, isSingle: Bool = false) {
        if tree[id].kind == .supportOperator, temporaries[Int(id)] == 0 {
            openParenthesis()
            emit(id)
            out.write(")")
        } else if tree[id].kind == .new, temporaries[Int(id)] == 0, !isSingle {
            emitNew(tree[id], isTailCall: true)
        } else if isSingle {
            emitSingle(id)
        } else {
            emit(id)
        }
    }

    /// Writes a call of the support function that makes an object.
    ///
    /// - Parameter isTailCall: whether the class must be looked at before the call.
    private mutating func emitNew(_ node: Node, isTailCall: Bool) {
        advance(to: node.first)
        write(support: "new")
        out.write("(")
        if isTailCall {
            write(support: "class")
            out.write("(")
        }
        emit(node.a)
        if isTailCall { out.write(")") }
        emitMoreArguments(node.b)
        out.write(")")
    }

    /// Whether the written form of an expression may have any number of values.
    func isMultiple(_ id: NodeID) -> Bool {
        if temporaries[Int(id)] != 0 { return false }
        switch tree[id].kind {
        case .call, .method, .vararg, .pipe, .pipeMethod, .new: return true
        default: return false
        }
    }

    /// Writes an expression as an operand that binds tighter than any operator around it.
    mutating func emitOperand(_ id: NodeID) {
        if temporaries[Int(id)] != 0 {
            emit(id)
            return
        }
        switch tree[id].kind {
        case .local, .global, .field, .index, .call, .method, .paren, .number, .string, .nilLiteral, .trueLiteral,
            .falseLiteral, .constant, .interpolation, .supportOperator, .table, .new, .pipe, .pipeMethod:
            emit(id)
        default:
            openParenthesis()
            enter()
            emit(id)
            depth -= 1
            out.write(")")
        }
    }

    /// Writes an expression that is not followed into.
    private mutating func emitLeaf(_ id: NodeID) {
        let temporary = temporaries[Int(id)]
        if temporary != 0 {
            write(temporary: temporary)
            return
        }
        let node = tree[id]
        if analysis[id].contains(.isPlain) {
            emitTokens(from: node.first, to: node.last)
            return
        }
        switch node.kind {
        case .nilLiteral: out.word("nil")
        case .number: emitNumber(node.first)
        case .string: emitString(node.first)
        case .interpolationText: emitInterpolationText(node.first)
        case .constant:
            advance(to: node.first)
            emit(constant: tree.constants[Int(node.a)])
        case .local:
            advance(to: node.first)
            write(variable: node.a)
        case .global:
            advance(to: node.first)
            write(global: node.a)
        case .function: emitFunction(node.a)
        case .table: emitTable(node)
        case .paren:
            advance(to: node.first)
            openParenthesis()
            emit(node.a)
            out.write(")")
        case .unary:
            advance(to: node.c)
            let operation = tree.tokens[Int(node.c)].kind
            out.word(operation == .bang ? "not" : operation.spelling ?? "")
            out.space()
            if operation == .bang || operation == .not { emit(node.a) } else { emitFallible(node.a) }
        case .positive:
            advance(to: node.c)
            out.word("(0 + ")
            enter()
            emitFallible(node.a)
            depth -= 1
            out.write(")")
        default: emitLowered(id, node)
        }
    }

    /// Writes the expressions that Lua does not have.
    private mutating func emitLowered(_ id: NodeID, _ node: Node) {
        switch node.kind {
        case .method: emitLookup(id, node)
        case .logical: emitInlineCoalesce(node)
        case .ternary:
            openParenthesis()
            enter()
            emitOperand(node.a)
            out.word("and")
            emitOperand(node.b)
            out.word("or")
            emitOperand(node.c)
            depth -= 1
            out.write(")")
        case .chain: emitInlineChain(node)
        case .increment: emit(node.a)
        case .walrus: write(variable: tree.item(0, of: node.a))
        case .safeField:
            emitGuard(node)
            emitFallible(node.a)
            advance(to: node.last)
            write(field: node.b)
            out.write(")")
        case .safeIndex:
            emitGuard(node)
            emitFallible(node.a)
            out.write("[")
            emit(node.b)
            out.write("])")
        case .safeMethod:
            emitGuard(node)
            emitLookup(id, node)
            out.write(")")
        case .pipe: emitPipe(node)
        case .pipeMethod: emitPipeMethod(node)
        case .new: emitNew(node, isTailCall: false)
        case .interpolation: emitInterpolation(node)
        case .enumerationTable: emitEnumerationTable(node)
        default: out.word("nil")
        }
    }

    private mutating func emitGuard(_ node: Node) {
        openParenthesis()
        emit(node.a)
        out.word("and")
    }

    private mutating func emitInlineCoalesce(_ node: Node) {
        openParenthesis()
        emit(node.a)
        if tree[node.b].kind == .falseLiteral {
            out.word("~= nil and")
            emit(node.a)
            out.word("or false)")
        } else {
            out.word("== nil and")
            emitOperand(node.b)
            out.word("or")
            emit(node.a)
            out.write(")")
        }
    }

    private mutating func emitInlineChain(_ node: Node) {
        openParenthesis()
        let count = tree.count(of: node.a)
        for index in stride(from: 1, to: count, by: 2) {
            if index > 1 { out.word("and") }
            emit(tree.item(index - 1, of: node.a))
            let operation = tree.item(index, of: node.a)
            advance(to: operation)
            out.word(tree.tokens[Int(operation)].kind.spelling ?? "")
            out.space()
            emit(tree.item(index + 1, of: node.a))
        }
        out.write(")")
    }

    private mutating func emitEnumerationTable(_ node: Node) {
        advance(to: node.first)
        openParenthesis()
        out.write("{")
        for member in tree.enumerations[Int(node.a)].members {
            switch node.b {
            case Word.names: out.write(quoted: Array(tree.names.spelling(member.name)))
            case Word.values: emit(constant: .integer(member.value))
            case Word.kvmap:
                out.write("[")
                out.write(quoted: Array(tree.names.spelling(member.name)))
                out.write("]=")
                emit(constant: .integer(member.value))
            default:
                out.write("[")
                emit(constant: .integer(member.value))
                out.write("]=")
                out.write(quoted: Array(tree.names.spelling(member.name)))
            }
            out.write(", ")
        }
        out.write("})")
    }
}
