extension Parser {
    /// Lua's limit of local variables in a function.
    private static let maximumLocals = 200

    /// Makes a variable that is not in scope yet.
    mutating func makeVariable(token index: UInt32, traits: Variable.Traits = []) -> UInt32 {
        tree.variables.append(
            Variable(
                name: tree.tokens[Int(index)].name, token: index, function: scopes.function.record, traits: traits))
        return UInt32(truncatingIfNeeded: tree.variables.count - 1)
    }

    /// Makes a variable with a name that no token spells.
    mutating func makeVariable(named name: UInt32, at index: UInt32, traits: Variable.Traits = []) -> UInt32 {
        tree.variables.append(Variable(name: name, token: index, function: scopes.function.record, traits: traits))
        return UInt32(truncatingIfNeeded: tree.variables.count - 1)
    }

    /// Brings the variables of one statement into scope; with many locals they are kept in a table.
    mutating func activateMovable(_ variables: [UInt32]) {
        let slot = UInt32(truncatingIfNeeded: scopes.function.activeLocals)
        let isClosed = variables.contains { tree.variables[Int($0)].traits.contains(.isClosed) }
        if warnings.isActive { warnOfShadows(variables) }
        for variable in variables {
            if !isClosed { tree.variables[Int(variable)].slot = slot }
            tree.variables[Int(variable)].block = scopes.block
            activate(variable)
        }
    }

    /// Warns of variables that hide another one of their function, and of unused ones when their block ends.
    private mutating func warnOfShadows(_ variables: [UInt32]) {
        for variable in variables {
            let record = tree.variables[Int(variable)]
            guard case .variable(let hidden) = scopes.meaning(of: record.name),
                tree.variables[Int(hidden)].function == record.function, !isThrowaway(record.name)
            else { continue }
            let line = tree.tokens[Int(tree.variables[Int(hidden)].token)].line
            warn(
                .variableShadow,
                "duplicate local declaration: '\(tree.names.text(record.name))' hides the one on line \(line)",
                at: record.token, hint: "choose another name, or assign to the variable that is there")
        }
    }

    /// Whether a name says that its value is not wanted.
    private func isThrowaway(_ name: UInt32) -> Bool { tree.names.spelling(name).first == UInt8(ascii: "_") }

    /// Warns of local variables that were never used.
    mutating func warnOfUnusedVariables() {
        for variable in tree.variables
        where variable.block != 0 || variable.traits.contains(.isDispensable) {
            guard variable.traits.isDisjoint(with: [.isUsed, .isClosed]), !isThrowaway(variable.name) else { continue }
            let kind: String
            if !variable.traits.contains(.isDispensable) {
                kind = "local variable"
            } else {
                kind = variable.traits.contains(.isParameter) ? "parameter" : "loop variable"
            }
            warn(
                .unused, "unused \(kind) '\(tree.names.text(variable.name))'", at: variable.token,
                hint: "remove it, or let its name begin with '_'")
        }
    }

    /// Notes that the parameters of a function are its own choice: it has a name by which it is called, and is no
    /// method that takes the place of another.
    mutating func noteParametersMatter(_ function: UInt32) {
        guard warnings.isActive else { return }
        for parameter in tree.items(of: tree.functions[Int(function)].parameters) {
            tree.variables[Int(parameter)].traits.insert(.isDispensable)
        }
    }

    /// Brings a variable into scope.
    mutating func activate(_ variable: UInt32) {
        let isHeld = tree.variables[Int(variable)].slot < Variable.heldLimit
        scopes.bind(tree.variables[Int(variable)].name, to: .variable(variable), isHeld: isHeld)
        let record = Int(scopes.function.record)
        let active = UInt32(truncatingIfNeeded: scopes.function.activeLocals)
        if active > tree.functions[record].localPeak { tree.functions[record].localPeak = active }
        if scopes.function.heldLocals > Self.maximumLocals, !scopes.function.hasTooManyLocals {
            scopes.function.hasTooManyLocals = true
            let line = tree.functions[Int(scopes.function.record)].line
            let place = scopes.functions.count == 1 ? "main function" : "function at line \(line)"
            report(
                "too many local variables (limit is \(Self.maximumLocals)) in \(place)",
                at: tree.variables[Int(variable)].token,
                hint: "put some of them into a table, or into an inner block 'do ... end'")
        }
    }

    /// Makes a node for a use of a name.
    mutating func use(_ name: UInt32, at index: UInt32) throws(ParseFailure) -> NodeID {
        switch scopes.meaning(of: name) {
        case .variable(let variable):
            tree.variables[Int(variable)].traits.insert(.isUsed)
            if tree.variables[Int(variable)].function != scopes.function.record {
                tree.variables[Int(variable)].traits.insert(.isCaptured)
            }
            return make(.local, at: index, variable)
        case .constant(let constant):
            return make(.constant, at: index, constant)
        case .enumeration(let enumeration):
            return try enumerationUse(enumeration, at: index)
        case .global:
            return make(.global, at: index, name)
        case nil:
            if scopes.undeclaredNames == .areErrors, name != Word.environment {
                report(
                    "variable '\(tree.names.text(name))' not declared", at: index,
                    hint: "declare it with 'local' or 'global'")
            }
            return make(.global, at: index, name)
        }
    }

