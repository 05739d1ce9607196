import PlutoSyntax

/// Preparing calls, field accesses, safe navigation and pipes.
extension Emitter {
    /// Prepares a value with its suffixes, from the value on.
    mutating func prepareSuffixes(_ id: NodeID) {
        var spine: [NodeID] = []
        var bottom = id
        while Self.isStep(tree[bottom].kind), lifts(bottom) {
            spine.append(bottom)
            bottom = tree[bottom].a
        }
        prepare(bottom)
        nameForChain(spine)
        // The temporary of one step may hold the value of the next.
        var used = temporaries[Int(bottom)] == 0 ? nil : temporaries[Int(bottom)]
        for step in spine.reversed() {
            prepareStep(step, reusing: used)
            if analysis[step].contains(.isSevered), temporaries[Int(step)] == 0 { sever(step, reusing: used) }
            let object = temporaries[Int(tree[step].a)]
            if temporaries[Int(step)] != 0 { used = temporaries[Int(step)] } else if object != 0 { used = object }
        }
    }

    /// Notes the name of the value that the temporary of a safe navigation holds in the end.
    private mutating func nameForChain(_ spine: [NodeID]) {
        guard let first = spine.lastIndex(where: { isSafeStep($0) }) else { return }
        var last = first
        while last > 0, isSafeStep(spine[last - 1]) { last -= 1 }
        chainNames[tree[spine[first]].a] = name(of: spine[last])
    }

    private func isSafeStep(_ id: NodeID) -> Bool {
        switch tree[id].kind {
        case .safeField, .safeIndex, .safeMethod, .safeMaybeMethod: true
        default: false
        }
    }

    private static func isStep(_ kind: NodeKind) -> Bool {
        switch kind {
        case .field, .index, .call, .method, .safeField, .safeIndex, .safeMethod, .maybeMethod, .safeMaybeMethod,
            .pipe, .pipeMethod:
            true
        default: false
        }
    }

    /// Prepares one step whose object has been prepared.
    private mutating func prepareStep(_ id: NodeID, reusing used: UInt32?) {
        let node = tree[id]
        switch node.kind {
        case .index: prepareOperands([node.a, node.b])
        case .call: prepareOperands([node.a] + tree.items(of: node.b))
        case .method: prepareMethod(id, node, reusing: used)
        case .safeField, .safeIndex, .safeMethod, .maybeMethod, .safeMaybeMethod:
            prepareSafeStep(id, node)
        case .pipe: preparePipe(id, node, reusing: used)
        case .pipeMethod:
            if !analysis[node.a].contains(.isQuiet) { materialize(node.a, reusing: used) }
            prepareOperands([node.a, node.b] + tree.items(of: node.c).dropFirst())
        default: break
        }
    }

    private mutating func preparePipe(_ id: NodeID, _ node: Node, reusing used: UInt32?) {
        // The value comes first, then the function, but the call names the function first.
        if !analysis[node.a].contains(.isQuiet) { materialize(node.a, reusing: used) }
        prepareOperands([node.a, node.b] + tree.items(of: node.c))
    }

    /// Prepares a method call; the object becomes a variable if the method must be looked up.
    mutating func prepareMethod(_ id: NodeID, _ node: Node, reusing used: UInt32? = nil) {
        let arguments = Array(tree.items(of: node.b))
        guard arguments.contains(where: { lifts($0) }) else {
            if needsLookup(id), !isVariable(node.a) { materialize(node.a, reusing: used) }
            return
        }
        let increments = arguments.contains { analysis[$0].contains(.increments) }
        fix(node.a, incrementsLater: increments)
        let function = declareTemporary(named: node.c)
        out.write(" =")
        emitFunction(named: node.c, of: node.a)
        lookedUp[id] = function
        prepareOperands(arguments)
    }

    /// Makes sure that an object stands in a variable that what follows does not change.
    private mutating func fix(_ object: NodeID, incrementsLater: Bool) {
        if !isStable(object, incrementsLater: incrementsLater) || !isVariable(object) { materialize(object) }
    }

    /// Writes the lookup of a method in a variable, failing if there is none.
    private mutating func emitFunction(named name: UInt32, of object: NodeID) {
        emitFallible(object)
        write(field: name)
        out.write(" or ")
        write(support: "mi")
        out.write("(")
        emit(object)
        out.write(", ")
        out.write(quoted: Array(tree.names.spelling(name)))
        out.write(")")
    }

