import PlutoSyntax

/// Writing functions, classes and tables.
extension Emitter {
    // MARK: Functions

    /// Writes a function as a value.
    mutating func emitFunction(_ record: UInt32) {
        advance(to: tree.functions[Int(record)].firstToken)
        open("function")
        emitSignatureAndBody(record, hasWrittenSelf: false)
    }

    /// Writes a function from its parameters to its `end`.
    ///
    /// - Parameter hasWrittenSelf: whether a colon before the name already declares `self`.
    mutating func emitSignatureAndBody(_ record: UInt32, hasWrittenSelf: Bool) {
        let function = tree.functions[Int(record)]
        out.write("(")
        var isFirst = true
        if function.selfVariable != 0, !hasWrittenSelf {
            write(variable: function.selfVariable - 1)
            isFirst = false
        }
        for variable in tree.items(of: function.parameters) {
            if !isFirst { out.write(",") }
            isFirst = false
            advance(to: tree.variables[Int(variable)].token)
            write(variable: variable)
        }
        if function.isVararg {
            if !isFirst { out.write(", ") }
            out.write("...")
        }
        out.write(")")
        emitParameterStatements(function)
        if function.isLambdaExpression {
            deliver(function.body, to: .results(isSingle: true))
        } else {
            emitBlock(function.body)
        }
        advance(to: function.lastToken)
        close()
    }

    /// Writes what happens to the parameters before the body runs.
    private mutating func emitParameterStatements(_ function: FunctionRecord) {
        let count = tree.count(of: function.parameters)
        if function.defaults != 0 {
            for index in 0..<count {
                let value = tree.item(index, of: function.defaults)
                guard value != 0 else { continue }
                let variable = tree.item(index, of: function.parameters)
                advance(to: tree.variables[Int(variable)].token)
                out.word("if")
                write(variable: variable)
                out.word("== nil")
                open("then")
                deliver(value, to: .variable(variable))
                close()
            }
        }
        if function.varargTable != 0 {
            out.word("local")
            write(variable: function.varargTable - 1)
            out.write(" =")
            write(support: "pack")
            out.write("(...)")
        }
        if function.promotions != 0 {
            for index in 0..<count {
                let field = tree.item(index, of: function.promotions)
                guard field != 0 else { continue }
                out.space()
                out.write("self")
                write(field: field - 1)
                out.write(" =")
                write(variable: tree.item(index, of: function.parameters))
            }
        }
    }

    mutating func emitFunctionStatement(_ node: Node) {
        let record = tree[node.b].a
        let isMethod = node.c == 1
        if isPath(node.a) {
            open("function")
            if isMethod {
                let target = tree[node.a]
                emit(target.a)
                out.write(":")
                out.write(tree.names.spelling(target.b))
            } else {
                emit(node.a)
            }
            emitSignatureAndBody(record, hasWrittenSelf: isMethod)
            return
        }
        startStatement(node.a)
        emit(node.a)
        out.write(" =")
        emitFunction(record)
    }

    /// Whether Lua can read a target as the name of a function.
    private func isPath(_ target: NodeID) -> Bool {
        var id = target
        while true {
            let node = tree[id]
            switch node.kind {
            case .local: return true
            case .global: return tree.names.isLuaIdentifier(node.a)
            case .field:
                guard tree.names.isLuaIdentifier(node.b) else { return false }
                id = node.a
            default: return false
            }
        }
    }

    // MARK: Classes

    mutating func emitClass(_ node: Node) {
        let record = tree.classes[Int(node.c)]
        if record.isLocal, !keepsInTable(tree[node.a].a) {
            out.word("local")
            emit(node.a)
        }
        if record.parent != 0, line(of: tree[node.b].last) > line(of: node.first) {
            // A parent that is no class is an error of the line where the class begins: try it there.
            write(support: "extends")
            out.write("({}, ")
            emit(record.parent)
            out.write(")")
        }
        let isLifted = lifts(node.b) || lifts(node.a)
        if isLifted {
            open("do")
            prepareOperands(parts(of: node.a) + [node.b])
        }
        startStatement(node.a)
        emit(node.a)
        out.write(" =")
        emit(node.b)
        if isLifted { close() }
        advance(to: tree[node.b].last)
        if record.parent != 0 {
            write(support: "extends")
            out.write("(")
            emit(node.a)
            out.write(",")
            emit(record.parent)
            out.write(")")
        }
    }

