import PlutoSyntax

/// Which statements and functions Lua reads as they are, and the shapes that decide how expressions are written.
extension Analysis {
    /// The traits of a statement or a block.
    func statementTraits(_ node: Node, _ tree: SyntaxTree) -> Traits {
        let isPlain: Bool
        switch node.kind {
        case .block:
            isPlain = node.b == 0 && !node.isRewritten && allPlain(node.a, tree) && !needsLabels(node, tree)
        case .localStatement:
            isPlain = !node.isRewritten && allPlain(node.b, tree) && namesArePlain(node.a, tree)
        case .assignment: isPlain = !node.isRewritten && allPlain(node.a, tree) && allPlain(node.b, tree)
        case .expressionStatement, .doStatement:
            isPlain = traits[Int(node.a)].contains(.isPlain) && !node.isRewritten
        case .whileStatement, .repeatStatement: isPlain = joined(node.a, node.b).contains(.isPlain)
        case .numericFor:
            isPlain = allPlain(node.b, tree) && traits[Int(node.c)].contains(.isPlain)
                && tree.names.isLuaIdentifier(tree.variables[Int(node.a)].name)
        case .genericFor:
            isPlain = allPlain(node.b, tree) && traits[Int(node.c)].contains(.isPlain) && namesArePlain(node.a, tree)
                && Self.isIterator(node.b, tree)
        case .ifStatement:
            var everyPart = !node.isRewritten
            let items = tree.items(of: node.a)
            for (index, item) in items.enumerated() where index % 3 != 0 || index == items.count - 1 {
                if item != 0, !traits[Int(item)].contains(.isPlain) { everyPart = false }
            }
            isPlain = everyPart
        case .functionStatement:
            isPlain = joined(node.a, node.b).contains(.isPlain) && !node.isRewritten
        case .localFunction:
            isPlain = traits[Int(node.b)].contains(.isPlain) && !node.isRewritten
                && nameIsPlain(tree.variables[Int(node.a)], tree)
        case .returnStatement: isPlain = allPlain(node.a, tree)
        case .breakStatement: isPlain = !node.isRewritten
        case .gotoStatement, .label: isPlain = tree.names.isLuaIdentifier(node.a)
        default: isPlain = false
        }
        return isPlain ? .isPlain : []
    }

    private func allPlain(_ list: ListID, _ tree: SyntaxTree) -> Bool {
        tree.items(of: list).allSatisfy { traits[Int($0)].contains(.isPlain) }
    }

    private func namesArePlain(_ list: ListID, _ tree: SyntaxTree) -> Bool {
        tree.items(of: list).allSatisfy { nameIsPlain(tree.variables[Int($0)], tree) }
    }

    private func nameIsPlain(_ variable: Variable, _ tree: SyntaxTree) -> Bool {
        tree.names.isLuaIdentifier(variable.name) && !isInTable(variable)
    }

    private func needsLabels(_ block: Node, _ tree: SyntaxTree) -> Bool {
        guard block.c != 0 else { return false }
        let breakable = tree.breakables[Int(block.c - 1)]
        return breakable.needsBreakLabel || breakable.needsContinueLabel
    }

    /// Whether Lua reads a function as it is.
    func functionIsPlain(_ function: FunctionRecord, _ tree: SyntaxTree) -> Bool {
        function.isPlain && traits[Int(function.body)].contains(.isPlain) && namesArePlain(function.parameters, tree)
    }

    // MARK: Shapes

    /// Whether an expression can be followed by a suffix in Lua without parentheses.
    static func isPrefix(_ kind: NodeKind) -> Bool {
        switch kind {
        case .local, .global, .field, .index, .call, .method, .paren: true
        default: false
        }
    }

    /// Whether an expression can be seen to be neither nil nor false.
    static func isCertainlyTruthy(_ id: NodeID, _ tree: SyntaxTree) -> Bool {
        let node = tree[id]
        switch node.kind {
        case .number, .string, .trueLiteral, .table, .function, .interpolation, .enumerationTable: return true
        case .constant: return tree.constants[Int(node.a)].isTruthy
        default: return false
        }
    }

    /// Whether `a ?? b` can be written as an expression of Lua.
    static func coalescesInline(_ node: Node, _ tree: SyntaxTree) -> Bool {
        tree[node.a].kind == .local && (isCertainlyTruthy(node.b, tree) || tree[node.b].kind == .falseLiteral)
    }

    /// Whether the values of a generic `for` are visibly an iterator, so that nothing has to be looked at.
    static func isIterator(_ values: ListID, _ tree: SyntaxTree) -> Bool {
        guard tree.count(of: values) > 0 else { return false }
        let first = tree[tree.item(0, of: values)]
        switch first.kind {
        case .function: return true
        case .global: return first.a == Word.next
        case .call:
            let function = tree[first.a]
            return function.kind == .global && (function.a == Word.pairs || function.a == Word.ipairs)
        default: return false
        }
    }
}
