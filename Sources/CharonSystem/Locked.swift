internal import Glibc

/// A value that threads share, guarded by a mutex of POSIX threads.
///
/// Not the `Mutex` of `Synchronization`: that one waits on a futex of its own, which the thread sanitizer does not know,
/// so that it takes every use of the value for a race. Source: pthread_mutex_lock(3).
@safe package final class Locked<Value>: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private var value: Value

    package init(_ value: sending Value) {
        self.value = value
        unsafe mutex = .allocate(capacity: 1)
        unsafe mutex.initialize(to: pthread_mutex_t())
        unsafe pthread_mutex_init(mutex, nil)
    }

    deinit {
        unsafe pthread_mutex_destroy(mutex)
        unsafe mutex.deallocate()
    }

    /// Runs `body` while no other thread has the value.
    ///
    /// Not reentrant: `body` must not use the same value through `withLock`.
    package func withLock<Result, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return try body(&value)
    }
}
