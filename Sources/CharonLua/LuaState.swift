internal import CCharon
internal import CLua

/// One Lua thread (a coroutine or the main one) with the operations on its stack that cannot raise.
///
/// Indexes are Lua's: positive from the frame's base, negative from the top. The value is a plain
/// reference: it is valid as long as the thread is reachable from Lua.
///
/// Source: Lua 5.4 manual, section 4.
@safe
@usableFromInline
package struct LuaState: Equatable {
    @usableFromInline package let pointer: OpaquePointer

    /// - Parameter pointer: a live `lua_State *`.
    package init(unsafe pointer: OpaquePointer) { unsafe self.pointer = pointer }

    @usableFromInline
    package static func == (one: LuaState, other: LuaState) -> Bool { unsafe one.pointer == other.pointer }

    /// Tells threads apart quickly.
    @inlinable package var identity: UInt { unsafe UInt(bitPattern: pointer) }

    /// The number of values in the frame.
    package var top: Int32 {
        get { unsafe lua_gettop(pointer) }
        nonmutating set { unsafe lua_settop(pointer, newValue) }
    }

    /// Makes room for `count` more values; false if the stack can't grow so far.
    package func reserve(_ count: Int32) -> Bool { unsafe lua_checkstack(pointer, count) != 0 }

    /// Whether the running function may yield. Source: lua_isyieldable.
    package var isYieldable: Bool { unsafe lua_isyieldable(pointer) != 0 }

    // MARK: Looking

    package func type(at index: Int32) -> LuaType { LuaType(rawValue: unsafe lua_type(pointer, index)) ?? .none }

    package func isNil(at index: Int32) -> Bool { type(at: index) == .nil }

    /// The type's name, "no value" for none. Source: luaL_typename.
    package func typeName(at index: Int32) -> String {
        unsafe String(cString: charon_type_name(pointer, index))
    }

    /// The type's name as argument errors show it: a metatable's `__name` goes first. Source: luaL_typeerror.
    package func argumentTypeName(at index: Int32) -> String {
        if type(at: index) == .lightUserdata { return "light userdata" }
        if reserve(2), pushMetatable(of: index) {
            rawGet("__name", from: -1)
            defer { pop(2) }
            if type(at: -1) == .string, let name = string(at: -1) { return name }
        }
        return typeName(at: index)
    }

    package func boolean(at index: Int32) -> Bool { unsafe lua_toboolean(pointer, index) != 0 }

    /// An integer, also from a float or a string with an integer value. Source: lua_tointegerx.
    package func integer(at index: Int32) -> Int64? {
        var isNumber: Int32 = 0
        let value = unsafe lua_tointegerx(pointer, index, &isNumber)
        return isNumber != 0 ? value : nil
    }

    /// A number, also from a string. Source: lua_tonumberx.
    package func number(at index: Int32) -> Double? {
        var isNumber: Int32 = 0
        let value = unsafe lua_tonumberx(pointer, index, &isNumber)
        return isNumber != 0 ? value : nil
    }

    /// Whether the value is a number rather than a string that looks like one.
    package func isInteger(at index: Int32) -> Bool { unsafe lua_isinteger(pointer, index) != 0 }

    /// The bytes of a string, or of a number, which becomes a string in place.
    ///
    /// They stay valid while the string is on the stack. Source: lua_tolstring.
    package func bytes(at index: Int32) -> UnsafeRawBufferPointer? {
        var length = 0
        guard let start = unsafe lua_tolstring(pointer, index, &length) else { return nil }
        return unsafe UnsafeRawBufferPointer(start: start, count: length)
    }

    /// A string or number as text; bytes that are no UTF-8 are replaced.
    package func string(at index: Int32) -> String? {
        guard let bytes = unsafe bytes(at: index) else { return nil }
        return unsafe String(decoding: bytes, as: UTF8.self)
    }

    /// A string or number as bytes.
    package func byteArray(at index: Int32) -> [UInt8]? {
        guard let bytes = unsafe bytes(at: index) else { return nil }
        return unsafe Array(bytes)
    }

    package func thread(at index: Int32) -> LuaState? {
        guard let thread = unsafe lua_tothread(pointer, index) else { return nil }
        return unsafe LuaState(unsafe: thread)
    }

    package func rawEqual(_ one: Int32, _ other: Int32) -> Bool { unsafe lua_rawequal(pointer, one, other) != 0 }

    /// Whether the value is what `pushNullPointer` pushes.
    package func isNullPointer(at index: Int32) -> Bool {
        unsafe lua_type(pointer, index) == LUA_TLIGHTUSERDATA && lua_touserdata(pointer, index) == nil
    }

    package func rawLength(at index: Int32) -> Int { Int(unsafe lua_rawlen(pointer, index)) }

    /// How the value shows, with `__tostring` and `__name`; nil if a metamethod raised. Source: luaL_tolstring.
    package func displayBytes(at index: Int32) -> [UInt8]? {
        guard reserve(4) else { return nil }
        defer { pop() }
        guard unsafe charon_to_display_string(pointer, index) == LUA_OK else { return nil }
        return byteArray(at: -1)
    }

    // MARK: Pushing

    package func pushNil() { unsafe lua_pushnil(pointer) }
    package func push(_ value: Bool) { unsafe lua_pushboolean(pointer, value ? 1 : 0) }
    package func push(_ value: Int64) { unsafe lua_pushinteger(pointer, value) }
    package func push(_ value: Int) { unsafe lua_pushinteger(pointer, Int64(value)) }
    package func push(_ value: Double) { unsafe lua_pushnumber(pointer, value) }

    package func push(_ text: String) {
        var text = text
        text.withUTF8 { unsafe push(bytes: UnsafeRawBufferPointer($0)) }
    }

    package func push(_ text: StaticString) {
        unsafe push(bytes: UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    package func push(_ bytes: [UInt8]) { unsafe bytes.withUnsafeBytes { unsafe push(bytes: $0) } }

    package func push(bytes: UnsafeRawBufferPointer) {
        _ = unsafe lua_pushlstring(pointer, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
    }

    /// Pushes the light userdata that stands for nothing, a null pointer. Source: lua_pushlightuserdata.
    package func pushNullPointer() { unsafe lua_pushlightuserdata(pointer, nil) }

    package func pushCopy(of index: Int32) { unsafe lua_pushvalue(pointer, index) }

    /// Pushes the thread itself; true if it is the main one.
    @discardableResult
    package func pushSelf() -> Bool { unsafe lua_pushthread(pointer) != 0 }

    package func pushNewTable(array: Int32 = 0, fields: Int32 = 0) { unsafe lua_createtable(pointer, array, fields) }

    package func pushNewThread() -> LuaState { unsafe LuaState(unsafe: lua_newthread(pointer)) }

    // MARK: Moving

    package func pop(_ count: Int32 = 1) { unsafe charon_pop(pointer, count) }
    package func insert(at index: Int32) { unsafe charon_insert(pointer, index) }
    package func remove(at index: Int32) { unsafe charon_remove(pointer, index) }
    package func replace(at index: Int32) { unsafe charon_replace(pointer, index) }
    package func absolute(_ index: Int32) -> Int32 { unsafe lua_absindex(pointer, index) }

    /// Moves the top `count` values to another thread of the same machine. Source: lua_xmove.
    package func move(_ count: Int32, to other: LuaState) { unsafe lua_xmove(pointer, other.pointer, count) }

    // MARK: Tables, without metamethods

    /// Pushes `table[name]`.
    @discardableResult
    package func rawGet(_ name: StaticString, from table: Int32) -> LuaType {
        let table = absolute(table)
        push(name)
        return LuaType(rawValue: unsafe lua_rawget(pointer, table)) ?? .nil
    }

    /// Replaces the key on top by `table[key]`.
    @discardableResult
    package func rawGet(from table: Int32) -> LuaType { LuaType(rawValue: unsafe lua_rawget(pointer, table)) ?? .nil }

    /// Pushes `table[position]`.
    @discardableResult
    package func rawGet(position: Int, from table: Int32) -> LuaType {
        LuaType(rawValue: unsafe lua_rawgeti(pointer, table, Int64(position))) ?? .nil
    }

    /// Takes the value on top into `table[name]`.
    package func rawSet(_ name: String, in table: Int32) {
        let table = absolute(table)
        push(name)
        insert(at: -2)
        unsafe lua_rawset(pointer, table)
    }

    /// Takes key and value on top into the table.
    package func rawSet(in table: Int32) { unsafe lua_rawset(pointer, table) }

    /// Takes the value on top into `table[position]`.
    package func rawSet(position: Int, in table: Int32) { unsafe lua_rawseti(pointer, table, Int64(position)) }

    /// Replaces the key on top by the next key and value of the table; false (and nothing pushed) at the end.
    ///
    /// The key must be one of the table's, as in a traversal that changes nothing. Source: lua_next.
    package func next(in table: Int32) -> Bool { unsafe lua_next(pointer, table) != 0 }

    /// The number of a table's keys if they are the integers from 1 up to that number; nil if it has any others.
    ///
    /// Needs two free slots.
    ///
    /// - Complexity: O(number of keys).
    package func sequenceLength(at index: Int32) -> Int? {
        let table = absolute(index)
        let length = rawLength(at: table)
        var seen = 0
        pushNil()
        while next(in: table) {
            pop()
            guard length > 0, isInteger(at: -1), let key = integer(at: -1), key >= 1, key <= length else {
                pop()
                return nil
            }
            seen += 1
        }
        return seen == length ? length : nil
    }

    /// Takes the table on top as the metatable of the value at `index`.
    package func setMetatable(of index: Int32) { _ = unsafe lua_setmetatable(pointer, index) }

    /// Pushes the metatable of the value; false (and nothing pushed) if it has none.
    package func pushMetatable(of index: Int32) -> Bool { unsafe lua_getmetatable(pointer, index) != 0 }

    /// Pushes `value[name]` with metamethods, or the error that one of them raised (then false).
    package func getField(_ name: String, of index: Int32) -> Bool {
        unsafe charon_get_field(pointer, index, name) == LUA_OK
    }

    /// Pushes the table of globals.
    package func pushGlobals() { _ = unsafe lua_rawgeti(pointer, charon_registry(), Int64(LUA_RIDX_GLOBALS)) }

    // MARK: The registry

    /// Takes the value on top and keeps it until `release`. Source: luaL_ref.
    package func makeReference() -> Int32 { unsafe luaL_ref(pointer, charon_registry()) }
    package func pushReference(_ reference: Int32) { _ = unsafe lua_rawgeti(pointer, charon_registry(), Int64(reference)) }
    package func release(reference: Int32) { unsafe luaL_unref(pointer, charon_registry(), reference) }

    // MARK: Running

    /// As many results as there are. Source: LUA_MULTRET.
    package static let allResults: Int32 = -1

    /// Calls the function below `arguments` values, protected; on failure the error is on top.
    package func call(arguments: Int32, results: Int32 = LuaState.allResults, handler: Int32 = 0) -> LuaStatus {
        LuaStatus(unsafe charon_pcall(pointer, arguments, results, handler))
    }

    /// Resumes this coroutine with the `arguments` values on its top.
    ///
    /// - Returns: the status, and how many values it yielded or returned, which are on its top.
    package func resume(from caller: LuaState, arguments: Int32) -> (status: LuaStatus, results: Int32) {
        var results: Int32 = 0
        let status = unsafe charon_resume(pointer, caller.pointer, arguments, &results)
        return (LuaStatus(status), results)
    }

    /// Closes what a coroutine that ended in an error left open, and empties it.
    ///
    /// - Returns: the status; if it is not `ok` the error is on its top. Source: lua_resetthread.
    package func reset() -> LuaStatus { LuaStatus(unsafe charon_reset(pointer)) }

    /// As `coroutine.status` tells it from another coroutine.
    package var threadStatus: ThreadStatus {
        switch unsafe charon_thread_status(pointer) {
        case CHARON_SUSPENDED: .suspended
        case CHARON_NORMAL: .normal
        default: .dead
        }
    }

    /// Pushes the compiled chunk, or the message (then not `ok`).
    package func load(_ text: [UInt8], chunkName: String, mode: String = "bt") -> LuaStatus {
        LuaStatus(unsafe text.withUnsafeBytes {
            unsafe charon_load(pointer, $0.baseAddress, $0.count, chunkName, mode)
        })
    }

    /// The traceback of a thread, made on this one's stack. Source: luaL_traceback.
    package func traceback(of thread: LuaState, message: String? = nil, level: Int32 = 0) -> String {
        guard reserve(8) else { return "" }
        if let message {
            unsafe luaL_traceback(pointer, thread.pointer, message, level)
        } else {
            unsafe luaL_traceback(pointer, thread.pointer, nil, level)
        }
        defer { pop() }
        return string(at: -1) ?? ""
    }

    /// What tells the function at an index from all others while it lives, or nil if it is no object.
    /// Source: lua_topointer.
    package func identity(at index: Int32) -> UInt? {
        guard let address = unsafe lua_topointer(pointer, index) else { return nil }
        return UInt(bitPattern: address)
    }

    /// What tells the function at the bottom of the stack of calls, or nil if there is none. Source: lua_getstack.
    ///
    /// - Complexity: O(n log n) for n calls.
    package var outermostFunction: UInt? {
        guard reserve(2) else { return nil }
        var record = unsafe lua_Debug()
        // To reach a level takes as many steps as its number: the last one is looked for by halves.
        var (found, beyond): (Int32, Int32) = (-1, 1)
        while unsafe lua_getstack(pointer, beyond, &record) == 1 { (found, beyond) = (beyond, beyond * 2) }
        while beyond - found > 1 {
            let middle = found + (beyond - found) / 2
            if unsafe lua_getstack(pointer, middle, &record) == 1 { found = middle } else { beyond = middle }
        }
        guard found >= 0, unsafe lua_getstack(pointer, found, &record) == 1,
            unsafe lua_getinfo(pointer, "f", &record) == 1
        else { return nil }
        defer { pop() }
        return identity(at: -1)
    }

    /// Emits a warning as `warn` does. Source: lua_warning.
    package func warn(_ message: String) { unsafe lua_warning(pointer, message, 0) }

    /// Pays the collector for `bytes` that a script caused to be allocated outside Lua.
    package func collect(for bytes: Int) { unsafe charon_collect_for(pointer, bytes) }

    /// A full collection.
    package func collectFully() { unsafe charon_collect_fully(pointer) }
}

/// Source: Lua 5.4 manual, lua_type.
package enum LuaType: Int32 {
    case none = -1
    case `nil`, boolean, lightUserdata, number, string, table, function, userdata, thread
}

/// Source: Lua 5.4 manual, section 4.4.1.
package enum LuaStatus {
    case ok, yield, runtimeError, syntaxError, memoryError, handlerError

    init(_ code: Int32) {
        self =
            switch code {
            case LUA_OK: .ok
            case LUA_YIELD: .yield
            case LUA_ERRSYNTAX: .syntaxError
            case LUA_ERRMEM: .memoryError
            case LUA_ERRERR: .handlerError
            default: .runtimeError
            }
    }

    package var isOK: Bool { if case .ok = self { true } else { false } }
}

/// As `coroutine.status` tells it from outside.
package enum ThreadStatus { case suspended, normal, dead }
