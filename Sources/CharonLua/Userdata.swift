internal import CCharon

/// A Swift class whose objects scripts hold as userdata.
///
/// The metatable has `__gc`, `__name`, and whatever the caller adds. One kind is made per machine.
@usableFromInline
package final class UserdataKind<Object: AnyObject> {
    /// As messages name it: `pluto:socket`.
    @usableFromInline package let name: String

    package init(_ name: String) { self.name = name }

    private var key: UnsafeMutableRawPointer { unsafe Unmanaged.passUnretained(self).toOpaque() }

    /// Makes the metatable in this machine and leaves it on the stack.
    package func pushNewMetatable(in state: LuaState) {
        unsafe charon_new_box_kind(state.pointer, key, name)
    }

    /// Pushes a userdata that keeps `object` alive until it is collected.
    package func push(_ object: Object, onto state: LuaState) {
        unsafe charon_push_box(state.pointer, key, Unmanaged.passRetained(object).toOpaque())
    }

    /// Runs `body` with the object at `index`, which the userdata keeps alive meanwhile; nil if the value is anything else.
    @inlinable
    @inline(__always)
    package func withObject<Result>(
        at index: Int32, of state: LuaState, _ body: (Object) throws -> Result
    ) rethrows -> Result? {
        guard let pointer = unsafe pointer(at: index, of: state) else { return nil }
        // Only `push` makes boxes with this kind's key, so the object is of this class.
        return try unsafe Unmanaged<Object>.fromOpaque(pointer)._withUnsafeGuaranteedRef(body)
    }

    /// The object at `index`, nil if the value is anything else.
    package func object(at index: Int32, of state: LuaState) -> Object? {
        withObject(at: index, of: state) { $0 }
    }

    /// The reference in the userdata at `index`, nil if the value is anything else. Apart from what is generic, which goes
    /// into its callers.
    @usableFromInline
    func pointer(at index: Int32, of state: LuaState) -> UnsafeMutableRawPointer? {
        unsafe charon_box_object(state.pointer, index, key)
    }
}
