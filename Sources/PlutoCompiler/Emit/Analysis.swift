import PlutoSyntax

/// What the emitter must know about every node before it writes the first one.
///
/// Nodes are numbered from the leaves up, so one pass over them finds everything without recursion.
struct Analysis {
    struct Traits: OptionSet {
        let rawValue: UInt8
        init(rawValue: UInt8) { self.rawValue = rawValue }
        /// Lua reads the node's tokens as they are.
        static let isPlain = Traits(rawValue: 1)
        /// Statements must be written before the statement that holds the node.
        static let lifts = Traits(rawValue: 2)
        /// Evaluating the node runs no code of the script and cannot fail.
        static let isQuiet = Traits(rawValue: 4)
        /// The node holds an increment.
        static let increments = Traits(rawValue: 8)
        /// The node holds a walrus assignment.
        static let hasWalrus = Traits(rawValue: 16)
        /// The node would be nested too deeply in the emitted text and gets a variable of its own.
        static let isSevered = Traits(rawValue: 32)

        /// What a node has because a part of it has.
        static let inherited: Traits = [.lifts, .increments, .hasWalrus]
    }

    private(set) var traits: [Traits]
    /// Whether the chunk calls `callonce`.
    private(set) var callsOnce = false
    /// How deeply the emitted text of each expression nests.
    private var depths: [UInt8]

    /// The nesting of emitted text at which an expression is cut.
    private static let depthLimit: UInt8 = 40

    /// For each function whether its later locals are kept in tables.
    private var keepsTables: [Bool]
    /// Whether any function does.
    private let hasTables: Bool

    /// Lua's limit of locals, and the number of them that leaves room for temporaries.
    private static let (localLimit, roomyLimit): (UInt32, UInt32) = (200, 175)

    /// Looks at all nodes of a tree.
    ///
    /// - Parameter makesRoom: whether functions with many locals need room for temporaries.
    /// - Complexity: O(size of the tree).
    init(_ tree: SyntaxTree, methods: TableMethods, makesRoom: Bool = false) {
        let limit = makesRoom ? Self.roomyLimit : Self.localLimit
        keepsTables = tree.functions.map { $0.localPeak > limit }
        hasTables = keepsTables.contains(true)
        traits = [Traits](repeating: [], count: tree.nodes.count)
        depths = [UInt8](repeating: 0, count: tree.nodes.count)
        for index in 1..<max(1, tree.nodes.count) {
            let id = NodeID(index)
            let node = tree.nodes[index]
            traits[index] = node.kind.rawValue < NodeKind.block.rawValue
                ? expressionTraits(node, id, tree, methods) : statementTraits(node, tree)
        }
    }

    @inline(__always)
    subscript(node: NodeID) -> Traits { traits[Int(node)] }

    /// Whether temporaries may not fit into some function beside its locals: statements need some, too.
    func isCrowded(_ tree: SyntaxTree) -> Bool {
        tree.functions.contains { $0.localPeak > Self.roomyLimit }
            && traits.dropFirst().contains { !$0.contains(.isPlain) }
    }

    /// Whether a variable is kept in a table because its function has too many locals.
    @inline(__always)
    func isInTable(_ variable: Variable) -> Bool {
        hasTables && variable.slot >= Variable.heldLimit && keepsTables[Int(variable.function)]
    }

    // MARK: Expressions

    private mutating func expressionTraits(
        _ node: Node, _ id: NodeID, _ tree: SyntaxTree, _ methods: TableMethods
    ) -> Traits {
        switch node.kind {
        case .nilLiteral: return node.a == 1 ? .isQuiet : [.isPlain, .isQuiet]
        case .trueLiteral, .falseLiteral: return [.isPlain, .isQuiet]
        case .vararg: return .isPlain
        case .number, .string:
            return tree.tokens[Int(node.first)].traits.contains(.needsRewriting) ? .isQuiet : [.isPlain, .isQuiet]
        case .constant, .interpolationText, .enumerationTable: return .isQuiet
        case .local:
            let variable = tree.variables[Int(node.a)]
            return isSpelled(variable.name, at: node, tree) && !isInTable(variable) ? [.isPlain, .isQuiet] : .isQuiet
        case .global: return isSpelled(node.a, at: node, tree) ? .isPlain : []
        case .function:
            return functionIsPlain(tree.functions[Int(node.a)], tree) ? [.isPlain, .isQuiet] : .isQuiet
        case .field:
            let object = traits[Int(node.a)]
            depths[Int(id)] = depths[Int(node.a)]
            let isPlain = object.contains(.isPlain) && !node.isRewritten && tree.names.isLuaIdentifier(node.b)
                && Self.isPrefix(tree[node.a].kind)
            return object.intersection(.inherited).union(isPlain ? .isPlain : [])
        case .index:
            nest(id, flat: node.a, node.b)
            let both = joined(node.a, node.b)
            return plain(both, if: Self.isPrefix(tree[node.a].kind))
        case .call:
            let arguments = nest(id, flat: node.a, list: node.b, tree)
            let isOnce = tree[node.a].kind == .global && tree[node.a].a == Word.callonce
            if isOnce { callsOnce = true }
            let isPlain = !node.isRewritten && Self.isPrefix(tree[node.a].kind) && !isOnce
            return plain(joined(traits[Int(node.a)], arguments), if: isPlain)
        case .method:
            return methodTraits(node, id, tree, methods)
        case .table:
            let fields = nest(id, flat: 0, list: node.a, tree)
            return plain(fields, if: !node.isRewritten)
        case .positionalField:
            depths[Int(id)] = depths[Int(node.a)]
            return traits[Int(node.a)].intersection(.inherited.union(.isPlain))
        case .namedField:
            depths[Int(id)] = depths[Int(node.a)]
            let isPlain = node.a != 0 && node.c == 0 && tree.names.isLuaIdentifier(node.b)
                && tree.tokens[Int(node.first)].name == node.b && tree.tokens[Int(node.first) + 1].kind == .assign
            return plain(traits[Int(node.a)].intersection(.inherited.union(.isPlain)), if: isPlain)
        case .keyedField:
            nest(id, flat: 0, node.a, node.b)
            return plain(joined(node.a, node.b), if: node.b != 0)
        default:
            return operatorTraits(node, id, tree)
        }
    }

