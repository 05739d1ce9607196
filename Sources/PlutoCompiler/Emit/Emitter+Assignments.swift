import PlutoSyntax

/// Writing assignments, compound assignments and destructuring.
extension Emitter {
    /// Writes an assignment.
    mutating func emitAssignment(_ node: Node) {
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

    /// Writes a compound assignment.
    mutating func emitCompound(_ node: Node) {
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
            emitOperation(operation, at: node.c, value: node.b) { $0.write(operand: old) }
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

    /// Writes a destructuring declaration.
    mutating func emitDestructuring(_ node: Node) {
        let isKept = keepsInTable(tree.item(0, of: node.a))
        let isMentioned = !isKept && mentions(node.c, node.a)
        let source = tree[node.c]
        if source.kind == .local, !isMentioned, isStable(node.c, incrementsLater: false) {
            if !isKept { out.word("local") }
            writeVariables(node.a)
            out.write(" =")
            emitEntries(node) { emitter, _ in emitter.emit(node.c) }
            return
        }
        if !isMentioned {
            if !isKept {
                out.word("local")
                writeVariables(node.a)
            }
            open("do")
        }
        let value = declareTemporary(named: name(of: node.c))
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
        emitEntries(node) { emitter, isFirst in
            if isFirst { emitter.write(operand: value) } else { emitter.write(temporary: value) }
        }
        if !isMentioned { close() }
    }

    private mutating func emitEntries(_ node: Node, of source: (_ emitter: inout Emitter, _ isFirst: Bool) -> Void) {
        for index in 0..<tree.count(of: node.a) {
            if index > 0 { out.write(",") }
            source(&self, index == 0)
            if node.b == 0 {
                out.write("[\(index + 1)]")
            } else {
                write(field: tree.item(index, of: node.b))
            }
        }
    }
}
