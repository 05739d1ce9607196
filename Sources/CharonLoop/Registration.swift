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
    package internal(set) var interest: Readiness

    /// Who is told; it can be handed on to somebody else.
    package var observer: (any ReadinessObserver)?

    /// Where it is in the poller's table, and which of those that have been there.
    let datum: UInt64

    init(descriptor: Int32, interest: Readiness, datum: UInt64, observer: any ReadinessObserver) {
        self.descriptor = descriptor
        self.interest = interest
        self.datum = datum
        self.observer = observer
    }
}