    /// Whether the token of a variable is its name, and Lua can read it.
    private func isSpelled(_ name: UInt32, at node: Node, _ tree: SyntaxTree) -> Bool {
        let token = tree.tokens[Int(node.first)]
        return token.kind == .name && token.name == name && tree.names.isLuaIdentifier(name)
    }

    private mutating func methodTraits(
        _ node: Node, _ id: NodeID, _ tree: SyntaxTree, _ methods: TableMethods
    ) -> Traits {
        let arguments = nest(id, flat: node.a, list: node.b, tree)
        let object = tree[node.a]
        let isDirect = tree.names.isLuaIdentifier(node.c) && !methods.needsLookup(node.c)
        var result = joined(traits[Int(node.a)], arguments)
        if !isDirect, object.kind != .local, object.kind != .global, object.kind != .string {
            // The object is written inside the arguments of the lookup.
            depths[Int(id)] = max(depths[Int(id)], add(depths[Int(node.a)], 1))
            result.formUnion(sever(id))
        }
        return plain(result, if: isDirect && !node.isRewritten && Self.isPrefix(object.kind))
    }

    private mutating func operatorTraits(_ node: Node, _ id: NodeID, _ tree: SyntaxTree) -> Traits {
        switch node.kind {
        case .paren:
            nest(id, flat: 0, node.a)
            return traits[Int(node.a)].intersection(.inherited.union([.isPlain, .isQuiet]))
        case .unary:
            nest(id, flat: 0, node.a)
            let first = traits[Int(node.a)]
            let operation = tree.tokens[Int(node.c)].kind
            let isQuiet = (operation == .not || operation == .bang) && first.contains(.isQuiet)
            return plain(first.intersection(.inherited.union(.isPlain)), if: operation != .bang)
                .union(isQuiet ? .isQuiet : [])
        case .positive:
            nest(id, flat: 0, node.a)
            return traits[Int(node.a)].intersection(.inherited)
        case .binary:
            nest(id, flat: node.a, node.b)
            return plain(joined(node.a, node.b), if: tree.tokens[Int(node.c)].kind != .bangEqual)
        case .logical:
            nest(id, flat: node.a, node.b)
            var result = joined(node.a, node.b)
            if tree.tokens[Int(node.c)].kind == .coalesce {
                result.remove(.isPlain)
                if !Self.coalescesInline(node, tree) { result.insert(.lifts) }
            }
            return result
        case .supportOperator:
            nest(id, flat: 0, node.a, node.b)
            return joined(node.a, node.b).subtracting(.isPlain).union(sever(id))
        case .chain:
            return chainTraits(node, id, tree)
        case .ternary:
            nest(id, flat: 0, node.a, node.b)
            nest(id, flat: id, node.c)
            let result = joined(joined(node.a, node.b), traits[Int(node.c)]).subtracting(.isPlain)
            return Self.isCertainlyTruthy(node.b, tree) ? result.union(sever(id)) : result.union(.lifts)
        case .increment: return [.lifts, .increments]
        case .walrus: return [.lifts, .hasWalrus]
        case .switchExpression: return switchTraits(tree.switches[Int(node.a)], tree)
        case .interpolation:
            let pieces = nest(id, flat: 0, list: node.a, tree)
            depths[Int(id)] = add(depths[Int(id)], 2)
            return pieces.intersection(.inherited).union(sever(id))
        case .new:
            let arguments = nest(id, flat: 0, list: node.b, tree)
            return joined(traits[Int(node.a)], arguments).intersection(.inherited).union(sever(id))
        default:
            return navigationTraits(node, id, tree)
        }
    }

