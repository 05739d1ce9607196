import PlutoSyntax

/// Writing the statements that must run before the statement that holds an expression.
extension Emitter {
    /// Whether an expression needs preparation.
    @inline(__always)
    func lifts(_ id: NodeID) -> Bool {
        analysis[id].contains(.lifts) && temporaries[Int(id)] == 0 && !isPrepared[Int(id)]
    }

    /// Writes the statements that an expression needs; after that `emit` writes its value.
    ///
    /// What `emit` writes then must be evaluated before anything else happens.
    mutating func prepare(_ id: NodeID) {
        guard lifts(id) else { return }
        defer { isPrepared[Int(id)] = true }
        let node = tree[id]
        switch node.kind {
        case .paren, .unary, .positive, .positionalField: prepare(node.a)
        case .binary, .supportOperator: prepareOperators(id)
        case .logical:
            let temporary = makeTemporary()
            accumulate(id, in: temporary, isDeclared: false)
            temporaries[Int(id)] = temporary
        case .ternary, .switchExpression:
            if node.kind == .ternary, Analysis.isCertainlyTruthy(node.b, tree), !lifts(node.b), !lifts(node.c) {
                // Only the condition needs statements.
                prepare(node.a)
                if analysis[id].contains(.isSevered) { sever(id) }
                return
            }
            let temporary = declareTemporary()
            deliver(id, to: .temporary(temporary))
            temporaries[Int(id)] = temporary
        case .chain: prepareChain(id)
        case .table: prepareTable(id)
        case .interpolation: prepareInterpolation(id)
        case .increment: prepareIncrement(id)
        case .walrus: prepareWalrus(node)
        case .new: prepareOperands([node.a] + tree.items(of: node.b))
        default: prepareSuffixes(id)
        }
    }

    /// Puts the value of an expression, which has been prepared, into a variable of its own.
    ///
    /// - Parameter used: a temporary that only the expression itself uses, and that may hold its value.
    mutating func sever(_ id: NodeID, reusing used: UInt32? = nil) {
        let temporary: UInt32
        if let used {
            temporary = used
            write(temporary: used)
        } else {
            temporary = declareTemporary(named: chainNames[id] ?? name(of: id))
        }
        out.write(" =")
        emit(id)
        temporaries[Int(id)] = temporary
    }

    /// The name by which the script knows the value of an expression, or 0.
    func name(of id: NodeID) -> UInt32 {
        let node = tree[id]
        switch node.kind {
        case .global: return node.a
        case .local: return tree.variables[Int(node.a)].name
        case .field, .safeField: return node.b
        default: return 0
        }
    }

    /// Makes sure that the value of an expression stands in a temporary.
    ///
    /// - Parameter used: a temporary that only the expression itself uses, and that may hold its value.
    mutating func materialize(_ id: NodeID, reusing used: UInt32? = nil) {
        if temporaries[Int(id)] != 0 { return }
        guard used == nil, lifts(id) else { return sever(id, reusing: used) }
        switch tree[id].kind {
        case .logical, .ternary, .switchExpression:
            prepare(id)
            if temporaries[Int(id)] == 0 { sever(id) }
        case .paren:
            materialize(tree[id].a)
            temporaries[Int(id)] = temporaries[Int(tree[id].a)]
        default:
            if analysis[id].contains(.hasWalrus) {
                // Its variables must stay in scope.
                prepare(id)
                sever(id)
                return
            }
            let temporary = declareTemporary()
            open("do")
            prepare(id)
            write(temporary: temporary)
            out.write(" =")
            emit(id)
            close()
            temporaries[Int(id)] = temporary
        }
    }

    /// Prepares expressions that are evaluated from left to right.
    mutating func prepareOperands(_ operands: [NodeID]) {
        guard let last = operands.lastIndex(where: { lifts($0) }) else { return }
        var incrementsLater = false
        var changes = [Bool](repeating: false, count: last + 1)
        for index in stride(from: last, through: 0, by: -1) {
            changes[index] = incrementsLater
            if analysis[operands[index]].contains(.increments) { incrementsLater = true }
        }
        let unstable = (0..<last).filter { !isStable(operands[$0], incrementsLater: changes[$0]) }
        if unstable.count > Self.temporaryLimit {
            spill(unstable.map { operands[$0] })
        } else {
            for index in unstable { materialize(operands[index]) }
        }
        prepare(operands[last])
    }

