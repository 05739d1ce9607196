internal import CCharon

/// The C library's allocator.
package enum Allocator {
    /// Lets the threads of the process share one heap, which grows in large steps.
    ///
    /// Good where one thread does nearly all of the work: the heaps that glibc gives to other threads grow page by
    /// page, with a system call each. Must be called before a second thread is made. Source: mallopt(3).
    package static func useOneHeap() { charon_use_one_heap() }
}
