internal import CharonLua
internal import CharonScript
internal import CharonSystem

/// Makes the nodes of a document on a Lua stack.
///
/// Each open element has three slots there: its table, and those of its children and its attributes once there are any.
struct XMLNodeBuilder: XMLBuilder {
    private struct Frame {
        let slot: Int32
        var childCount = 0
    }

    private let state: LuaState
    private let runtime: ScriptRuntime
    private let metatable: Int32
    /// The first is the node `body`, which stands for a document that is not one element.
    private var frames: [Frame] = []

    /// - Parameter metatable: the registry reference of the nodes' metatable.
    init(state: LuaState, runtime: ScriptRuntime, metatable: Int32) {
        self.state = state
        self.runtime = runtime
        self.metatable = metatable
        "body".utf8.map { $0 }.withBorrowedBytes { pushFrame($0) }
    }

    mutating func openElement(_ name: BorrowedBytes) throws(FormatError) {
        if !runtime.isWithinMemoryLimit() { throw .outOfMemory }
        guard state.reserve(12) else { throw .impossible("stack overflow") }
        pushFrame(name)
    }

    private mutating func pushFrame(_ name: BorrowedBytes) {
        state.pushNewTable(fields: 3)
        frames.append(Frame(slot: state.top))
        state.push(name)
        state.rawSet("tag", in: -2)
        state.pushNil()
        state.pushNil()
    }

    func attribute(_ name: BorrowedBytes, _ value: BorrowedBytes) {
        guard let frame = frames.last else { return }
        let attributes = frame.slot + 2
        makeTable(at: attributes)
        state.push(name)
        state.push(value)
        state.rawSet(in: attributes)
    }

    mutating func text(_ bytes: BorrowedBytes) {
        state.push(bytes)
        addChild()
    }

    mutating func closeElement() {
        guard frames.count > 1 else { return }
        complete()
        addChild()
    }

    /// Makes the innermost open node complete, and leaves it on top.
    private mutating func complete() {
        guard let frame = frames.popLast() else { return }
        // Attributes are on top, children below.
        for name in ["attributes", "children"] {
            if state.isNil(at: -1) { state.pop() } else { state.rawSet(name, in: frame.slot) }
        }
        state.pushReference(metatable)
        state.setMetatable(of: frame.slot)
    }

    /// Takes the value on top as the last child of the innermost open node.
    private mutating func addChild() {
        let last = frames.count - 1
        frames[last].childCount += 1
        let children = frames[last].slot + 1
        makeTable(at: children)
        state.rawSet(position: frames[last].childCount, in: children)
    }

    private func makeTable(at index: Int32) {
        guard state.isNil(at: index) else { return }
        state.pushNewTable()
        state.replace(at: index)
    }

    /// Leaves the document's one element on top of the stack, or `body` with all that there is.
    mutating func finish() {
        if frames.count == 1, frames[0].childCount == 1 {
            state.rawGet(position: 1, from: frames[0].slot + 1)
            if state.type(at: -1) == .table { return }
            state.pop()
        }
        complete()
    }
}
