/// Carries what may be used on one loop's thread only past those who do not use it.
package struct Confined<Value>: @unchecked Sendable {
    /// For the loop's thread.
    package let value: Value

    /// - Parameter value: is used on its loop's thread only.
    package init(_ value: Value) {
        self.value = value
    }
}
