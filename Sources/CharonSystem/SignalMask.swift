internal import CCharon  // where the importer puts the types of <pthread.h>
internal import Glibc

/// Which thread of the program takes its signals.
package enum SignalMask {
    /// Leaves all signals to other threads. Source: pthread_sigmask(3).
    package static func block() { set(SIG_BLOCK) }

    /// Takes all signals on this thread.
    package static func unblock() { set(SIG_UNBLOCK) }

    private static func set(_ how: Int32) {
        var all = sigset_t()
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(how, &all, nil)
    }
}
