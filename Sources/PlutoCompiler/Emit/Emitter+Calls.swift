import PlutoSyntax

/// Writing arguments, method calls and pipes.
extension Emitter {
    /// Writes arguments with their parentheses.
    mutating func emitArguments(_ list: ListID, of call: NodeID) {
        out.write("(")
        let count = tree.count(of: list)
        let callee = tree[tree[call].a]
        if count == 1, tree[call].kind == .call, callee.kind == .global, callee.a == Word.callonce {
            // The function tells its call sites apart by a number, and by when the chunk was loaded.
            emitSingle(tree.item(0, of: list))
            out.write(", \(tree[call].first), \(places)")
        } else {
            for index in 0..<count {
                if index > 0 { out.write(",") }
                emit(tree.item(index, of: list))
            }
        }
        out.write(")")
    }

    /// Writes `, a, b` for arguments that follow others.
    mutating func emitMoreArguments(_ list: ListID) {
        for index in 0..<tree.count(of: list) {
            out.write(",")
            emit(tree.item(index, of: list))
        }
    }

    /// Writes a method call on a variable.
    mutating func emitLookup(_ id: NodeID, _ node: Node) {
        if let function = lookedUp[id] {
            write(temporary: function)
            out.write("(")
            emit(node.a)
            emitMoreArguments(node.b)
            out.write(")")
            return
        }
        if !needsLookup(id) {
            emitFallible(node.a)
            out.write(":")
            out.write(tree.names.spelling(node.c))
            emitArguments(node.b, of: id)
            return
        }
        openParenthesis()
        emitFallible(node.a)
        write(field: node.c)
        out.write(" or ")
        write(support: "mi")
        out.write("(")
        emit(node.a)
        out.write(", ")
        out.write(quoted: Array(tree.names.spelling(node.c)))
        out.write("))(")
        emit(node.a)
        emitMoreArguments(node.b)
        out.write(")")
    }

    /// Writes a stage of a pipe as a call.
    mutating func emitPipe(_ node: Node) {
        advance(to: node.first)
        if tree[node.b].kind == .function, temporaries[Int(node.b)] == 0 {
            openParenthesis()
            emit(node.b)
            out.write(")")
        } else {
            emitCallee(node.b)
        }
        out.write("(")
        emitPiped(node.a, hasMore: tree.count(of: node.c) > 0)
        for index in 0..<tree.count(of: node.c) {
            out.write(",")
            emitSingle(tree.item(index, of: node.c))
        }
        out.write(")")
    }

    /// Writes the function of a pipe, which stands behind the value in the source, on the current line.
    private mutating func emitCallee(_ id: NodeID) {
        if isPrefix(id) {
            emitFallible(id)
        } else {
            openParenthesis()
            emit(id)
            out.write(")")
        }
    }

    private mutating func emitPiped(_ value: NodeID, hasMore: Bool) {
        if hasMore { emit(value) } else { emitSingle(value) }
    }

    /// Writes a stage of a pipe that calls a method.
    mutating func emitPipeMethod(_ node: Node) {
        let items = tree.items(of: node.c)
        let name = items[items.startIndex]
        if methods.needsLookup(name) || !tree.names.isLuaIdentifier(name) {
            openParenthesis()
            emitFallible(node.b)
            write(field: name)
            out.write(" or ")
            write(support: "mi")
            out.write("(")
            emit(node.b)
            out.write(", ")
            out.write(quoted: Array(tree.names.spelling(name)))
            out.write("))(")
            emit(node.b)
            out.write(",")
        } else {
            emitFallible(node.b)
            out.write(":")
            out.write(tree.names.spelling(name))
            out.write("(")
        }
        emitPiped(node.a, hasMore: items.count > 1)
        for argument in items.dropFirst() {
            out.write(",")
            emitSingle(argument)
        }
        out.write(")")
    }
}
