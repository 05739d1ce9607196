/// Parsing stops at the current statement: its diagnostic has been recorded.
struct ParseFailure: Error {}

/// Builds the syntax tree of a chunk from its tokens, by recursive descent.
///
/// The parser also resolves names and evaluates constants, because both decide how a text is read: `$if`
/// needs constants, named arguments need the parameters of the function that is called.
struct Parser {
    /// The restrictions under which an expression is read.
    struct Context: OptionSet {
        let rawValue: UInt8
        /// A colon ends the expression.
        static let colonEnds = Context(rawValue: 1)
        /// A bar ends the expression.
        static let barEnds = Context(rawValue: 2)
        /// `:=` may be used.
        static let allowsWalrus = Context(rawValue: 4)
        /// The next thing is the middle of a `case` list: no ternary and no function at the outermost level.
        static let isCaseValue = Context(rawValue: 8)
    }

    var tree: SyntaxTree
    var faults: [Lexer.Fault]
    var diagnostics: [Diagnostic] = []
    let options: ParserOptions

    /// Comments that speak to the compiler, in the order of their places.
    var directives: [Lexer.Directive] = []
    /// The token at which the next of them takes effect.
    var nextDirective = Int.max

    /// The current token.
    var position = 0
    var kind: TokenKind = .endOfSource
    var context: Context = []
    /// The number of nested constructs that are being read.
    var depth = 0
    /// Items of lists that are being collected.
    var scratch: [UInt32] = []

    var scopes = ScopeStack()
    var warnings: WarningSwitches
    /// What is evident of the values of variables, for warnings.
    var assignedTypes = AssignedTypes()
    /// The token behind the last `@fallthrough` comment.
    var annotatedFallthrough = -1
    var softWords = SoftWordStates()
    var classContexts: [ClassContext] = []
    var members = MemberAccesses()
    /// Whether an error of syntax has been met: what follows may be misread, so only syntax is reported.
    var hasLostItsPlace = false
    /// The number of walrus assignments in the condition that is being read.
    var walrusCount = 0
    /// Whether the arguments that were read last have names or a trailing comma.
    var argumentsAreRewritten = false
    /// The number of statements so far of which nothing remains.
    var erasedStatements = 0
    /// Functions known by the name of the global that holds them; 0 for globals assigned more than once.
    var globalFunctions: [UInt32: UInt32] = [:]

    /// The first block whose `end` stands further left than its beginning: one inside it may be unclosed.
    var suspiciousBlock: (opening: UInt32, end: UInt32)?

    /// The token behind the last `return` statement.
    var markAfterReturn: UInt32?
    /// Globals whose parameters have been declared, which stays so whatever is assigned to them.
    var declaredGlobals: Set<UInt32> = []

    /// The number of nested constructs that Lua's own compiler accepts.
    static let maximumDepth = 190

    init(tree: SyntaxTree, faults: [Lexer.Fault], directives: [Lexer.Directive], options: ParserOptions) {
        self.tree = tree
        self.faults = faults
        self.options = options
        warnings = WarningSwitches(isActive: options.wantsWarnings)
        self.directives = directives.reversed()
        nextDirective = directives.first?.token ?? .max
        kind = tree.tokens[0].kind
        scopes.reserve(names: tree.names.count)
    }

    // MARK: Tokens

    /// The current token.
    var token: Token { tree.tokens[position] }

    /// The number of the current token, as nodes hold it.
    var mark: UInt32 { UInt32(truncatingIfNeeded: position) }

    /// The number of the token before the current one.
    var previous: UInt32 { UInt32(truncatingIfNeeded: max(0, position - 1)) }

    /// The kind of a token further on.
    @inline(__always)
    func kind(ahead count: Int) -> TokenKind {
        let index = position + count
        return index < tree.tokens.count ? tree.tokens[index].kind : .endOfSource
    }

    /// The name of the current token.
    @inline(__always)
    var name: UInt32 { tree.tokens[position].name }

    /// The name of a token further on, or an identifier that no name has.
    @inline(__always)
    func name(ahead count: Int) -> UInt32 {
        let index = position + count
        guard index < tree.tokens.count, tree.tokens[index].kind == .name else { return .max }
        return tree.tokens[index].name
    }

