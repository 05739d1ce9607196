/// A reference that is not counted, for the ways that every message takes.
///
/// Whoever keeps one sees to it that it is dropped before the object is: mostly in the object's own `deinit`.
@safe
@usableFromInline
package struct Uncounted<Object: AnyObject> {
    @usableFromInline let reference: Unmanaged<Object>

    @inlinable
    package init(_ object: Object) {
        unsafe reference = Unmanaged.passUnretained(object)
    }

    /// Lends the object to `body`, and counts nothing.
    @inlinable
    @inline(__always)
    package func with<Result>(_ body: (Object) -> Result) -> Result {
        unsafe reference._withUnsafeGuaranteedRef(body)
    }

    /// The object, counted again.
    @inlinable
    package var object: Object { unsafe reference.takeUnretainedValue() }

    /// Whether it refers to this object.
    @inlinable
    @inline(__always)
    package func isTo(_ object: Object) -> Bool {
        unsafe reference.toOpaque() == Unmanaged.passUnretained(object).toOpaque()
    }
}