    /// Makes a node that stands on one token.
    @inline(__always)
    mutating func make(_ kind: NodeKind, at index: UInt32, _ a: UInt32 = 0, _ b: UInt32 = 0, _ c: UInt32 = 0) -> NodeID {
        tree.nodes.append(Node(kind: kind, first: index, last: index, a: a, b: b, c: c))
        return NodeID(truncatingIfNeeded: tree.nodes.count - 1)
    }

    /// Notes that an expression is assigned, and checks that it can be.
    mutating func noteAssignment(to target: NodeID) {
        let node = tree[target]
        switch node.kind {
        case .local:
            let index = Int(node.a)
            if tree.variables[index].traits.contains(.isReadOnly) {
                reportConstantAssignment(tree.variables[index].name, at: node.first)
            }
            tree.variables[index].traits.insert(.isAssigned)
            tree.variables[index].callee = 0
            tree.variables[index].heldTypes = .any
            if tree.variables[index].function != scopes.function.record {
                tree.variables[index].traits.insert(.isAssignedInClosure)
            }
        case .constant:
            reportConstantAssignment(tree.tokens[Int(node.last)].name, at: node.first)
        case .global:
            if !declaredGlobals.contains(node.a) { globalFunctions[node.a] = 0 }
            switch scopes.meaning(of: node.a) {
            case .global(isReadOnly: true): reportConstantAssignment(node.a, at: node.first)
            case nil where scopes.undeclaredNames == .areConstants:
                reportConstantAssignment(node.a, at: node.first)
            default: break
            }
        default: break
        }
    }

    private mutating func reportConstantAssignment(_ name: UInt32, at index: UInt32) {
        report(
            "attempt to assign to const variable '\(tree.names.text(name))'", at: index,
            hint: "copy the value into a new local variable and change that one")
    }

    /// The function whose parameter list is known for a callee, or nil.
    func knownFunction(_ callee: NodeID) -> UInt32? {
        let node = tree[callee]
        switch node.kind {
        case .local:
            let known = tree.variables[Int(node.a)].callee
            return known == 0 ? nil : known - 1
        case .global:
            guard let known = globalFunctions[node.a], known != 0 else { return nil }
            return known - 1
        default: return nil
        }
    }

    /// The function that an expression certainly yields, or nil.
    func functionValue(_ value: NodeID) -> UInt32? {
        tree[value].kind == .function ? tree[value].a : knownFunction(value)
    }

    /// Notes that a variable or global has been given a function whose parameters are known.
    mutating func noteFunction(_ function: UInt32?, for target: NodeID, isFirst: Bool) {
        guard let function else { return }
        let node = tree[target]
        switch node.kind {
        case .global where isFirst: globalFunctions[node.a] = function + 1
        default: break
        }
    }

    // MARK: Labels and jumps

    /// Reads a `goto`, whose keyword has been read.
    mutating func gotoStatement(from first: UInt32) throws(ParseFailure) -> NodeID {
        let index = try expectFieldName()
        let name = tree.tokens[Int(index)].name
        if scopes.label(name) == nil {
            scopes.addJump(to: name, token: first)
        }
        return make(.gotoStatement, from: first, name)
    }

    /// Reads labels and semicolons up to the next real statement and pushes the label nodes.
    ///
    /// Labels at the end of a block see none of the block's locals, so a run of them is looked at as a whole.
    ///
    /// Source: Lua 5.4 manual 3.3.4.
    mutating func labels(block: ScopeStack.BlockMark, inSwitch: Bool) throws(ParseFailure) {
        var run: [UInt32] = []
        while kind == .doubleColon || kind == .semicolon {
            if accept(.semicolon) { continue }
            let first = mark
            advance()
            let index = try expectFieldName()
            try expect(.doubleColon)
            run.append(index)
            // Lua reads a run of labels recursively.
            if run.count + depth > Self.maximumDepth {
                try fail("chunk has too many syntax levels (limit is \(Self.maximumDepth))")
            }
            scratch.append(make(.label, from: first, tree.tokens[Int(index)].name))
        }
        // In a switch, another part or a test follows even at the end of a body.
        let isLast = blockEnds(inSwitch: inSwitch) && kind != .until && !inSwitch
        if !run.isEmpty { assignedTypes.forget() }
        for index in run { define(label: index, block: block, isLast: isLast) }
    }

    private mutating func define(label index: UInt32, block: ScopeStack.BlockMark, isLast: Bool) {
        let name = tree.tokens[Int(index)].name
        if let earlier = scopes.label(name) {
            report("label '\(tree.names.text(name))' already defined on line \(earlier.line)", at: index)
            return
        }
        let active = isLast ? block.activeLocals : scopes.function.activeLocals
        let line = tree.tokens[Int(index)].line
        for jump in scopes.addLabel(name, line: line, activeLocals: active, block: block)
        where jump.activeLocals < active {
            let local = tree.names.text(scopes.localName(jump.activeLocals))
            report(
                "<goto \(tree.names.text(name))> at line \(tree.tokens[Int(jump.token)].line) jumps into the scope of local '\(local)'",
                at: jump.token,
                hint: "a goto never jumps into the scope of '\(local)'; "
                    + "wrap the statements between it and the label in 'do ... end'")
        }
    }

    /// Reports the jumps of a function that has ended and that have no label.
    mutating func reportLostJumps(_ jumps: [ScopeStack.Jump]) {
        for jump in jumps {
            let line = tree.tokens[Int(jump.token)].line
            report("no visible label '\(tree.names.text(jump.name))' for <goto> at line \(line)", at: jump.token)
        }
    }
}
