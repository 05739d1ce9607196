package import CharonLua
package import CharonSystem

// The one place above CharonLua where a string of Lua's is looked at without a copy.
extension ScriptCall {
    /// A string or number as bytes that stay valid while the argument is on the stack: until the call
    /// returns, or until it is entered again after a wait.
    @inline(__always)
    package func bytes(_ index: Int32) throws(ScriptError) -> BorrowedBytes {
        guard let bytes = unsafe state.bytes(at: index) else { throw .badType(index, expected: "string") }
        // Lua does not move strings, and the argument keeps this one alive.
        return unsafe BorrowedBytes(bytes)
    }
}

extension LuaState {
    /// The bytes of a string (or of a number, which becomes a string in place); they stay valid while the string is on
    /// the stack.
    @inline(__always)
    package func borrowedBytes(at index: Int32) -> BorrowedBytes? {
        guard let bytes = unsafe bytes(at: index) else { return nil }
        return unsafe BorrowedBytes(bytes)
    }

    /// Pushes a string that is a copy of `bytes`.
    @inline(__always)
    package func push(_ bytes: BorrowedBytes) { unsafe bytes.withUnsafeBytes { unsafe push(bytes: $0) } }
}

extension BorrowedBytes {
    /// The answer that makes a string of them.
    var answer: HostFunction.Answer { unsafe withUnsafeBytes { unsafe .bytes($0) } }
}

/// Keeps a string of a script's alive while the network refers to its bytes.
package final class StringAnchor {
    private unowned let runtime: ScriptRuntime
    private let reference: Int32

    /// - Parameter index: the string's index on the stack of `state`.
    package init(_ state: LuaState, _ index: Int32, runtime: ScriptRuntime) {
        self.runtime = runtime
        state.pushCopy(of: index)
        reference = state.makeReference()
    }

    deinit { runtime.releaseReference(reference) }
}

extension ScriptRuntime {
    /// Memory to receive or decrypt into, of which long chunks become strings without a copy; two of them at most.
    package func makeReceiveArea(capacity: Int) -> ReceiveArea {
        guard let place = unsafe machine.openArea(capacity: capacity) else { return ReceiveArea(capacity: capacity) }
        // The machine outlives the network's last read: it is closed after the network has been shut down.
        return unsafe ReceiveArea(lentAt: place, capacity: capacity)
    }
}
