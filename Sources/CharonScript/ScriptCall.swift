public import CharonLua
public import CharonSystem

/// One call of a script function: its arguments, and its state from one wait to the next.
@usableFromInline
package struct ScriptCall {
    @usableFromInline package let state: LuaState
    /// The arguments, and whatever the function keeps in its frame.
    package let count: Int32
    @usableFromInline package internal(set) var outcome: Outcome
    /// The object that a method is called on.
    @usableFromInline var receiver: LentObject?
    /// What the function works on while it waits; it is handed back when the function is entered again, and
    /// cancelled if the coroutine is closed meanwhile.
    package var operation: (any ScriptOperation)?
    /// The deadline of the wait that the function was entered again after, `never` if it had none.
    @usableFromInline package internal(set) var deadline = Moment.never

    init(state: LuaState, count: Int32, outcome: Outcome) {
        self.state = state
        self.count = count
        self.outcome = outcome
    }

    @inlinable package var isFirst: Bool { if case .called = outcome { true } else { false } }
    var isCompleted: Bool { if case .completed = outcome { true } else { false } }
    @inlinable package var hasTimedOut: Bool { if case .timedOut = outcome { true } else { false } }

    /// Whether a wait would suspend the coroutine rather than block the thread.
    package var isYieldable: Bool { state.isYieldable }

    // MARK: Arguments

    /// An integer; floats and strings with an integer value will do.
    package func integer(_ index: Int32) throws(ScriptError) -> Int64 {
        if let value = state.integer(at: index) { return value }
        if state.number(at: index) != nil { throw .badArgument(index, "number has no integer representation") }
        throw .badType(index, expected: "number")
    }

    /// The same, nil for nil and none.
    package func optionalInteger(_ index: Int32) throws(ScriptError) -> Int64? {
        isAbsent(index) ? nil : try integer(index)
    }

    /// A number; a string that looks like one will do.
    package func number(_ index: Int32) throws(ScriptError) -> Double {
        guard let value = state.number(at: index) else { throw .badType(index, expected: "number") }
        return value
    }

    /// A string or number as text.
    package func string(_ index: Int32) throws(ScriptError) -> String {
        guard let value = state.string(at: index) else { throw .badType(index, expected: "string") }
        return value
    }

    /// A string or number as bytes of its own.
    package func byteArray(_ index: Int32) throws(ScriptError) -> [UInt8] {
        guard let value = state.byteArray(at: index) else { throw .badType(index, expected: "string") }
        return value
    }

    /// A userdata of this kind.
    @inline(__always)
    package func object<Object>(_ index: Int32, _ kind: UserdataKind<Object>) throws(ScriptError) -> Object {
        guard let object = kind.object(at: index, of: state) else { throw .badType(index, expected: kind.name) }
        return object
    }

    package func isAbsent(_ index: Int32) -> Bool {
        let type = state.type(at: index)
        return type == .nil || type == .none
    }

    /// The table of options at `index`, nil for nil and none.
    package func options(_ index: Int32) throws(ScriptError) -> ScriptOptions? {
        if isAbsent(index) { return nil }
        guard state.type(at: index) == .table else { throw .badType(index, expected: "table") }
        return ScriptOptions(state: state, index: state.absolute(index))
    }

    // MARK: Results

    /// A boolean, without making a `ScriptValue` of it: every message that is sent has one.
    @inline(__always)
    package func reply(_ value: Bool) -> Reply {
        state.push(value)
        return .pushed(1)
    }

    package func reply(_ value: ScriptValue) -> Reply {
        value.push(onto: state)
        return .pushed(1)
    }

    package func reply(_ first: ScriptValue, _ second: ScriptValue) -> Reply {
        first.push(onto: state)
        second.push(onto: state)
        return .pushed(2)
    }
}

/// Something that goes on while a script function waits for it.
package protocol ScriptOperation: AnyObject {
    /// Gives up what is going on: the coroutine that waited has been closed.
    func cancel()
}

/// A table of options that a script passed.
package struct ScriptOptions {
    package let state: LuaState
    let index: Int32

    /// Whether the option is there.
    package func has(_ name: String) throws(ScriptError) -> Bool {
        try push(name)
        defer { state.pop() }
        return !state.isNil(at: -1)
    }

    /// - Throws: a bad-argument error naming the option if it is neither nil nor a string.
    package func string(_ name: String) throws(ScriptError) -> String? {
        try push(name)
        defer { state.pop() }
        switch state.type(at: -1) {
        case .nil: return nil
        case .string, .number: return state.string(at: -1)
        default: throw wrong(name, "string")
        }
    }

    package func bytes(_ name: String) throws(ScriptError) -> [UInt8]? {
        try push(name)
        defer { state.pop() }
        switch state.type(at: -1) {
        case .nil: return nil
        case .string, .number: return state.byteArray(at: -1)
        default: throw wrong(name, "string")
        }
    }

    /// - Throws: a bad-argument error naming the option if it is neither nil nor an integer.
    package func integer(_ name: String) throws(ScriptError) -> Int64? {
        try push(name)
        defer { state.pop() }
        if state.isNil(at: -1) { return nil }
        guard let value = state.integer(at: -1) else { throw wrong(name, "integer") }
        return value
    }

    /// Any value counts by its truth, nil as false.
    package func flag(_ name: String) throws(ScriptError) -> Bool {
        try push(name)
        defer { state.pop() }
        return state.boolean(at: -1)
    }

    /// The strings of an array.
    package func strings(_ name: String) throws(ScriptError) -> [String]? {
        try push(name)
        defer { state.pop() }
        if state.isNil(at: -1) { return nil }
        guard state.type(at: -1) == .table else { throw wrong(name, "table") }
        var values: [String] = []
        for position in 1... {
            state.rawGet(position: position, from: -1)
            defer { state.pop() }
            if state.isNil(at: -1) { break }
            guard state.type(at: -1) == .string, let value = state.string(at: -1) else {
                throw .badArgument(index, "'\(name)' must be an array of strings")
            }
            values.append(value)
        }
        return values
    }

    /// Pushes the option's value.
    package func push(_ name: String) throws(ScriptError) {
        guard state.reserve(4) else { throw .raise("stack overflow") }
        guard state.getField(name, of: index) else { throw .raiseTop }
    }

    private func wrong(_ name: String, _ expected: String) -> ScriptError {
        .badArgument(index, "'\(name)' must be \(expected == "integer" ? "an" : "a") \(expected), got \(state.typeName(at: -1))")
    }
}