    /// The number of operands up to which each has a local variable; Lua allows a function 200.
    static let temporaryLimit = 24

    /// Puts the values of expressions into a table.
    private mutating func spill(_ operands: [NodeID]) {
        let table = declareTemporary()
        out.write(" = {}")
        for (index, operand) in operands.enumerated() {
            let temporary = makeTemporary(in: table, at: UInt32(index + 1))
            if lifts(operand), !analysis[operand].contains(.hasWalrus) {
                open("do")
                deliver(operand, to: .temporary(temporary))
                close()
            } else {
                prepare(operand)
                write(temporary: temporary)
                out.write(" =")
                emit(operand)
            }
            temporaries[Int(operand)] = temporary
        }
    }

    /// Whether an expression has the same value, and the same effect, after the operands that follow it.
    func isStable(_ id: NodeID, incrementsLater: Bool) -> Bool {
        if temporaries[Int(id)] != 0 { return true }
        let node = tree[id]
        switch node.kind {
        case .nilLiteral, .trueLiteral, .falseLiteral, .number, .string, .constant: return true
        case .vararg: return true
        case .local:
            let traits = tree.variables[Int(node.a)].traits
            if !traits.contains(.isAssigned) { return true }
            return !traits.contains(.isAssignedInClosure) && !incrementsLater
        case .paren: return isStable(node.a, incrementsLater: incrementsLater)
        default: return false
        }
    }

    // MARK: Conditional evaluation

    /// Collects the value of `a and b`, `a or b`, `a ?? b` and their chains in a temporary.
    mutating func accumulate(_ id: NodeID, in temporary: UInt32, isDeclared: Bool) {
        var spine: [NodeID] = []
        var bottom = id
        while tree[bottom].kind == .logical, lifts(bottom) {
            spine.append(bottom)
            bottom = tree[bottom].a
        }
        if isDeclared {
            deliver(bottom, to: .temporary(temporary))
        } else if lifts(bottom), let base = baseInPlace(of: bottom) {
            out.word("local")
            write(temporary: temporary)
            out.write(" =")
            emit(base)
            temporaries[Int(base)] = temporary
            deliver(bottom, to: .temporary(temporary))
        } else if lifts(bottom), !analysis[bottom].contains(.hasWalrus) {
            out.word("local")
            write(temporary: temporary)
            open("do")
            deliver(bottom, to: .temporary(temporary))
            close()
        } else {
            prepare(bottom)
            out.word("local")
            write(temporary: temporary)
            out.write(" =")
            emit(bottom)
        }
        for operation in spine.reversed() { emitStep(operation, in: .temporary(temporary)) }
    }

    /// The value with which an expression begins, if one variable can hold it and then every intermediate value up to
    /// the value of the whole expression.
    func baseInPlace(of id: NodeID) -> NodeID? {
        var current = id
        while lifts(current) {
            let node = tree[current]
            switch node.kind {
            case .paren, .logical, .field, .safeField: break
            case .index, .safeIndex:
                if lifts(node.b) { return nil }
            case .call, .method, .safeMethod:
                if tree.items(of: node.b).contains(where: { lifts($0) }) { return nil }
            default: return nil
            }
            current = node.a
        }
        return current == id ? nil : current
    }

    /// Writes one step of a chain of logical operators whose left value stands in a variable.
    mutating func emitStep(_ id: NodeID, in sink: Sink) {
        let node = tree[id]
        advance(to: node.c)
        out.word("if")
        switch tree.tokens[Int(node.c)].kind {
        case .or:
            out.word("not")
            write(sink: sink)
        case .and: write(sink: sink)
        default:
            write(sink: sink)
            out.word("== nil")
        }
        open("then")
        deliver(node.b, to: sink)
        close()
    }

    /// Prepares a chain of comparisons: its links are tested one after the other.
    private mutating func prepareChain(_ id: NodeID) {
        let list = tree[id].a
        let count = tree.count(of: list)
        let first = tree.item(0, of: list)
        if !isStable(first, incrementsLater: true) || lifts(first) { materialize(first) }
        let result = makeTemporary()
        let middle = makeTemporary()
        out.word("local")
        write(temporary: middle)
        let second = tree.item(2, of: list)
        open("do")
        deliver(second, to: .temporary(middle))
        close()
        out.word("local")
        write(temporary: result)
        out.write(" =")
        emit(first)
        writeComparison(tree.item(1, of: list))
        write(temporary: middle)
        for index in stride(from: 3, to: count, by: 2) {
            out.word("if")
            write(temporary: result)
            open("then")
            out.word("local")
            let next = makeTemporary()
            write(temporary: next)
            open("do")
            deliver(tree.item(index + 1, of: list), to: .temporary(next))
            close()
            write(temporary: result)
            out.write(" =")
            write(temporary: middle)
            writeComparison(tree.item(index, of: list))
            write(temporary: next)
            if index + 2 < count {
                write(temporary: middle)
                out.write(" =")
                write(temporary: next)
            }
            close()
        }
        temporaries[Int(id)] = result
    }

