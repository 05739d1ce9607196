import PlutoSyntax

/// Writes a syntax tree as Lua 5.4 text on the same lines.
///
/// Every expression is written in two steps. `prepare` writes the statements that must run first and remembers which
/// parts now stand in temporaries; `emit` then writes what is left, a plain Lua expression. An expression that does
/// not lift needs no preparation.
struct Emitter {
    var tree: SyntaxTree
    let methods: TableMethods
    let analysis: Analysis
    var out: LuaWriter
    var diagnostics: [Diagnostic] = []

    /// For each node the temporary that holds its value, or 0.
    var temporaries: [UInt32]
    /// Whether the statements that a node needs have been written.
    var isPrepared: [Bool]
    /// The number of temporaries and labels made so far.
    private(set) var counter: UInt32 = 0
    /// A temporary: what its text is made of.
    private struct Temporary {
        /// The name that it has, or carries behind its number, so that Lua's messages tell what it holds; 0 for none.
        var name: UInt32 = 0
        var isWholeName = false
        /// The variable of the script, which nothing else sees yet, that stands in its place, plus 1.
        var variable: UInt32 = 0
        /// The temporary of the table in which it is kept, or 0.
        var table: UInt32 = 0
        /// Its index there.
        var slot: UInt32 = 0
    }

    /// All temporaries, by number.
    private var records = [Temporary()]
    /// Where names are used as variables; nil until a temporary wants a name.
    private var uses: VariableUses?
    /// The names that temporaries in scope have borrowed.
    private(set) var borrowed: [UInt32] = []
    /// Whether each name is among them.
    private var isBorrowed: [Bool] = []
    /// What the names of all temporaries begin with: underscores that no name of the chunk has before a digit.
    private let prefix: String
    /// The name of the support table.
    let support: String

    /// Method calls whose function has been looked up: its temporary, by node.
    var lookedUp: [NodeID: UInt32] = [:]
    /// The names of the values that safe navigations leave in the temporaries of their objects, by object.
    var chainNames: [NodeID: UInt32] = [:]
    /// Holes of interpolated strings whose temporary already is a string.
    var stringified: Set<NodeID> = []
    /// Variables of walrus assignments that are declared in front of their condition.
    var predeclared: Set<UInt32> = []
    /// The temporaries of the tables that hold locals, by the block of the locals.
    var tables: [UInt32: UInt32] = [:]
    /// The first token of the statement that is being written.
    var place: UInt32 = 0
    /// The last token at which a temporary of the statement that is being written can be in scope; nil if variables
    /// of the script are written behind that.
    var scopeEnd: UInt32?
    /// The last token of the block that is being written, as `scopeEnd` has it for variables of the block itself.
    var blockEnd: UInt32?
    /// The number of open blocks and expressions of the emitted text.
    var depth = 0

    /// The nesting that Lua's compiler surely accepts.
    private static let depthLimit = 190

    init(_ tree: SyntaxTree, rewritesAllMethods: Bool) {
        methods = TableMethods(tree, rewritesAll: rewritesAllMethods)
        let first = Analysis(tree, methods: methods)
        analysis = first.isCrowded(tree) ? Analysis(tree, methods: methods, makesRoom: true) : first
        // Memory that is never written costs nothing, but a copy of what has been written does.
        out = LuaWriter(capacity: tree.source.count * 4 + 256)
        temporaries = [UInt32](repeating: 0, count: tree.nodes.count)
        isPrepared = [Bool](repeating: false, count: tree.nodes.count)
        (prefix, support) = Self.freeNames(tree.names)
        self.tree = tree
    }

    /// Writes the whole chunk.
    ///
    /// - Complexity: O(length of the source).
    mutating func run() {
        out.write("local \(support) = ... ")
        // Each time that the chunk is loaded its calls of `callonce` are new places.
        if analysis.callsOnce { out.write("local \(places) = {} ") }
        out.write("return function(...)")
        emitBlock(tree.functions[0].body)
        close()
        out.write(10)
    }

