internal import CharonLua
internal import CharonScript
internal import CharonSystem

/// Writes the nodes of a script as XML, without metamethods.
///
/// The nodes that are being written wait on the Lua stack, each with the array of its children above it.
struct XMLNodeWriter {
    static let expected = "XML-castable type"
    /// How deep nodes may stand in each other; a node that contains itself gets there too.
    private static let depthLimit = 1000

    let state: LuaState
    let output: GrowingBytes
    let isPretty: Bool
    /// Bytes that may be written.
    let limit: Int
    /// For each node on the stack, its children array's index and the position of the child to be written next.
    private var open: [(children: Int32, next: Int, count: Int)] = []

    init(state: LuaState, output: GrowingBytes, isPretty: Bool, limit: Int) {
        self.state = state
        self.output = output
        self.isPretty = isPretty
        self.limit = limit
    }

    /// Writes the value on top of the stack, and takes it.
    mutating func write() throws(ScriptError) {
        try writeValue()
        while let last = open.last {
            if last.next > last.count {
                closeNode()
                continue
            }
            open[open.count - 1].next += 1
            if state.rawGet(position: last.next, from: last.children) == .nil {
                state.pop()
            } else {
                if isPretty { breakLine() }
                try writeValue()
            }
        }
    }

    /// Writes the text on top of the stack and takes it, or the beginning of the node there.
    private mutating func writeValue() throws(ScriptError) {
        if output.count > limit { throw .raiseBare("not enough memory") }
        switch state.type(at: -1) {
        case .string:
            if let bytes = state.borrowedBytes(at: -1) { output.appendEscapingXML(bytes) }
            state.pop()
        case .table:
            try openNode()
        default:
            throw wrongType(Self.expected)
        }
    }

    private mutating func openNode() throws(ScriptError) {
        guard open.count < Self.depthLimit else { throw .raise("Depth limit exceeded") }
        guard state.reserve(12) else { throw .raise("stack overflow") }
        let node = state.top
        guard state.rawGet("tag", from: node) == .string, let tag = state.borrowedBytes(at: -1) else {
            state.pop()
            throw wrongType(Self.expected)
        }
        output.append(UInt8(ascii: "<"))
        output.append(tag)
        state.pop()
        if state.rawGet("attributes", from: node) == .table { try writeAttributes() }
        state.pop()
        output.append(UInt8(ascii: ">"))
        let hasChildren = state.rawGet("children", from: node) == .table
        open.append((state.top, 1, hasChildren ? state.rawLength(at: -1) : 0))
    }

    private mutating func closeNode() {
        guard let last = open.popLast() else { return }
        if isPretty, last.count > 0 { breakLine() }
        output.append("</" as StaticString)
        // The array of children stands above its node.
        state.rawGet("tag", from: last.children - 1)
        if let tag = state.borrowedBytes(at: -1) { output.append(tag) }
        output.append(UInt8(ascii: ">"))
        state.top = last.children - 2
    }

    /// Writes the attributes in the table on top.
    private func writeAttributes() throws(ScriptError) {
        let attributes = state.top
        // Numbers become strings, for which Lua allocates, so a finaliser may run: not in the middle of a traversal.
        state.pushNil()
        while state.next(in: attributes) {
            guard state.reserve(8) else { throw .raise("too many attributes") }
            state.pushCopy(of: -2)
        }
        var index = attributes + 1
        while index < state.top {
            for part in [index, index + 1] where state.type(at: part) != .string && state.type(at: part) != .number {
                state.pushCopy(of: part)
                throw wrongType("string")
            }
            if let name = state.borrowedBytes(at: index) {
                output.append(UInt8(ascii: " "))
                output.append(name)
                output.append(UInt8(ascii: "="))
            }
            if let value = state.borrowedBytes(at: index + 1) { output.appendXMLAttribute(value) }
            index += 2
        }
        state.top = attributes
    }

    private func breakLine() {
        output.append(UInt8(ascii: "\n"))
        output.append(repeating: UInt8(ascii: " "), count: open.count * 4)
    }

    /// The complaint that Lua words about the first argument: the value on top takes its place.
    private func wrongType(_ expected: String) -> ScriptError {
        state.replace(at: 1)
        return .badType(1, expected: expected)
    }
}