    /// Safe navigation and pipes.
    private mutating func navigationTraits(_ node: Node, _ id: NodeID, _ tree: SyntaxTree) -> Traits {
        var result = traits[Int(node.a)].intersection(.inherited)
        let isLocal = tree[node.a].kind == .local
        switch node.kind {
        case .safeField:
            nest(id, flat: 0, node.a)
            if !isLocal { result.insert(.lifts) }
        case .safeIndex:
            nest(id, flat: 0, node.a, node.b)
            result.formUnion(traits[Int(node.b)].intersection(.inherited))
            if !isLocal { result.insert(.lifts) }
        case .safeMethod:
            result.formUnion(nest(id, flat: 0, list: node.b, tree).intersection(.inherited))
            if !isLocal { result.insert(.lifts) }
        case .maybeMethod, .safeMaybeMethod:
            result.formUnion(nest(id, flat: 0, list: node.b, tree).intersection(.inherited))
            result.insert(.lifts)
        case .pipe:
            result.formUnion(nest(id, flat: 0, list: node.c, tree).intersection(.inherited))
            nest(id, flat: id, node.a, node.b)
            result.formUnion(traits[Int(node.b)].intersection(.inherited))
            let isFunction = tree[node.b].kind == .function
                && tree.tokens[Int(tree[node.b].first)].line == tree.tokens[Int(node.first)].line
            let isOrdered = traits[Int(node.a)].contains(.isQuiet) || isFunction
            if !isOrdered { result.insert(.lifts) }
        case .pipeMethod:
            for argument in tree.items(of: node.c).dropFirst() {
                result.formUnion(traits[Int(argument)].intersection(.inherited))
            }
            if !traits[Int(node.a)].contains(.isQuiet) { result.insert(.lifts) }
        default: break
        }
        return result.union(sever(id))
    }

    private mutating func chainTraits(_ node: Node, _ id: NodeID, _ tree: SyntaxTree) -> Traits {
        var result: Traits = []
        let items = tree.items(of: node.a)
        for (index, item) in items.enumerated() where index % 2 == 0 {
            result.formUnion(traits[Int(item)].intersection(.inherited))
            nest(id, flat: id, item)
            let isInside = index > 0 && index < items.count - 1
            if isInside, !traits[Int(item)].contains(.isQuiet) || tree[item].kind == .function { result.insert(.lifts) }
        }
        return result
    }

    private func switchTraits(_ record: SwitchRecord, _ tree: SyntaxTree) -> Traits {
        var result: Traits = .lifts
        result.formUnion(traits[Int(record.control)].intersection(.increments))
        let items = tree.items(of: record.parts)
        for start in stride(from: items.startIndex, to: items.endIndex, by: 3) {
            for value in tree.items(of: items[start]) { result.formUnion(traits[Int(value)].intersection(.increments)) }
            result.formUnion(traits[Int(items[start + 1])].intersection(.increments))
        }
        return result
    }

    // MARK: Combining

    @inline(__always)
    private func add(_ depth: UInt8, _ more: UInt8) -> UInt8 { depth > 255 - more ? 255 : depth + more }

    /// Sets the depth of a node: one part is written beside it, the others inside it.
    private mutating func nest(_ id: NodeID, flat: NodeID, _ first: NodeID, _ second: NodeID = 0) {
        depths[Int(id)] = max(depths[Int(flat)], add(max(depths[Int(first)], depths[Int(second)]), 1))
    }

    /// Sets the depth of a node with a list of parts inside it, and joins their traits.
    @discardableResult
    private mutating func nest(_ id: NodeID, flat: NodeID, list: ListID, _ tree: SyntaxTree) -> Traits {
        var result: Traits = [.isPlain]
        var deepest: UInt8 = 0
        for item in tree.items(of: list) {
            let other = traits[Int(item)]
            if !other.contains(.isPlain) { result.remove(.isPlain) }
            result.formUnion(other.intersection(.inherited))
            deepest = max(deepest, depths[Int(item)])
        }
        depths[Int(id)] = max(depths[Int(flat)], add(deepest, 1))
        return result
    }

    /// The traits of a node with two parts.
    func joined(_ first: NodeID, _ second: NodeID) -> Traits {
        joined(traits[Int(first)], traits[Int(second)])
    }

    private func joined(_ first: Traits, _ second: Traits) -> Traits {
        first.union(second).intersection(.inherited).union(first.intersection(second).intersection(.isPlain))
    }

    private func joined(_ first: Traits, _ second: NodeID) -> Traits { joined(first, traits[Int(second)]) }

    @inline(__always)
    private func plain(_ traits: Traits, if condition: Bool) -> Traits {
        condition ? traits : traits.subtracting(.isPlain)
    }

    /// Cuts a node off from what it stands in if it nests too deeply.
    private mutating func sever(_ id: NodeID) -> Traits {
        guard depths[Int(id)] > Self.depthLimit else { return [] }
        depths[Int(id)] = 0
        return [.lifts, .isSevered]
    }
}