    /// Prepares a step with a guard; its value ends up in a temporary.
    private mutating func prepareSafeStep(_ id: NodeID, _ node: Node) {
        if node.kind == .maybeMethod {
            prepareMaybe(id, node)
            return
        }
        // The object's own temporary, if it has one, is not needed for anything else.
        let result = ownTemporary(of: node.a)
        advance(to: node.first)
        out.word("if")
        write(temporary: result)
        open("then")
        switch node.kind {
        case .safeField:
            write(temporary: result)
            out.write(" =")
            advance(to: node.last)
            write(operand: result)
            write(field: node.b)
        case .safeIndex:
            prepare(node.b)
            write(temporary: result)
            out.write(" =")
            write(operand: result)
            out.write("[")
            emit(node.b)
            out.write("]")
        case .safeMethod:
            prepareMethod(id, node)
            write(temporary: result)
            out.write(" =")
            emitLookup(id, node)
        default:
            let function = declareMaybe(node)
            out.word("if")
            write(temporary: function)
            open("then")
            prepareOperands(Array(tree.items(of: node.b)))
            write(temporary: result)
            out.write(" =")
            emitMaybeCall(function, node)
            out.word("else")
            write(temporary: result)
            out.write(" =")
            write(temporary: function)
            close()
        }
        close()
        temporaries[Int(id)] = result
    }

    /// The temporary that holds a value, and that may be overwritten.
    private mutating func ownTemporary(of id: NodeID) -> UInt32 {
        if temporaries[Int(id)] != 0 { return temporaries[Int(id)] }
        sever(id)
        return temporaries[Int(id)]
    }

    /// Declares a temporary with the method of a variable, nil if it has none.
    private mutating func declareMaybe(_ node: Node) -> UInt32 {
        let function = declareTemporary(named: node.c)
        out.write(" =")
        emitFallible(node.a)
        write(field: node.c)
        if methods.needsLookup(node.c) {
            out.word("if")
            write(temporary: function)
            out.word("== nil then")
            write(temporary: function)
            out.write(" =")
            write(support: "method")
            out.write("(")
            emit(node.a)
            out.write(", ")
            out.write(quoted: Array(tree.names.spelling(node.c)))
            out.write(") end")
        }
        return function
    }

    private mutating func emitMaybeCall(_ function: UInt32, _ node: Node) {
        write(temporary: function)
        out.write("(")
        emit(node.a)
        emitMoreArguments(node.b)
        out.write(")")
    }

    /// Prepares `o:m?(...)`.
    private mutating func prepareMaybe(_ id: NodeID, _ node: Node) {
        let increments = tree.items(of: node.b).contains { analysis[$0].contains(.increments) }
        fix(node.a, incrementsLater: increments)
        let own = temporaries[Int(node.a)]
        if own != 0 { open("do") }
        let function = declareMaybe(node)
        let result = own != 0 ? own : function
        out.word("if")
        write(temporary: function)
        open("then")
        prepareOperands(Array(tree.items(of: node.b)))
        write(temporary: result)
        out.write(" =")
        emitMaybeCall(function, node)
        if own != 0 {
            out.word("else")
            write(temporary: result)
            out.write(" =")
            write(temporary: function)
        }
        close()
        if own != 0 { close() }
        temporaries[Int(id)] = result
    }

    // MARK: Safe calls as statements and with several results

    /// Whether a node is a safe call, whose results are cut to one except in a few places.
    func isSafeCall(_ id: NodeID) -> Bool {
        switch tree[id].kind {
        case .safeMethod, .maybeMethod, .safeMaybeMethod: true
        default: false
        }
    }

    /// Writes a safe call as statements.
    ///
    /// - Parameter targets: writes the targets of its results, or is nil for a statement. If the call does not
    ///   happen, the first target receives the value that stopped it.
    mutating func emitSafeCall(_ id: NodeID, targets: ((inout Emitter) -> Void)?) {
        let node = tree[id]
        var opened = 0
        prepare(node.a)
        if node.kind != .maybeMethod {
            let increments = tree.items(of: node.b).contains { analysis[$0].contains(.increments) }
            fix(node.a, incrementsLater: increments)
            assign(node.a, to: targets)
            out.word("if")
            emit(node.a)
            open("then")
            opened += 1
        } else {
            let increments = tree.items(of: node.b).contains { analysis[$0].contains(.increments) }
            fix(node.a, incrementsLater: increments)
        }
        if node.kind == .safeMethod {
            prepareMethod(id, node)
            startCall(targets)
            if targets == nil, lookedUp[id] == nil, needsLookup(id) { out.word(";") }
            emitLookup(id, node)
        } else {
            let function = declareMaybe(node)
            if let targets {
                targets(&self)
                out.write(" =")
                write(temporary: function)
            }
            out.word("if")
            write(temporary: function)
            open("then")
            opened += 1
            prepareOperands(Array(tree.items(of: node.b)))
            if let targets {
                targets(&self)
                out.write(" =")
            }
            emitMaybeCall(function, node)
        }
        for _ in 0..<opened { close() }
    }

    private mutating func assign(_ value: NodeID, to targets: ((inout Emitter) -> Void)?) {
        guard let targets else { return }
        targets(&self)
        out.write(" =")
        emit(value)
    }

    private mutating func startCall(_ targets: ((inout Emitter) -> Void)?) {
        guard let targets else { return }
        targets(&self)
        out.write(" =")
    }
}