    private mutating func writeComparison(_ operation: UInt32) {
        advance(to: operation)
        out.word(tree.tokens[Int(operation)].kind.spelling ?? "")
        out.space()
    }

    // MARK: Operators

    /// Prepares a chain of operators, from its left end.
    private mutating func prepareOperators(_ id: NodeID) {
        if prepareConcatenation(id) { return }
        var spine: [NodeID] = []
        var bottom = id
        while (tree[bottom].kind == .binary || tree[bottom].kind == .supportOperator) && lifts(bottom) {
            spine.append(bottom)
            bottom = tree[bottom].a
        }
        prepare(bottom)
        var used = temporaries[Int(bottom)] == 0 ? nil : temporaries[Int(bottom)]
        // With many lifted operands their temporaries would fill the function: each gets a block of its own.
        let isLong = spine.count > 8
        for operation in spine.reversed() {
            let node = tree[operation]
            if lifts(node.b) {
                let increments = analysis[node.b].contains(.increments)
                if !isStable(node.a, incrementsLater: increments) { materialize(node.a, reusing: used) }
                if isLong {
                    let own = temporaries[Int(node.a)]
                    let temporary = own == 0 ? declareTemporary() : own
                    open("do")
                    prepare(node.b)
                    write(temporary: temporary)
                    out.write(" =")
                    emit(operation)
                    close()
                    temporaries[Int(operation)] = temporary
                    used = temporary
                    continue
                }
                prepare(node.b)
            }
            if analysis[operation].contains(.isSevered) {
                sever(operation, reusing: used)
                used = temporaries[Int(operation)]
            }
        }
    }

    /// Prepares `a .. b .. c ..`, whose operands nest to the right; false if there are few.
    private mutating func prepareConcatenation(_ id: NodeID) -> Bool {
        var spine: [NodeID] = []
        var operands: [NodeID] = []
        var rest = id
        while tree[rest].kind == .binary, tree.tokens[Int(tree[rest].c)].kind == .concat, lifts(rest) {
            spine.append(rest)
            operands.append(tree[rest].a)
            rest = tree[rest].b
        }
        guard operands.count > 8 else { return false }
        prepareOperands(operands + [rest])
        for operation in spine.reversed() where analysis[operation].contains(.isSevered) { sever(operation) }
        return true
    }

    // MARK: Increments and walrus assignments

    /// Carries out an increment.
    mutating func prepareIncrement(_ id: NodeID) {
        let node = tree[id]
        let target = tree[node.a]
        let isPrefix = node.c == 1
        if target.kind == .field, !isStable(target.a, incrementsLater: false) { materialize(target.a) }
        if target.kind == .local, isPrefix {
            emit(node.a)
            out.write(" =")
            emit(node.a)
            out.write(" + 1")
            return
        }
        let temporary = declareTemporary(named: name(of: node.a))
        out.write(" =")
        emit(node.a)
        if isPrefix { out.write(" + 1") }
        startStatement(node.a)
        emit(node.a)
        out.write(" =")
        write(temporary: temporary)
        if !isPrefix { out.write(" + 1") }
        temporaries[Int(id)] = temporary
    }

    /// Carries out a walrus assignment.
    private mutating func prepareWalrus(_ node: Node) {
        let first = tree.item(0, of: node.a)
        if predeclared.contains(first) {
            open("do")
            prepare(node.b)
            writeVariables(node.a)
            out.write(" =")
            emit(node.b)
            close()
        } else {
            emitLocals(node.a, values: [node.b])
        }
    }

    /// Writes variables with commas between them.
    mutating func writeVariables(_ list: ListID) {
        for index in 0..<tree.count(of: list) {
            if index > 0 { out.write(",") }
            write(variable: tree.item(index, of: list))
        }
    }
}
