/// A chunk that has been parsed: its source, its tokens, and the nodes that stand on them.
///
/// Nodes are numbered in the order in which they are finished, so the parts of a node have smaller numbers
/// than the node itself, and the nodes of a subtree have consecutive numbers.
package struct SyntaxTree: Sendable {
    /// The bytes of the chunk, followed by those of the files that it includes.
    @usableFromInline package var source: [UInt8]
    @usableFromInline package var tokens: [Token]
    package var names: NameTable
    @usableFromInline package var nodes: [Node]
    /// All lists, each a count followed by its items.
    @usableFromInline package var lists: [UInt32] = [0]
    package var variables: [Variable] = []
    package var functions: [FunctionRecord] = []
    package var switches: [SwitchRecord] = []
    package var classes: [ClassRecord] = []
    package var enumerations: [EnumerationRecord] = []
    package var constants: [Constant] = []
    package var breakables: [Breakable] = []
    /// Whether the tokens stand in the source in their order, with nothing inserted.
    package var tokensFollowSource = true

    init(source: [UInt8], tokens: [Token], names: NameTable) {
        self.source = source
        self.tokens = tokens
        self.names = names
        nodes = [Node(kind: .none, first: 0, last: 0, a: 0, b: 0, c: 0)]
        nodes.reserveCapacity(tokens.count)
    }

    /// The node with a number.
    @inlinable
    package subscript(node: NodeID) -> Node {
        @inline(__always) get { nodes[Int(node)] }
        @inline(__always) set { nodes[Int(node)] = newValue }
    }

    /// The number of items of a list.
    @inlinable @inline(__always)
    package func count(of list: ListID) -> Int { Int(lists[Int(list)]) }

    /// An item of a list, counted from 0.
    @inlinable @inline(__always)
    package func item(_ index: Int, of list: ListID) -> UInt32 { lists[Int(list) + 1 + index] }

    /// The items of a list.
    @inlinable @inline(__always)
    package func items(of list: ListID) -> ArraySlice<UInt32> {
        let start = Int(list) + 1
        return lists[start..<start + Int(lists[Int(list)])]
    }

    /// The bytes of a token.
    package func text(of token: UInt32) -> ArraySlice<UInt8> {
        let token = tokens[Int(token)]
        return source[Int(token.start)..<Int(token.end)]
    }
}

/// A local variable, a parameter or a loop variable.
package struct Variable: Sendable {
    /// The number of locals of a function that are surely variables of Lua; later ones may be kept in a table.
    package static let heldLimit: UInt32 = 160

    package struct Traits: OptionSet, Sendable {
        package let rawValue: UInt16
        package init(rawValue: UInt16) { self.rawValue = rawValue }
        /// Assigned after its declaration.
        package static let isAssigned = Traits(rawValue: 1)
        /// Used by a function inside the one that declares it.
        package static let isCaptured = Traits(rawValue: 2)
        /// Assigned by such a function.
        package static let isAssignedInClosure = Traits(rawValue: 4)
        /// May not be assigned.
        package static let isReadOnly = Traits(rawValue: 8)
        /// Declared with `<close>`.
        package static let isClosed = Traits(rawValue: 16)
        /// A parameter.
        package static let isParameter = Traits(rawValue: 32)
        /// Read somewhere.
        package static let isUsed = Traits(rawValue: 64)
        /// A variable of a loop, or a parameter, that an author need not declare if it is not used.
        package static let isDispensable = Traits(rawValue: 128)
    }

    package let name: UInt32
    /// The token of the declaration.
    package let token: UInt32
    /// The function record that the variable belongs to.
    package let function: UInt32
    package var traits: Traits
    /// The constant that the variable stands for, plus 1.
    package var constant: UInt32 = 0
    /// The number of locals of its function that were active before its declaration, if it may be kept in a table;
    /// 0 otherwise.
    package var slot: UInt32 = 0
    /// The block that declares it, by a number that no other block has.
    package var block: UInt32 = 0
    /// The function whose parameters are known by name, plus 1.
    package var callee: UInt32 = 0
    /// The types that its hint names.
    package var types = ValueTypes.any
    /// The types that the value of its declaration can have, as long as no assignment has been read; looked for with
    /// warnings only.
    package var heldTypes = ValueTypes.any
}

/// A function: its parameters and its body.
package struct FunctionRecord: Sendable {
    /// The variables of the parameters, without `self`.
    package var parameters: ListID = 0
    /// For each parameter its default value or none.
    package var defaults: ListID = 0
    /// For each parameter the name of the field that it is stored in by constructor promotion, plus 1.
    package var promotions: ListID = 0
    /// The hidden `self`, plus 1.
    package var selfVariable: UInt32 = 0
    package var isVararg = false
    /// The variable that holds the extra arguments as a table, plus 1.
    package var varargTable: UInt32 = 0
    /// The block, or the expression of a lambda.
    package var body: NodeID = 0
    package var isLambdaExpression = false
    /// Whether Lua can read everything up to the body as it is written.
    package var isPlain = true
    /// The token `function`, or the first bar of a lambda.
    package var firstToken: UInt32 = 0
    /// The token `end`, or the last one of a lambda.
    package var lastToken: UInt32 = 0
    /// The types that the hint of its result names.
    package var resultTypes = ValueTypes.any
    /// Whether it is marked `<nodiscard>`.
    package var isResultNeeded = false
    /// The line where the function starts.
    package var line: UInt32 = 0
    /// The most locals that are active at one place of the function.
    package var localPeak: UInt32 = 0
}

/// A switch statement or expression.
package struct SwitchRecord: Sendable {
    package var control: NodeID = 0
    /// For each part: list of values (0 for `default`), body, token of the part.
    package var parts: ListID = 0
    /// The number of the default part, counted from 1; 0 if there is none.
    package var defaultPart: UInt32 = 0
    package var breakable: UInt32 = 0
    package var isExpression = false
}

/// A class and the names that only its own methods see.
package struct ClassRecord: Sendable {
    /// The parent's reference, evaluated after the class has been assigned, or none.
    package var parent: NodeID = 0
    package var isLocal = false
}

/// An enumeration.
package struct EnumerationRecord: Sendable {
    package var name: UInt32
    /// The token with which its statement begins.
    package let token: UInt32
    /// The members in their order, each with its constant.
    package var members: [(name: UInt32, constant: UInt32, value: Int64)] = []
    /// The index of each member by its name.
    package var positions: [UInt32: Int] = [:]
}

/// A loop or a switch: what `break` and `continue` refer to.
package struct Breakable: Sendable {
    package enum Kind: Sendable { case loop, repeatLoop, switchStatement }
    package var kind: Kind
    /// Whether a `continue` needs a label at the end of the body.
    package var needsContinueLabel = false
    /// Whether a `break` needs a label behind the statement.
    package var needsBreakLabel = false
}
