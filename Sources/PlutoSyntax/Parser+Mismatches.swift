/// Warnings of values whose type is not the one that a hint promises, where both are evident.
extension Parser {
    /// The types that an expression can have.
    ///
    /// - Parameter depth: how many operators and parentheses around it are being looked at; behind a few of them
    ///   nothing is evident.
    func evidentTypes(of expression: NodeID, depth: Int = 0) -> ValueTypes {
        if depth > 12 { return .any }
        let depth = depth + 1
        let node = tree[expression]
        switch node.kind {
        case .nilLiteral: return .nil
        case .trueLiteral, .falseLiteral: return .boolean
        case .string, .interpolation: return .string
        case .table, .enumerationTable: return .table
        case .function: return .function
        case .number: return types(of: Literal.number(tree.text(of: node.first)))
        case .constant: return types(of: tree.constants[Int(node.a)])
        case .global: return assignedTypes.types(of: node, in: scopes.block) ?? .any
        case .local:
            if let types = assignedTypes.types(of: node, in: scopes.block) { return types }
            let variable = tree.variables[Int(node.a)]
            if variable.callee != 0 { return .function }
            // A function may run after assignments that are still to be read.
            let isHere = variable.function == scopes.function.record
            return isHere && variable.heldTypes != .any ? variable.heldTypes : variable.types
        case .paren: return evidentTypes(of: node.a, depth: depth)
        case .unary: return unaryTypes(node, depth)
        case .binary: return binaryTypes(node, depth)
        case .supportOperator:
            switch tree.tokens[Int(node.c)].kind {
            case .spaceship: return .integer
            case .power: return .any
            default: return .boolean
            }
        case .chain: return .boolean
        case .ternary: return evidentTypes(of: node.b, depth: depth).union(evidentTypes(of: node.c, depth: depth))
        case .logical: return logicalTypes(node, depth)
        case .call:
            guard let function = knownFunction(node.a) else { return .any }
            return tree.functions[Int(function)].resultTypes
        default: return .any
        }
    }

    private func types(of constant: Constant) -> ValueTypes {
        switch constant {
        case .nil: .nil
        case .boolean: .boolean
        case .integer: .integer
        case .float: .float
        case .string: .string
        }
    }

    private func unaryTypes(_ node: Node, _ depth: Int) -> ValueTypes {
        switch tree.tokens[Int(node.c)].kind {
        case .not, .bang: return .boolean
        case .minus:
            let operand = evidentTypes(of: node.a, depth: depth)
            return operand.isSubset(of: .number) ? operand : .any
        case .hash: return evidentTypes(of: node.a, depth: depth) == .string ? .integer : .any
        default: return .any
        }
    }

    private func logicalTypes(_ node: Node, _ depth: Int) -> ValueTypes {
        var first = evidentTypes(of: node.a, depth: depth)
        let second = evidentTypes(of: node.b, depth: depth)
        if first == .any || second == .any { return .any }
        if tree.tokens[Int(node.c)].kind != .and { first.remove(.nil) }
        return first.union(second)
    }

    private func binaryTypes(_ node: Node, _ depth: Int) -> ValueTypes {
        switch tree.tokens[Int(node.c)].kind {
        case .equal, .notEqual, .bangEqual, .less, .lessEqual, .greater, .greaterEqual: return .boolean
        case .concat:
            let text: ValueTypes = [.string, .integer, .float, .boolean]
            let both = evidentTypes(of: node.a, depth: depth).union(evidentTypes(of: node.b, depth: depth))
            return both.isSubset(of: text) ? .string : .any
        case .plus, .minus, .star, .doubleSlash, .percent:
            let both = evidentTypes(of: node.a, depth: depth).union(evidentTypes(of: node.b, depth: depth))
            return both.isSubset(of: .number) ? both : .any
        case .slash, .caret:
            let both = evidentTypes(of: node.a, depth: depth).union(evidentTypes(of: node.b, depth: depth))
            return both.isSubset(of: .number) ? .float : .any
        default: return .any
        }
    }