    /// Names that no name of the chunk can be taken for.
    private static func freeNames(_ names: NameTable) -> (prefix: String, support: String) {
        var taken: Set<Int> = []
        var supportIsTaken = false
        for name in 0..<UInt32(names.count) {
            let spelling = names.spelling(name)
            guard spelling.first == UInt8(ascii: "_") else { continue }
            let underscores = spelling.prefix { $0 == UInt8(ascii: "_") }.count
            if let next = spelling.dropFirst(underscores).first, (48...57).contains(next) { taken.insert(underscores) }
            if spelling.elementsEqual("_P".utf8) { supportIsTaken = true }
        }
        var count = 1
        while taken.contains(count) { count += 1 }
        let prefix = String(repeating: "_", count: count)
        return (prefix, supportIsTaken ? prefix + "0P" : "_P")
    }

    /// The name of the table that stands for this load of the chunk in calls of `callonce`.
    var places: String { prefix + "0C" }

    // MARK: Temporaries

    /// Makes a temporary; it still has to be declared.
    ///
    /// - Parameter name: the script's name for what it will hold, if it has one.
    mutating func makeTemporary(named name: UInt32 = 0) -> UInt32 {
        counter += 1
        let isUsable = name != 0 && tree.names.isLuaIdentifier(name)
        records.append(Temporary(name: isUsable ? name : 0, isWholeName: isUsable && isFree(name)))
        return counter
    }

    /// Makes a temporary for which a variable of the script stands in.
    mutating func makeTemporary(standingFor variable: UInt32) -> UInt32 {
        counter += 1
        records.append(Temporary(variable: variable + 1))
        return counter
    }

    /// Makes a temporary that is an entry of a table, and takes none of a function's local variables.
    mutating func makeTemporary(in table: UInt32, at slot: UInt32) -> UInt32 {
        counter += 1
        records.append(Temporary(table: table, slot: slot))
        return counter
    }

    /// Whether a temporary that is made here can have a name of its own without hiding a variable of the script.
    private mutating func isFree(_ name: UInt32) -> Bool {
        guard let scopeEnd else { return false }
        if uses == nil {
            uses = VariableUses(tree)
            isBorrowed = [Bool](repeating: false, count: tree.names.count)
        }
        guard !isBorrowed[Int(name)], uses?.isFree(name, from: place, to: scopeEnd) ?? false else { return false }
        borrowed.append(name)
        isBorrowed[Int(name)] = true
        return true
    }

    /// Ends the scope of temporaries.
    ///
    /// - Parameter count: the number of borrowed names before they were made.
    mutating func giveBackNames(to count: Int) {
        while borrowed.count > count { isBorrowed[Int(borrowed.removeLast())] = false }
    }

    /// Writes the name of a temporary.
    mutating func write(temporary: UInt32) {
        let record = records[Int(temporary)]
        if record.variable != 0 {
            write(variable: record.variable - 1)
            return
        }
        if record.table != 0 {
            write(temporary: record.table)
            out.write("[\(record.slot)]")
            return
        }
        out.space()
        if !record.isWholeName {
            out.write(prefix)
            out.write(number: Int(temporary))
            if record.name != 0 { out.write(UInt8(ascii: "_")) }
        }
        if record.name != 0 { out.write(tree.names.spelling(record.name)) }
    }

    /// The temporary that holds a node's value, parentheses aside, if the script has no name for it.
    func anonymousTemporary(of id: NodeID) -> UInt32? {
        var inner = id
        while temporaries[Int(inner)] == 0, tree[inner].kind == .paren { inner = tree[inner].a }
        let temporary = temporaries[Int(inner)]
        return temporary != 0 && isAnonymous(temporary: temporary) ? temporary : nil
    }

    private func isAnonymous(temporary: UInt32) -> Bool {
        records[Int(temporary)].name == 0 && records[Int(temporary)].variable == 0
    }

    /// Writes a temporary as the operand of an operation that can fail.
    ///
    /// Lua's message names the variable that holds the operand. Of `(_1 or _1)` it cannot tell the variable.
    mutating func write(operand temporary: UInt32) {
        guard isAnonymous(temporary: temporary) else {
            write(temporary: temporary)
            return
        }
        out.space()
        out.write("(")
        write(temporary: temporary)
        out.write(" or ")
        write(temporary: temporary)
        out.write(")")
    }

