internal import Glibc

/// Which thread something happens on.
package struct ThreadIdentity: Equatable, Sendable {
    private let thread: UInt

    /// The thread that asks. Source: pthread_self(3).
    package static var current: ThreadIdentity {
        ThreadIdentity(thread: UInt(pthread_self()))
    }
}
