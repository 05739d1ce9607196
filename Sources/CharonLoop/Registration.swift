package import CharonSystem

/// Who is told that a descriptor has become ready.
package protocol ReadinessObserver: AnyObject {
    /// Runs on the loop's thread, inside a turn; it must not call script or user code.
    ///
    /// - Parameter readiness: what the kernel reports now.
    func readinessChanged(_ readiness: Readiness)
}

/// A descriptor's place in the loop.
///
/// While it lasts the loop keeps the observer. Whoever registered must end it, before the descriptor is closed.
package final class Registration {
    package let descriptor: Int32

    /// What is reported.
    package internal(set) var interest: Readiness

    /// Where the observer is in the poller's table.
    let key: UInt64

    init(descriptor: Int32, interest: Readiness, key: UInt64) {
        self.descriptor = descriptor
        self.interest = interest
        self.key = key
    }
}