    /// Whether the current token is a certain word that is no reserved one.
    @inline(__always)
    func isWord(_ word: UInt32) -> Bool { kind == .name && name == word }

    /// Steps to the next token.
    @inline(__always)
    mutating func advance() {
        if position + 1 < tree.tokens.count { position += 1 }
        kind = tree.tokens[position].kind
    }

    /// Steps over a token if it is the current one.
    @inline(__always)
    mutating func accept(_ expected: TokenKind) -> Bool {
        guard kind == expected else { return false }
        advance()
        return true
    }

    /// Steps over a token that must be the current one.
    mutating func expect(_ expected: TokenKind, hint: String? = nil) throws(ParseFailure) {
        guard kind == expected else {
            try fail("'\(expected.spelling ?? "")' expected", hint: hint ?? expectationHint(expected))
        }
        advance()
    }

    /// Steps over the token that closes what another one opened.
    mutating func expect(_ expected: TokenKind, closing opener: TokenKind, at opening: UInt32) throws(ParseFailure) {
        guard kind != expected else {
            if expected == .end { noteEnd(of: opening) }
            advance()
            return
        }
        if hasLostItsPlace, kind == .end || kind == .else || kind == .elseif || kind == .until {
            // The block that this ends may have been skipped.
            throw ParseFailure()
        }
        let line = tree.tokens[Int(opening)].line
        let message = "'\(expected.spelling ?? "")' expected"
        let hint = expected == .end ? missingEndHint ?? expectationHint(expected) : expectationHint(expected)
        // The opener of an enumeration or a class is a word like any other name.
        let word = opener.spelling ?? tree.names.text(tree.tokens[Int(opening)].name)
        if line == token.line {
            try fail(message, hint: hint)
        } else {
            try fail("\(message) (to close '\(word)' at line \(line))", hint: hint)
        }
    }

    // MARK: Nesting

    /// Counts one level of nesting; the caller leaves it by `depth -= 1`.
    @inline(__always)
    mutating func enter() throws(ParseFailure) {
        depth += 1
        if depth > Self.maximumDepth {
            try fail(
                "chunk has too many syntax levels (limit is \(Self.maximumDepth))",
                hint: "split the nested construct: assign its inner parts to local variables")
        }
    }

    // MARK: Nodes

    /// Makes a node that ends before the current token.
    @inline(__always)
    mutating func make(
        _ kind: NodeKind, from first: UInt32, _ a: UInt32 = 0, _ b: UInt32 = 0, _ c: UInt32 = 0
    ) -> NodeID {
        tree.nodes.append(Node(kind: kind, first: first, last: previous, a: a, b: b, c: c))
        return NodeID(truncatingIfNeeded: tree.nodes.count - 1)
    }

    /// Makes a list of what has been pushed to `scratch` since a mark, and takes it away.
    @inline(__always)
    mutating func list(since start: Int) -> ListID {
        let count = scratch.count - start
        if count == 0 { return 0 }
        let list = ListID(truncatingIfNeeded: tree.lists.count)
        tree.lists.append(UInt32(truncatingIfNeeded: count))
        if count == 1 {
            tree.lists.append(scratch[start])
            scratch.removeLast()
        } else {
            tree.lists.append(contentsOf: scratch[start...])
            scratch.removeLast(count)
        }
        return list
    }

    /// Makes a list of given items.
    mutating func list(_ items: [UInt32]) -> ListID {
        let start = scratch.count
        scratch.append(contentsOf: items)
        return list(since: start)
    }

    /// The number that the next node will have.
    var nextNode: NodeID { NodeID(truncatingIfNeeded: tree.nodes.count) }
}

/// What the parser needs to know from outside.
package struct ParserOptions: Sendable {
    /// Whether assigning to the control variable of a `for` loop is an error.
    package var controlVariablesAreConstant = true
    /// Whether to look for warnings.
    package var wantsWarnings = false
    /// Reads a file for `$include`.
    package var readFile: (@Sendable (String) -> [UInt8]?)?

    package init(wantsWarnings: Bool = false, readFile: (@Sendable (String) -> [UInt8]?)? = nil) {
        self.wantsWarnings = wantsWarnings
        self.readFile = readFile
    }
}
