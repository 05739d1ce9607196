internal import CCharon

/// The C library's allocator. Source: mallopt(3).
package enum Allocator {
    /// Lets the threads of the process share one heap, which grows in large steps.
    ///
    /// Good where one thread does nearly all of the work: the heaps that glibc gives to other threads grow page by
    /// page, with a system call each. Must be called before a second thread is made.
    package static func useOneHeap() {
        _ = mallopt(M_ARENA_MAX, 1)
        _ = mallopt(M_TOP_PAD, 1 << 20)
    }
}