    // MARK: Tables

    /// Writes a table constructor.
    mutating func emitTable(_ node: Node) {
        advance(to: node.first)
        out.space()
        out.write("{")
        for index in 0..<tree.count(of: node.a) {
            if index > 0 { out.write(",") }
            emitField(tree.item(index, of: node.a))
        }
        advance(to: node.last)
        out.write("}")
    }

    private mutating func emitField(_ id: NodeID) {
        let node = tree[id]
        if analysis[id].contains(.isPlain), parts(ofField: id).allSatisfy({ temporaries[Int($0)] == 0 }) {
            emitTokens(from: node.first, to: node.last)
            return
        }
        advance(to: node.first)
        switch node.kind {
        case .namedField:
            out.space()
            writeKey(node.b)
            out.write(" =")
            emitValue(node.a)
        case .keyedField:
            out.space()
            out.write("[ ")
            emit(node.a)
            out.write("] =")
            emitValue(node.b)
        default: emit(node.a)
        }
    }

    private mutating func emitValue(_ id: NodeID) {
        if id == 0 { out.word("nil") } else { emit(id) }
    }

    /// Writes the key of a field: `name` or `["name"]`.
    private mutating func writeKey(_ name: UInt32) {
        if tree.names.isLuaIdentifier(name) {
            out.write(tree.names.spelling(name))
        } else {
            out.write("[")
            out.write(quoted: Array(tree.names.spelling(name)))
            out.write("]")
        }
    }

    /// The number of fields up to which a table with lifted fields is still made by one constructor.
    private static let constructorLimit = 12

    /// Prepares a table constructor some of whose fields lift.
    mutating func prepareTable(_ id: NodeID) {
        let fields = Array(tree.items(of: tree[id].a))
        guard fields.count > Self.constructorLimit else {
            prepareOperands(fields.flatMap { parts(ofField: $0) })
            return
        }
        // Up to the first lifted field by a constructor, then field by field.
        let table = declareTemporary()
        out.write(" = {")
        var next = 1
        var index = 0
        while index < fields.count, !parts(ofField: fields[index]).contains(where: { lifts($0) }) {
            // A value that may be several is cut to one, since more fields follow.
            emitField(fields[index])
            if tree[fields[index]].kind == .positionalField { next += 1 }
            out.write(",")
            index += 1
        }
        out.write("}")
        while index < fields.count {
            emitStore(fields[index], into: table, &next, isLast: index == fields.count - 1)
            index += 1
        }
        temporaries[Int(id)] = table
    }

    private func parts(ofField id: NodeID) -> [NodeID] {
        let node = tree[id]
        switch node.kind {
        case .keyedField: return node.b == 0 ? [node.a] : [node.a, node.b]
        default: return node.a == 0 ? [] : [node.a]
        }
    }

    /// Stores one field of a table that is made field by field.
    private mutating func emitStore(_ id: NodeID, into table: UInt32, _ next: inout Int, isLast: Bool) {
        let node = tree[id]
        advance(to: node.first)
        open("do")
        prepareOperands(parts(ofField: id))
        if node.kind == .positionalField, isLast, isMultiple(node.a) {
            let values = declareTemporary()
            out.write(" =")
            write(support: "pack")
            out.write("(")
            emit(node.a)
            out.write(") for")
            let position = makeTemporary()
            write(temporary: position)
            out.write(" = 1,")
            write(temporary: values)
            out.write(".n do")
            write(temporary: table)
            out.write("[\(next - 1) +")
            write(temporary: position)
            out.write("] =")
            write(temporary: values)
            out.write("[")
            write(temporary: position)
            out.write("] end end")
            return
        }
        write(temporary: table)
        switch node.kind {
        case .namedField:
            write(field: node.b)
            out.write(" =")
            emitValue(node.a)
        case .keyedField:
            out.write("[ ")
            emit(node.a)
            out.write("] =")
            emitValue(node.b)
        default:
            out.write("[\(next)] =")
            emit(node.a)
            next += 1
        }
        close()
    }
}
