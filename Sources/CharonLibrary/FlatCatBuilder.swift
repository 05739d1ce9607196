internal import CharonLua
internal import CharonScript
internal import CharonSystem

/// Tables by name: a line with children is a table, any other its value.
struct FlatCatBuilder: CatTableBuilder {
    /// A table that is being filled; its name stands below it, its order above.
    private struct Frame {
        let slot: Int32
        var count = 0
    }

    private let state: LuaState
    private let keepsOrder: Bool
    private var frames: [Frame] = []
    private var isWaiting = false

    /// - Parameter keepsOrder: whether each table gets a field `__order`.
    init(state: LuaState, keepsOrder: Bool) {
        self.state = state
        self.keepsOrder = keepsOrder
        state.pushNewTable()
        pushOrder()
    }

    mutating func add(name: BorrowedBytes, value: BorrowedBytes, depth: Int) {
        settle(depth: depth)
        state.push(name)
        state.push(value)
        isWaiting = true
    }

    mutating func finish() {
        settle(depth: 0)
        completeTable()
    }

    /// Makes the line that waits a table if the next one is deeper, and completes the tables that are not.
    private mutating func settle(depth: Int) {
        if isWaiting {
            if depth == frames.count {
                openTable()
            } else {
                store()
            }
        }
        isWaiting = false
        while frames.count - 1 > depth {
            completeTable()
            store()
        }
    }

    /// Replaces the value on top by the table of a line with children.
    private mutating func openTable() {
        state.pushNewTable()
        state.insert(at: -2)
        if state.rawLength(at: -1) > 0 { state.rawSet("__value", in: -2) } else { state.pop() }
        pushOrder()
    }

    private mutating func pushOrder() {
        frames.append(Frame(slot: state.top))
        if keepsOrder { state.pushNewTable() }
    }

    /// Leaves the innermost table on top, and its name below it.
    private mutating func completeTable() {
        guard let frame = frames.popLast() else { return }
        if keepsOrder { state.rawSet("__order", in: frame.slot) }
        state.top = frame.slot
    }

    /// Takes name and value on top into the innermost table.
    private mutating func store() {
        let last = frames.count - 1
        let table = frames[last].slot
        if keepsOrder {
            state.pushCopy(of: -2)
            let isNew = state.rawGet(from: table) == .nil
            state.pop()
            if isNew {
                frames[last].count += 1
                state.pushCopy(of: -2)
                state.rawSet(position: frames[last].count, in: table + 1)
            }
        }
        state.rawSet(in: table)
    }
}
