internal import CharonLua
internal import CharonScript
internal import CharonSystem

/// An array of nodes, each with a name, a value and an array of children if it has them.
struct FullCatBuilder: CatTableBuilder {
    /// An array that is being filled; its node stands below it.
    private struct Frame {
        let slot: Int32
        var count = 0
    }

    private let state: LuaState
    private let listMetatable: Int32
    private let nodeMetatable: Int32
    private var frames: [Frame] = []
    private var isWaiting = false

    /// - Parameters:
    ///   - listMetatable: the registry reference of the outermost array's metatable.
    ///   - nodeMetatable: that of nodes with children.
    init(state: LuaState, listMetatable: Int32, nodeMetatable: Int32) {
        self.state = state
        self.listMetatable = listMetatable
        self.nodeMetatable = nodeMetatable
        state.pushNewTable()
        frames.append(Frame(slot: state.top))
    }

    mutating func add(name: BorrowedBytes, value: BorrowedBytes, depth: Int) {
        settle(depth: depth)
        state.pushNewTable(fields: 2)
        state.push(name)
        state.rawSet("name", in: -2)
        if !value.isEmpty {
            state.push(value)
            state.rawSet("value", in: -2)
        }
        isWaiting = true
    }

    mutating func finish() {
        settle(depth: 0)
        state.pushReference(listMetatable)
        state.setMetatable(of: -2)
    }

    private mutating func settle(depth: Int) {
        if isWaiting {
            if depth == frames.count {
                state.pushNewTable()
                frames.append(Frame(slot: state.top))
            } else {
                store()
            }
        }
        isWaiting = false
        while frames.count - 1 > depth {
            frames.removeLast()
            state.rawSet("children", in: -2)
            state.pushReference(nodeMetatable)
            state.setMetatable(of: -2)
            store()
        }
    }

    /// Takes the node on top into the innermost array.
    private mutating func store() {
        let last = frames.count - 1
        frames[last].count += 1
        state.rawSet(position: frames[last].count, in: frames[last].slot)
    }
}