    /// Warns if a value cannot have the type that a hint promises.
    ///
    /// - Parameters:
    ///   - kind: what the hint is for: a variable, a parameter, a field, the result.
    ///   - name: its name, or nil if it has none.
    mutating func warnOfMismatch(_ value: NodeID, _ hint: ValueTypes, _ kind: String, _ name: UInt32? = nil) {
        guard warnings.isActive, hint != .any else { return }
        let found = evidentTypes(of: value)
        guard hint.isDisjoint(with: found) else { return }
        let text = name.map { "\(kind) '\(tree.names.text($0))'" } ?? kind
        warn(
            .typeMismatch, "type mismatch: \(text) is declared as \(hint.description), the value is \(found.description)",
            at: tree[value].first)
    }

    /// Warns of a value that does not fit the hint of a variable.
    private mutating func warnOfMismatch(_ value: NodeID, for variable: UInt32, _ kind: String) {
        let variable = tree.variables[Int(variable)]
        warnOfMismatch(value, variable.types, kind, variable.name)
    }

    /// Remembers the types of the value with which a variable is declared.
    ///
    /// Nil is no value to remember: a variable without a value gets one later, perhaps in an earlier turn of a loop.
    mutating func noteTypes(of value: NodeID, for variable: Int) {
        let types = evidentTypes(of: value)
        if !types.contains(.nil) { tree.variables[variable].heldTypes = types }
    }

    /// Warns of values that do not fit the hints of the variables that they are for.
    mutating func warnOfMismatches(_ values: ListID, of variables: ListID) {
        guard warnings.isActive else { return }
        for position in 0..<min(tree.count(of: values), tree.count(of: variables)) {
            warnOfMismatch(tree.item(position, of: values), for: tree.item(position, of: variables), "variable")
        }
    }

    /// Warns of a value that does not fit the hint of the variable to which it is assigned.
    mutating func warnOfMismatch(_ value: NodeID, assignedTo target: NodeID) {
        guard tree[target].kind == .local else { return }
        warnOfMismatch(value, for: tree[target].a, "variable")
    }

    /// Warns of arguments that do not fit the parameters of a known function.
    ///
    /// - Parameters:
    ///   - callee: the expression that is called.
    ///   - start: where in `scratch` the arguments begin.
    mutating func warnOfArgumentTypes(_ function: FunctionRecord, callee: NodeID, since start: Int) {
        for (position, parameter) in tree.items(of: function.parameters).enumerated() {
            guard start + position < scratch.count else {
                warnOfMissing(parameter, of: function, callee: callee, since: start)
                return
            }
            let value = scratch[start + position]
            // A default takes the place of nil, also where an argument is left out by name.
            if tree[value].kind == .nilLiteral, function.defaults != 0 { continue }
            warnOfMismatch(value, for: parameter, "parameter")
        }
    }

    /// Warns of a parameter for which a call has no argument although its hint excludes nil.
    private mutating func warnOfMissing(
        _ parameter: UInt32, of function: FunctionRecord, callee: NodeID, since start: Int
    ) {
        let variable = tree.variables[Int(parameter)]
        guard function.defaults == 0, !variable.types.contains(.nil) else { return }
        if scratch.count > start {
            // The last argument may be several values.
            switch tree[scratch[scratch.count - 1]].kind {
            case .call, .method, .vararg, .pipe, .pipeMethod, .new: return
            default: break
            }
        }
        warn(
            .typeMismatch, "type mismatch: parameter '\(tree.names.text(variable.name))' is declared as "
                + "\(variable.types.description), the argument is missing", at: tree[callee].first)
    }

    /// Warns of a result that does not fit the hint of its function.
    mutating func warnOfResult(_ values: ListID) {
        guard warnings.isActive, tree.count(of: values) == 1 else { return }
        let hint = tree.functions[Int(scopes.function.record)].resultTypes
        warnOfMismatch(tree.item(0, of: values), hint, "the result")
    }
}
