internal import CharonLua
internal import CharonScript
internal import CharonSystem

/// Walks through a value on a Lua stack, without metamethods, and has it written.
///
/// Nothing in here makes Lua allocate, so no finaliser runs and changes a table in the middle of its traversal.
struct LuaValueWalk<Writer: ValueWriter> {
    /// How deep tables may stand in each other; a table that contains itself gets there too.
    static var depthLimit: Int { 190 }

    let state: LuaState
    /// The stack index of the string `__order`.
    let orderName: Int32
    /// Bytes that may be written; a table that is used twice at each of many levels asks for any number.
    let limit: Int
    var writer: Writer

    /// Writes the value on top of the stack, and leaves the stack as it was.
    ///
    /// - Throws: what the script shall see raised.
    mutating func write(depth: Int = 0) throws(ScriptError) {
        if writer.size > limit { throw .raiseBare("not enough memory") }
        switch state.type(at: -1) {
        case .string:
            if let bytes = state.borrowedBytes(at: -1) { writer.string(bytes) }
        case .number:
            try writeNumber()
        case .boolean:
            writer.boolean(state.boolean(at: -1))
        case .table:
            try writeTable(depth: depth + 1)
        case .lightUserdata where state.isNullPointer(at: -1):
            writer.null()
        default:
            throw wrongType()
        }
    }

    private mutating func writeNumber() throws(ScriptError) {
        if state.isInteger(at: -1) {
            writer.integer(state.integer(at: -1) ?? 0)
            return
        }
        let value = state.number(at: -1) ?? 0
        guard value.isFinite else {
            let name = value.isNaN ? "nan" : "inf"
            throw .raise("\(value.sign == .minus ? "-" : "")\(name) has no JSON representation")
        }
        writer.number(value)
    }

    /// The complaint that Lua words, about the first argument: the value that does not fit takes its place.
    private func wrongType() -> ScriptError {
        if state.type(at: 1) != .none {
            state.pushCopy(of: -1)
            state.replace(at: 1)
        }
        return .badType(1, expected: "JSON-castable type")
    }

    private mutating func writeTable(depth: Int) throws(ScriptError) {
        guard depth <= Self.depthLimit, state.reserve(8) else { throw .raise("C stack overflow") }
        let table = state.top
        if let count = state.sequenceLength(at: table) {
            writer.openArray(count: count)
            var position = 1
            while position <= count {
                writer.openElement(first: position == 1)
                state.rawGet(position: position, from: table)
                try write(depth: depth)
                state.pop()
                position += 1
            }
            writer.closeArray(count: count)
            return
        }
        state.pushCopy(of: orderName)
        if state.rawGet(from: table) == .table {
            try writeOrdered(table, depth: depth)
        } else {
            state.pop()
            try writeUnordered(table, depth: depth)
            return
        }
        state.pop()
    }

    private mutating func writeUnordered(_ table: Int32, depth: Int) throws(ScriptError) {
        writer.openObject(count: Writer.needsFieldCount ? fieldCount(of: table) : 0)
        var isFirst = true
        state.pushNil()
        while state.next(in: table) {
            try writeField(first: isFirst, depth: depth)
            isFirst = false
            state.pop()
        }
        writer.closeObject(isEmpty: isFirst)
    }

    private func fieldCount(of table: Int32) -> Int {
        var count = 0
        state.pushNil()
        while state.next(in: table) {
            count += 1
            state.pop()
        }
        return count
    }

    /// Writes the fields that the array on top names.
    private mutating func writeOrdered(_ table: Int32, depth: Int) throws(ScriptError) {
        let order = state.top
        var fields = 0
        if Writer.needsFieldCount {
            var position = 0
            while nextOrdered(&position, order, table) {
                fields += 1
                state.pop(2)
            }
        }
        writer.openObject(count: fields)
        var isFirst = true
        var position = 0
        while nextOrdered(&position, order, table) {
            try writeField(first: isFirst, depth: depth)
            isFirst = false
            state.pop(2)
        }
        writer.closeObject(isEmpty: isFirst)
    }

    /// Pushes the next key that the order names and the table has, and its value; false at the end.
    private func nextOrdered(_ position: inout Int, _ order: Int32, _ table: Int32) -> Bool {
        while true {
            position += 1
            if state.rawGet(position: position, from: order) == .nil {
                state.pop()
                return false
            }
            if !state.rawEqual(-1, orderName) {
                state.pushCopy(of: -1)
                if state.rawGet(from: table) != .nil { return true }
                state.pop()
            }
            state.pop()
        }
    }

    /// Writes key and value on top of the stack as a field.
    private mutating func writeField(first isFirst: Bool, depth: Int) throws(ScriptError) {
        writer.openField(first: isFirst)
        let isString = state.type(at: -2) == .string
        writer.openKey(isString: isString)
        if isString, let bytes = state.borrowedBytes(at: -2) {
            writer.string(bytes)
        } else {
            state.pushCopy(of: -2)
            try write(depth: depth)
            state.pop()
        }
        writer.closeKey(isString: isString)
        try write(depth: depth)
    }
}
