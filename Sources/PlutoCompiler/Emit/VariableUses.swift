import PlutoSyntax

/// Where the names of a chunk are used as variables, so that a temporary can borrow one.
///
/// Lua's messages name variables. A temporary that is called like the field that it holds makes them speak of the
/// script's `items`; a number in their place would say nothing.
struct VariableUses {
    /// For each name where its places begin in `places`, and at the end their number.
    private let starts: [UInt32]
    /// The tokens that stand for variables, by name.
    private let places: [UInt32]
    /// Names that emitted code also uses where no token of theirs stands.
    private let reserved: Set<UInt32>

    /// - Complexity: O(size of the tree).
    init(_ tree: SyntaxTree) {
        var starts = [UInt32](repeating: 0, count: tree.names.count + 1)
        Self.forEachUse(in: tree) { name, _ in starts[Int(name) + 1] += 1 }
        for index in 1..<starts.count { starts[index] += starts[index - 1] }
        var next = starts
        var places = [UInt32](repeating: 0, count: Int(starts[starts.count - 1]))
        Self.forEachUse(in: tree) { name, token in
            places[Int(next[Int(name)])] = token
            next[Int(name)] += 1
        }
        self.starts = starts
        self.places = places
        var reserved: Set<UInt32> = [Word.selfName, Word.environment, Word.parent]
        for record in tree.classes where record.parent != 0 {
            // A parent call names the parent, which stands at the head of the class.
            var base = record.parent
            while tree[base].kind == .field { base = tree[base].a }
            reserved.insert(tree[base].kind == .local ? tree.variables[Int(tree[base].a)].name : tree[base].a)
        }
        self.reserved = reserved
    }

    private static func forEachUse(in tree: SyntaxTree, _ body: (UInt32, UInt32) -> Void) {
        for variable in tree.variables { body(variable.name, variable.token) }
        for node in tree.nodes {
            switch node.kind {
            case .local: body(tree.variables[Int(node.a)].name, node.first)
            case .global: body(node.a, node.first)
            default: break
            }
        }
    }

    /// Whether a name means nothing between two tokens, so that a variable of that name hides nothing there.
    ///
    /// - Complexity: O(number of uses of the name).
    func isFree(_ name: UInt32, from first: UInt32, to last: UInt32) -> Bool {
        if reserved.contains(name) { return false }
        return !places[Int(starts[Int(name)])..<Int(starts[Int(name) + 1])].contains { $0 >= first && $0 <= last }
    }
}
