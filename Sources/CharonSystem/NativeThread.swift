internal import CCharon  // where the importer puts the types of <pthread.h>
internal import Glibc

/// A thread of the operating system that runs one function and ends.
package enum NativeThread {
    /// Starts a detached thread, in which all signals are blocked: they are the main thread's.
    ///
    /// - Parameters:
    ///   - stackSize: in bytes.
    ///   - body: runs on the new thread.
    /// - Returns: false if the system has no thread to give. Source: pthread_create(3).
    package static func start(stackSize: Int, _ body: @escaping @Sendable () -> Void) -> Bool {
        var attributes = pthread_attr_t()
        guard unsafe pthread_attr_init(&attributes) == 0 else { return false }
        defer { unsafe pthread_attr_destroy(&attributes) }
        guard unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED)) == 0,
            unsafe pthread_attr_setstacksize(&attributes, stackSize) == 0
        else { return false }

        var all = sigset_t()
        var before = sigset_t()
        unsafe sigfillset(&all)
        // A new thread inherits the mask of its maker.
        unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }

        let box = unsafe Unmanaged.passRetained(Body(run: body))
        var thread = pthread_t()
        let failure = unsafe pthread_create(
            &thread, &attributes,
            { argument in
                // The maker retained the box for this one use.
                if let argument = unsafe argument {
                    unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                }
                return nil
            }, box.toOpaque())
        if failure != 0 { unsafe box.release() }
        return failure == 0
    }

    private final class Body: Sendable {
        let run: @Sendable () -> Void

        init(run: @escaping @Sendable () -> Void) {
            self.run = run
        }
    }
}
