/// The types of the values that were assigned to variables just before, with nothing between that could change them.
///
/// What is remembered holds for the block of the assignments alone, and until a statement that is neither an assignment
/// nor a declaration, or that runs code of the script: a call, or a function that may run later.
struct AssignedTypes {
    /// A variable: a local, or a global by its name.
    private struct Entry {
        let kind: NodeKind
        let variable: UInt32
        var types: ValueTypes
    }

    /// How many assignments are remembered, so that long rows of them take no time.
    private static let limit = 16

    private var entries: [Entry] = []
    private var block: UInt32 = 0

    /// The types that a variable's value has in a block, or nil if that is not evident.
    func types(of variable: Node, in block: UInt32) -> ValueTypes? {
        guard block == self.block else { return nil }
        return entries.last { $0.kind == variable.kind && $0.variable == variable.a }?.types
    }

    /// Remembers the types of a value that has been assigned in a block.
    mutating func note(_ types: ValueTypes, for variable: Node, in block: UInt32) {
        if block != self.block { entries.removeAll(keepingCapacity: true) }
        self.block = block
        if entries.count == Self.limit { entries.removeFirst() }
        entries.append(Entry(kind: variable.kind, variable: variable.a, types: types))
    }

    /// Forgets everything.
    mutating func forget() { entries.removeAll(keepingCapacity: true) }
}

extension Parser {
    /// Remembers what the statement that has been read assigns.
    ///
    /// - Parameter begin: the number of nodes in front of the statement.
    /// - Complexity: O(size of the statement).
    mutating func noteAssignedTypes(by statement: NodeID, since begin: Int) {
        let node = tree[statement]
        guard statement != 0, node.kind == .assignment || node.kind == .localStatement,
            !tree.nodes[begin...].contains(where: { runsCode($0.kind) })
        else {
            assignedTypes.forget()
            return
        }
        guard node.kind == .assignment else { return }
        let count = tree.count(of: node.b)
        let rest: ValueTypes = tree[tree.item(count - 1, of: node.b)].kind == .vararg ? .any : .nil
        for position in 0..<tree.count(of: node.a) {
            let target = tree[tree.item(position, of: node.a)]
            guard target.kind == .local || target.kind == .global else { continue }
            let types = position < count ? evidentTypes(of: tree.item(position, of: node.b)) : rest
            assignedTypes.note(types, for: target, in: scopes.block)
        }
    }

    /// Whether evaluating an expression runs code of the script, or makes a function that could run later.
    private func runsCode(_ kind: NodeKind) -> Bool {
        switch kind {
        case .call, .method, .function, .safeMethod, .maybeMethod, .safeMaybeMethod, .pipe, .pipeMethod, .new,
            .increment, .block:
            true
        default: false
        }
    }
}
