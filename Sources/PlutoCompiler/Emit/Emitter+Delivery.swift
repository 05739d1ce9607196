import PlutoSyntax

/// Where the value of an expression goes.
enum Sink {
    /// Into a declared temporary.
    case temporary(UInt32)
    /// Into a declared variable of the script that nothing else sees yet.
    case variable(UInt32)
    /// Into the target of an assignment.
    case target(NodeID)
    /// Out of the function: all values, or only the first.
    case results(isSingle: Bool)
}

/// Writing statements that put the value of an expression somewhere.
extension Emitter {
    /// Writes the variable of a sink.
    mutating func write(sink: Sink) {
        switch sink {
        case .temporary(let temporary): write(temporary: temporary)
        case .variable(let variable): write(variable: variable)
        case .target(let target): emit(target)
        case .results: break
        }
    }

    /// Writes statements that evaluate an expression and put its value into a sink.
    ///
    /// The statements may declare temporaries in the block that is open.
    mutating func deliver(_ id: NodeID, to sink: Sink) {
        let inner = withoutParentheses(id)
        let node = tree[inner]
        if lifts(inner) {
            switch node.kind {
            case .ternary:
                if !isInline(node) {
                    deliverTernary(inner, to: sink)
                    return
                }
            case .switchExpression:
                emitSwitch(node.a, from: node, to: sink)
                return
            case .logical:
                switch sink {
                case .temporary(let temporary):
                    accumulate(inner, in: temporary, isDeclared: true)
                    return
                default: break
                }
            default: break
            }
            prepare(id)
        }
        switch sink {
        case .results(let isSingle):
            advance(to: tree[id].first)
            out.word("return")
            emitResult(id, isSingle: isSingle)
        default:
            if case .target(let target) = sink { startStatement(target) }
            if case .temporary(let temporary) = sink, temporaries[Int(id)] == temporary { return }
            write(sink: sink)
            out.write(" =")
            emit(id)
        }
    }

    private func isInline(_ node: Node) -> Bool {
        Analysis.isCertainlyTruthy(node.b, tree) && !lifts(node.b) && !lifts(node.c)
    }

    /// The expression inside parentheses, if it has one value anyway.
    private func withoutParentheses(_ id: NodeID) -> NodeID {
        var inner = id
        while tree[inner].kind == .paren, temporaries[Int(inner)] == 0 { inner = tree[inner].a }
        switch tree[inner].kind {
        case .ternary, .switchExpression, .logical: return inner
        default: return id
        }
    }

    private mutating func deliverTernary(_ id: NodeID, to sink: Sink) {
        var branchSink = sink
        if case .results = sink { branchSink = .results(isSingle: true) }
        var current = tree[id]
        advance(to: current.first)
        prepare(current.a)
        out.word("if")
        depth += 1
        while true {
            emit(current.a)
            out.word("then")
            deliver(current.b, to: branchSink)
            let next = withoutParentheses(current.c)
            if tree[next].kind == .ternary, lifts(next), !isInline(tree[next]), !lifts(tree[next].a) {
                out.word("elseif")
                current = tree[next]
                continue
            }
            out.word("else")
            deliver(current.c, to: branchSink)
            close()
            return
        }
    }

    // MARK: Local variables

    /// Writes the declaration of local variables with values, in the block that is open.
    ///
    /// Nothing but the variables remains in scope, as far as Lua allows it.
    mutating func emitLocals(_ variables: ListID, values: [NodeID]) {
        let count = tree.count(of: variables)
        if count > 0, keepsInTable(tree.item(0, of: variables)) {
            emitStores(variables, values: values)
            return
        }
        let isClosed = tree.items(of: variables).contains { tree.variables[Int($0)].traits.contains(.isClosed) }
        guard values.contains(where: { lifts($0) }) || wantsSafeCall(values, count) else {
            out.word("local")
            writeDeclared(variables)
            if !values.isEmpty {
                out.write(" =")
                emitList(values)
            }
            return
        }
        if count == 1, values.count == 1, !isClosed, emitAccumulated(tree.item(0, of: variables), values[0]) { return }
        if isClosed || values.contains(where: { mentions($0, variables) }) {
            // The values still mean the variables outside.
            var results: [UInt32] = []
            out.word("local")
            for index in 0..<count {
                if index > 0 { out.write(",") }
                results.append(makeTemporary())
                write(temporary: results[index])
            }
            emitAssignments(to: results.map { .temporary($0) }, values: values)
            out.word("local")
            writeDeclared(variables)
            out.write(" =")
            for index in 0..<count {
                if index > 0 { out.write(",") }
                write(temporary: results[index])
            }
            return
        }
        out.word("local")
        writeDeclared(variables)
        emitAssignments(to: tree.items(of: variables).map { .variable($0) }, values: values)
    }

