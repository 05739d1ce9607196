internal import PlutoCompiler
internal import PlutoSyntax

/// What somebody has typed at a prompt so far, as the front end sees it.
enum InteractiveInput {
    /// A local variable that the input leaves to the next ones.
    struct Local: Equatable {
        let name: String
        let isReadOnly: Bool
    }

    /// There is more to come: the text ends in the middle of something. The message is for when it does not come.
    case incomplete(String)
    /// It is wrong; the message is rendered.
    case faulty(String)
    /// It can be run. An expression has become a `return`.
    case chunk([UInt8], declares: [Local])

    /// The name by which an input hands its locals over. It stands in the emitted text only.
    static let keeper = "_charon_keep"

    private static let returning = Array("return ".utf8)

    /// Reads a text: as statements, or as an expression if it is not those, or if who types it wants a value.
    ///
    /// - Parameter colour: whether messages have the colours of a terminal.
    /// - Complexity: O(length).
    init(_ typed: [UInt8], chunkName: String, colour: Bool) {
        // In a file a first line that begins with "#" is for the kernel; here it is a length.
        let source = typed.first == UInt8(ascii: "#") ? [UInt8(ascii: " ")] + typed : typed
        let (tree, faults) = parse(source)
        if let tree, !Self.meansValue(tree) {
            self = Self.handingOver(source, tree)
            return
        }
        let expression = Self.returning + source
        let (expressionTree, expressionFaults) = parse(expression)
        if expressionTree != nil {
            self = .chunk(expression, declares: [])
            return
        }
        if let tree {
            self = Self.handingOver(source, tree)
            return
        }
        let message = Self.message(faults, expressionFaults, source, chunkName, colour)
        let goesOn = Self.endsTooEarly(faults) || Self.endsTooEarly(expressionFaults)
        self = goesOn ? .incomplete(message) : .faulty(message)
    }

    /// Whether statements that are an expression, too, are meant as one: a call, or `a ~= b`, which as a statement
    /// assigns. The declaration of a class is not.
    private static func meansValue(_ tree: SyntaxTree) -> Bool {
        let statements = statements(of: tree)
        guard statements.count == 1, let only = statements.first else { return false }
        return tree[only].kind == .expressionStatement || tree[only].kind == .compoundAssignment
    }

    /// Whether the first error is that the text ends.
    private static func endsTooEarly(_ diagnostics: [Diagnostic]) -> Bool {
        guard let first = diagnostics.first(where: { $0.severity == .error }) else { return false }
        // A short string ends on its line.
        return first.message.hasSuffix("near <eof>") && !first.message.hasPrefix("unfinished string")
    }

    /// The diagnostics of the reading that understood more of the text.
    private static func message(
        _ statements: [Diagnostic], _ expression: [Diagnostic], _ source: [UInt8], _ chunkName: String,
        _ colour: Bool
    ) -> String {
        let shifted = expression.map { fault in
            Diagnostic(
                severity: fault.severity, line: fault.line,
                column: fault.line == 1 ? fault.column - returning.count : fault.column, length: fault.length,
                message: fault.message, hint: fault.hint, warningName: fault.warningName)
        }
        func place(_ faults: [Diagnostic]) -> (Int, Int) { faults.first.map { ($0.line, $0.column) } ?? (0, 0) }
        let chosen = place(shifted) > place(statements) ? shifted : statements
        return render(chosen, source: source, chunkName: chunkName, colour: colour)
    }

    // MARK: Locals

    /// The statements, followed by the call that hands over the locals of their outermost block.
    private static func handingOver(_ source: [UInt8], _ tree: SyntaxTree) -> InteractiveInput {
        let locals = locals(of: tree)
        if locals.isEmpty { return .chunk(source, declares: []) }
        let handOver = Array("\(keeper)(function() return \(locals.map(\.name).joined(separator: ", ")) end)".utf8)
        guard let last = statements(of: tree).last, tree[last].kind == .returnStatement else {
            // A line of its own, for the last one may end in a comment.
            return .chunk(source + [10] + handOver, declares: locals)
        }
        // In a text with inserted tokens it cannot be said where the statement begins.
        guard tree.tokensFollowSource else { return .chunk(source, declares: []) }
        let start = Int(tree.tokens[Int(tree[last].first)].start)
        return .chunk(source[..<start] + handOver + [32] + source[start...], declares: locals)
    }

    private static func statements(of tree: SyntaxTree) -> ArraySlice<UInt32> {
        guard let main = tree.functions.first, main.body != 0 else { return [] }
        return tree.items(of: tree[main.body].a)
    }

    /// The locals of the outermost block and the members of enumerations, each name once.
    private static func locals(of tree: SyntaxTree) -> [Local] {
        var locals: [Local] = []
        func declare(_ name: UInt32, isReadOnly: Bool) {
            let text = tree.names.text(name)
            // `_ENV` is what the next inputs are compiled with.
            guard tree.names.isLuaIdentifier(name), text != "_ENV" else { return }
            locals.removeAll { $0.name == text }
            locals.append(Local(name: text, isReadOnly: isReadOnly))
        }
        func declare(variable index: UInt32) {
            let variable = tree.variables[Int(index)]
            declare(variable.name, isReadOnly: !variable.traits.isDisjoint(with: [.isReadOnly, .isClosed]))
        }
        for enumeration in tree.enumerations {
            for member in enumeration.members { declare(member.name, isReadOnly: true) }
        }
        for statement in statements(of: tree) {
            let node = tree[statement]
            switch node.kind {
            case .localStatement, .destructuring:
                for variable in tree.items(of: node.a) { declare(variable: variable) }
            case .localFunction:
                declare(variable: node.a)
            case .classStatement where tree.classes[Int(node.c)].isLocal:
                declare(variable: tree[node.a].a)
            default: break
            }
        }
        return locals
    }

    /// The locals of earlier inputs that a text may mean. Words in strings and comments are among them, which does
    /// no harm.
    static func mentioned(in source: [UInt8], of known: [String: Bool]) -> [Local] {
        if known.isEmpty { return [] }
        var found: [String: Bool] = [:]
        let words = source.split { byte in
            !(48...57).contains(byte) && !(65...90).contains(byte) && !(97...122).contains(byte) && byte != 95
        }
        for word in words {
            let name = String(decoding: word, as: UTF8.self)
            if let isReadOnly = known[name] { found[name] = isReadOnly }
        }
        return found.map { Local(name: $0.key, isReadOnly: $0.value) }
    }
}
