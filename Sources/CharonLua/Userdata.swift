internal import CCharon

/// A Swift class whose objects scripts hold as userdata, whichever it is.
///
/// The metatable has `__gc`, `__name`, and whatever the caller adds. One kind is made per machine.
@usableFromInline
package class AnyUserdataKind {
    /// As messages name it: `pluto:socket`.
    package final let name: String

    fileprivate init(_ name: String) { self.name = name }

    fileprivate final var key: UnsafeMutableRawPointer { unsafe Unmanaged.passUnretained(self).toOpaque() }

    /// Makes the metatable in this machine and leaves it on the stack.
    package final func pushNewMetatable(in state: LuaState) {
        unsafe charon_new_box_kind(state.pointer, key, name)
    }

    /// The object in the userdata at `index`, nil if the value is anything else.
    package final func lentObject(at index: Int32, of state: LuaState) -> LentObject? {
        unsafe charon_box_object(state.pointer, index, key).map { unsafe LentObject(pointer: $0) }
    }
}

/// A Swift class whose objects scripts hold as userdata.
@usableFromInline
package final class UserdataKind<Object: AnyObject>: AnyUserdataKind {
    package override init(_ name: String) { super.init(name) }

    /// Pushes a userdata that keeps `object` alive until it is collected.
    package func push(_ object: Object, onto state: LuaState) {
        unsafe charon_push_box(state.pointer, key, Unmanaged.passRetained(object).toOpaque())
    }

    /// The object at `index`, nil if the value is anything else.
    package func object(at index: Int32, of state: LuaState) -> Object? {
        lentObject(at: index, of: state).map { Self.with($0) { $0 } }
    }

    /// Runs `body` with an object that a kind of this class has lent.
    @inlinable
    @inline(__always)
    package static func with<Result>(_ lent: LentObject, _ body: (Object) throws -> Result) rethrows -> Result {
        // Only `push` makes userdata with such a kind's key, so the object is of this class.
        try unsafe Unmanaged<Object>.fromOpaque(lent.pointer)._withUnsafeGuaranteedRef(body)
    }
}

/// The object in a userdata, which keeps it for as long as it is on the stack: no reference is counted.
@safe
@usableFromInline
package struct LentObject {
    @usableFromInline let pointer: UnsafeMutableRawPointer
}
