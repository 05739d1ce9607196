internal import Glibc

/// The C library's allocator. Source: mallopt(3).
package enum Allocator {
    /// Lets the threads of the process share one heap, which grows in large steps.
    ///
    /// Good where one thread does nearly all of the work: the heaps that glibc gives to other threads grow page by
    /// page, with a system call each. Must be called before a second thread is made.
    package static func useOneHeap() {
        // M_ARENA_MAX and M_TOP_PAD, which are macros that Swift's Glibc module lacks.
        _ = mallopt(-8, 1)
        _ = mallopt(-2, 1 << 20)
    }
}