    /// Writes the declaration of variables that are kept in a table.
    private mutating func emitStores(_ variables: ListID, values: [NodeID]) {
        let count = tree.count(of: variables)
        if values.contains(where: { lifts($0) }) || wantsSafeCall(values, count) {
            emitAssignments(to: tree.items(of: variables).map { .variable($0) }, values: values)
            return
        }
        writeVariables(variables)
        out.write(" =")
        if values.isEmpty { out.word("nil") } else { emitList(values) }
    }

    /// Writes variables with the attributes that Lua must know.
    private mutating func writeDeclared(_ variables: ListID) {
        for index in 0..<tree.count(of: variables) {
            if index > 0 { out.write(",") }
            let variable = tree.item(index, of: variables)
            advance(to: tree.variables[Int(variable)].token)
            write(variable: variable)
            if tree.variables[Int(variable)].traits.contains(.isClosed) { out.write(" <close>") }
        }
    }

    /// Writes expressions with commas between them.
    mutating func emitList(_ values: [NodeID]) {
        for (index, value) in values.enumerated() {
            if index > 0 { out.write(",") }
            emit(value)
        }
    }

    /// Whether the last of a list of values is a safe call that has to supply several of them.
    func wantsSafeCall(_ values: [NodeID], _ targets: Int) -> Bool {
        guard let last = values.last else { return false }
        return targets > values.count && isSafeCall(last)
    }

    /// Writes a block that assigns values to variables.
    private mutating func emitAssignments(to sinks: [Sink], values: [NodeID]) {
        open("do")
        if sinks.count == 1, values.count == 1 {
            deliver(values[0], to: sinks[0])
        } else if wantsSafeCall(values, sinks.count), let call = values.last {
            prepareAll(values.dropLast())
            for index in 0..<(values.count - 1) {
                write(sink: sinks[index])
                out.write(" =")
                emit(values[index])
            }
            let rest = Array(sinks[(values.count - 1)...])
            emitSafeCall(call) { emitter in
                for (index, sink) in rest.enumerated() {
                    if index > 0 { emitter.out.write(",") }
                    emitter.write(sink: sink)
                }
            }
        } else {
            prepareOperands(values)
            // Lua evaluates all values of an assignment in registers of their own. Nothing sees these variables yet, so
            // that many of them are assigned one by one.
            let alone = sinks.count > Self.temporaryLimit && values.count <= sinks.count ? values.count - 1 : 0
            for index in 0..<alone {
                write(sink: sinks[index])
                out.write(" =")
                emit(values[index])
            }
            for index in alone..<sinks.count {
                if index > alone { out.write(",") }
                write(sink: sinks[index])
            }
            out.write(" =")
            emitList(Array(values[alone...]))
        }
        close()
    }

    /// Prepares values of which nothing may remain to be evaluated.
    mutating func prepareAll(_ values: some Sequence<NodeID>) {
        for value in values where !isStable(value, incrementsLater: true) { materialize(value) }
    }

    /// Writes `local x = a if x == nil then x = b end`; false if the value does not have that form.
    private mutating func emitAccumulated(_ variable: UInt32, _ value: NodeID) -> Bool {
        let name = tree.variables[Int(variable)].name
        // Only the part that is evaluated before the variable is declared may mention its name.
        guard let base = baseInPlace(of: value),
            !mentions(from: tree[base].last + 1, to: tree[value].last, name: name)
        else { return false }
        out.word("local")
        write(variable: variable)
        out.write(" =")
        emit(base)
        let temporary = makeTemporary(standingFor: variable)
        temporaries[Int(base)] = temporary
        let (place, count) = (out.bytes.count, counter)
        deliver(value, to: .temporary(temporary))
        if counter > count {
            // What was declared on the way must not stay in scope beside the variable.
            out.insert(" do", at: place)
            out.word("end")
        }
        return true
    }

    /// Whether the tokens of an expression hold the name of one of some variables.
    func mentions(_ id: NodeID, _ variables: ListID) -> Bool {
        tree.items(of: variables).contains { mentions(id, name: tree.variables[Int($0)].name) }
    }

    /// Whether the tokens of an expression hold a name.
    ///
    /// - Complexity: O(length of the expression).
    func mentions(_ id: NodeID, name: UInt32) -> Bool {
        mentions(from: tree[id].first, to: tree[id].last, name: name)
    }

    private func mentions(from first: UInt32, to last: UInt32, name: UInt32) -> Bool {
        guard first <= last else { return false }
        for index in Int(first)...Int(last) where tree.tokens[index].kind == .name {
            let found = tree.tokens[index].name
            // `parent` stands for the names of a class and of `self`; the name of a field is none of a variable.
            guard found == name || found == Word.parent else { continue }
            if index == 0 || tree.tokens[index - 1].kind != .dot { return true }
        }
        return false
    }
}