    /// Declares a new temporary: writes `local _1`.
    mutating func declareTemporary(named name: UInt32 = 0) -> UInt32 {
        let temporary = makeTemporary(named: name)
        out.word("local")
        write(temporary: temporary)
        return temporary
    }

    /// Writes the name of a label: a number and a letter that says what it is for.
    mutating func write(label: UInt32, _ purpose: String) {
        out.write(prefix)
        out.write(number: Int(label))
        out.write(purpose)
    }

    /// Writes `goto label`.
    mutating func writeGoto(_ label: UInt32, _ purpose: String) {
        out.word("goto ")
        write(label: label, purpose)
    }

    /// Writes `::label::`.
    mutating func writeLabel(_ label: UInt32, _ purpose: String) {
        out.word("::")
        write(label: label, purpose)
        out.write("::")
    }

    /// Writes the name of a function of the support table.
    mutating func write(support function: String) {
        out.space()
        out.write(support)
        out.write(".")
        out.write(function)
    }

    // MARK: Locals in tables

    /// Whether a variable is kept in a table, which is declared here if its block has none yet.
    mutating func keepsInTable(_ variable: UInt32) -> Bool {
        let record = tree.variables[Int(variable)]
        guard analysis.isInTable(record) else { return false }
        if tables[record.block] == nil {
            let table = declareTemporary()
            out.write(" = {}")
            tables[record.block] = table
        }
        return true
    }

    // MARK: Names

    /// Writes a variable.
    mutating func write(variable: UInt32) {
        if analysis.isInTable(tree.variables[Int(variable)]), let table = tables[tree.variables[Int(variable)].block] {
            write(temporary: table)
            out.write("[\(variable)]")
            return
        }
        out.space()
        let name = tree.variables[Int(variable)].name
        if tree.names.isLuaIdentifier(name) {
            out.write(tree.names.spelling(name))
        } else {
            out.write(prefix)
            out.write(number: Int(name))
            out.write("u")
        }
    }

    /// Writes a label of the script.
    mutating func write(userLabel name: UInt32) {
        if tree.names.isLuaIdentifier(name) {
            out.write(tree.names.spelling(name))
        } else {
            out.write(prefix)
            out.write(number: Int(name))
            out.write("g")
        }
    }

    /// Writes a global variable.
    mutating func write(global name: UInt32) {
        out.space()
        if tree.names.isLuaIdentifier(name) {
            out.write(tree.names.spelling(name))
        } else {
            out.write("_ENV[")
            out.write(quoted: Array(tree.names.spelling(name)))
            out.write("]")
        }
    }

    /// Writes `.name` or, for a name that Lua cannot read, `["name"]`.
    mutating func write(field name: UInt32) {
        if tree.names.isLuaIdentifier(name) {
            out.write(UInt8(ascii: "."))
            out.write(tree.names.spelling(name))
        } else {
            out.write("[")
            out.write(quoted: Array(tree.names.spelling(name)))
            out.write("]")
        }
    }

    // MARK: Lines

    /// The line of a token.
    @inline(__always)
    func line(of token: UInt32) -> UInt32 { tree.tokens[Int(token)].line }

    /// Goes to the line of a token.
    @inline(__always)
    mutating func advance(to token: UInt32) { out.advance(to: tree.tokens[Int(token)].line) }

    // MARK: Depth

    /// Counts one level of nesting of the emitted text.
    mutating func enter() {
        depth += 1
        if depth == Self.depthLimit {
            fail("chunk has too many syntax levels", at: place, hint: "assign the inner parts to local variables")
        }
    }

    /// Writes a word that opens a block.
    mutating func open(_ word: String) {
        out.word(word)
        enter()
    }

    /// Writes the `end` of a block.
    mutating func close() {
        out.word("end")
        depth -= 1
    }

    /// Records something that cannot be written as Lua.
    mutating func fail(_ message: String, at token: UInt32, hint: String? = nil) {
        guard diagnostics.count < 5 else { return }
        diagnostics.append(
            Diagnostic(line: Int(line(of: token)), column: 1, message: message, hint: hint))
    }
}
