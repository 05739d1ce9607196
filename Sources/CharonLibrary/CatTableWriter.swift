internal import CharonLua
internal import CharonScript
internal import CharonSystem

/// Writes tables by name as cat, without metamethods.
struct CatTableWriter {
    /// How deep tables may stand in each other; a table that contains itself gets there too.
    private static let depthLimit = 1000

    let state: LuaState
    let output: GrowingBytes
    /// Bytes that may be written.
    let limit: Int
    /// The tables that are being written, each with the keys that are still to come above it on the stack: they were all
    /// taken before the first is used, for Lua may run finalisers in between.
    private var open: [(table: Int32, key: Int32, end: Int32)] = []

    init(state: LuaState, output: GrowingBytes, limit: Int) {
        self.state = state
        self.output = output
        self.limit = limit
    }

    /// Writes the table on top of the stack, and takes it.
    mutating func write() throws(ScriptError) {
        try openTable()
        while let last = open.last {
            if last.key > last.end {
                open.removeLast()
                state.top = last.table - 1
                continue
            }
            open[open.count - 1].key += 1
            try writeField(last.key, of: last.table)
        }
    }

    /// Pushes the keys of the table on top.
    private mutating func openTable() throws(ScriptError) {
        guard open.count < Self.depthLimit else { throw .raise("Depth limit exceeded") }
        try reserve()
        let table = state.top
        if state.rawGet("__order", from: table) == .table {
            let order = state.top
            var position = 1
            while state.rawGet(position: position, from: order) != .nil {
                try reserve()
                position += 1
            }
            state.pop()
            state.remove(at: order)
        } else {
            state.pop()
            state.pushNil()
            while state.next(in: table) {
                try reserve()
                state.pop()
                state.pushCopy(of: -1)
            }
        }
        open.append((table, table + 1, state.top))
    }

    private func reserve() throws(ScriptError) {
        guard state.reserve(12) else { throw .raise("too many fields") }
    }

    /// Writes a line for the key at stack index `key`, and opens its table.
    private mutating func writeField(_ key: Int32, of table: Int32) throws(ScriptError) {
        if output.count > limit { throw .raiseBare("not enough memory") }
        try reserve()
        state.pushCopy(of: key)
        guard let name = scalar(at: -1) else { throw wrongType("string") }
        if name.count == 7, name.has("__value", at: 0) { return state.pop() }
        state.pushCopy(of: key)
        let type = state.rawGet(from: table)
        if type == .nil || type == .table && name.count == 7 && name.has("__order", at: 0) { return state.pop(2) }
        if name.firstIndex(of: UInt8(ascii: "\n"), or: UInt8(ascii: "\r"), from: 0) < name.count {
            throw .raise("a name cannot hold the end of a line")
        }
        output.append(repeating: UInt8(ascii: "\t"), count: open.count - 1)
        output.appendCatName(name)
        state.remove(at: -2)
        if state.type(at: -1) == .table {
            if state.rawGet("__value", from: -1) != .nil { try writeValue() }
            state.pop()
            output.append(UInt8(ascii: "\n"))
            try openTable()
        } else {
            try writeValue()
            state.pop()
            output.append(UInt8(ascii: "\n"))
        }
    }

    /// Writes the value on top, and leaves it there.
    private func writeValue() throws(ScriptError) {
        guard let value = scalar(at: -1) else { throw wrongType("string") }
        output.append(": " as StaticString)
        output.appendCatValue(value)
    }

    private func scalar(at index: Int32) -> BorrowedBytes? {
        switch state.type(at: index) {
        case .string, .number: state.borrowedBytes(at: index)
        default: nil
        }
    }

    /// The complaint that Lua words about the first argument: the value on top takes its place.
    private func wrongType(_ expected: String) -> ScriptError {
        state.replace(at: 1)
        return .badType(1, expected: expected)
    }
}
