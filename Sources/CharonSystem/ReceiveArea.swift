internal import Glibc

/// Memory of a fixed size that the kernel writes received bytes to, used again for each read.
@safe
package final class ReceiveArea {
    let base: UnsafeMutableRawPointer

    /// The most bytes that one read can give.
    package let capacity: Int

    package init(capacity: Int) {
        guard let memory = unsafe malloc(max(capacity, 1)) else {
            fatalError("out of memory")
        }
        unsafe base = memory
        self.capacity = capacity
    }

    deinit {
        unsafe free(base)
    }

    /// The first `length` bytes; valid until the next read into the area.
    package func prefix(_ length: Int) -> BorrowedBytes {
        precondition(length >= 0 && length <= capacity, "more bytes than the area has")
        return unsafe BorrowedBytes(base: UnsafeRawPointer(base), count: length)
    }
}
