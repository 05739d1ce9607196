internal import CharonLua
internal import CharonScript
internal import CharonSystem

/// Makes a document's values on a Lua stack, the one that is read at last on its top.
///
/// A container's first values wait on the stack until it is known how many there are, so that most tables are made in
/// their final size; every `batch` values they move on into the table.
struct LuaValueBuilder: ValueBuilder {
    /// A table that is being filled.
    struct Container {
        /// The stack index of the table, nil until it is made; the values that wait for it stand above.
        let slot: Int32
        var waiting: Int32 = 0
        var count = 0
        /// The stack index of the array of an object's keys in order, 0 if nobody wants it.
        var order: Int32 = 0
        var orderCount = 0
    }

    /// How many values wait at most.
    private static let batch: Int32 = 32

    private let state: LuaState
    private let runtime: ScriptRuntime
    private let keepsNull: Bool
    private let keepsOrder: Bool

    /// - Parameters:
    ///   - keepsNull: null is the null pointer, not nil.
    ///   - keepsOrder: objects get a field `__order`.
    init(state: LuaState, runtime: ScriptRuntime, keepsNull: Bool, keepsOrder: Bool) {
        self.state = state
        self.runtime = runtime
        self.keepsNull = keepsNull
        self.keepsOrder = keepsOrder
    }

    func null() {
        if keepsNull { state.pushNullPointer() } else { state.pushNil() }
    }

    func boolean(_ value: Bool) { state.push(value) }
    func integer(_ value: Int64) { state.push(value) }
    func number(_ value: Double) { state.push(value) }
    func string(_ bytes: BorrowedBytes) { state.push(bytes) }

    // MARK: Arrays

    func openArray() throws(FormatError) -> Container {
        try makeRoom()
        state.pushNil()
        return Container(slot: state.top)
    }

    func addElement(to array: inout Container) throws(FormatError) {
        array.waiting += 1
        if array.waiting == Self.batch {
            try checkMemory()
            storeElements(of: &array)
        }
    }

    func closeArray(_ array: consuming Container) {
        storeElements(of: &array)
    }

    private func storeElements(of array: inout Container) {
        if array.count == 0 { makeTable(at: array.slot, array: array.waiting, fields: 0) }
        var position = array.count + Int(array.waiting)
        array.count = position
        while array.waiting > 0 {
            state.rawSet(position: position, in: array.slot)
            position -= 1
            array.waiting -= 1
        }
    }

    // MARK: Objects

    func openObject() throws(FormatError) -> Container {
        try makeRoom()
        state.pushNil()
        var object = Container(slot: state.top)
        if keepsOrder {
            state.pushNewTable()
            // The keys whose value is nil and which the table therefore does not know.
            state.pushNil()
            object.order = object.slot + 1
        }
        return object
    }

    func addField(to object: inout Container) throws(FormatError) {
        switch state.type(at: -2) {
        case .nil: throw .impossible("table index is nil")
        case .number: if let key = state.number(at: -2), key.isNaN { throw .impossible("table index is NaN") }
        default: break
        }
        object.waiting += 2
        if object.waiting == Self.batch {
            try checkMemory()
            storeFields(of: &object)
        }
    }

    func closeObject(_ object: consuming Container) {
        storeFields(of: &object)
        guard keepsOrder else { return }
        // A field of that name which the document has itself stays.
        if state.rawGet("__order", from: object.slot) == .nil {
            state.pushCopy(of: object.order)
            state.rawSet("__order", in: object.slot)
        }
        state.top = object.slot
    }

    /// Moves fields into the table from the first to the last, for the last of two with one key wins.
    private func storeFields(of object: inout Container) {
        if object.count == 0 { makeTable(at: object.slot, array: 0, fields: object.waiting / 2) }
        let last = state.top
        let first = last - object.waiting + 1
        var key = first
        while key < last {
            if keepsOrder { noteOrder(of: key, in: &object) }
            state.pushCopy(of: key)
            state.pushCopy(of: key + 1)
            state.rawSet(in: object.slot)
            key += 2
        }
        object.count += Int(object.waiting)
        object.waiting = 0
        state.top = first - 1
    }

    /// Appends the key at stack index `key` to the object's order unless it stands there already.
    private func noteOrder(of key: Int32, in object: inout Container) {
        let valueless = object.order + 1
        state.pushCopy(of: key)
        var isNew = state.rawGet(from: object.slot) == .nil
        state.pop()
        if isNew, !state.isNil(at: valueless) {
            state.pushCopy(of: key)
            isNew = state.rawGet(from: valueless) == .nil
            state.pop()
        }
        if isNew {
            object.orderCount += 1
            state.pushCopy(of: key)
            state.rawSet(position: object.orderCount, in: object.order)
        }
        if state.isNil(at: key + 1) {
            if state.isNil(at: valueless) {
                state.pushNewTable()
                state.replace(at: valueless)
            }
            state.pushCopy(of: key)
            state.push(true)
            state.rawSet(in: valueless)
        }
    }

    // MARK: Bounds

    private func makeTable(at slot: Int32, array: Int32, fields: Int32) {
        state.pushNewTable(array: array, fields: fields)
        state.replace(at: slot)
    }

    /// Finds stack for a container: its slots, the values that wait, and what is needed to move them on.
    private func makeRoom() throws(FormatError) {
        try checkMemory()
        if !state.reserve(Self.batch + 12) { throw .impossible("stack overflow") }
    }

    private func checkMemory() throws(FormatError) {
        if !runtime.isWithinMemoryLimit() { throw .outOfMemory }
    }
}
