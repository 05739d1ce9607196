internal import Glibc

/// Wakes one loop from any thread.
///
/// It owns the counter that the loop waits for, so that whoever still holds it never writes to a descriptor that
/// has become something else. Source: eventfd(2).
package final class Waker: Sendable {
    /// For a signal handler, which may write the number 1 as 8 bytes to it.
    package let descriptor: Int32

    private init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// - Throws: the kernel's refusal of another descriptor.
    package convenience init(_ system: Syscalls) throws(SystemError) {
        self.init(descriptor: try system.makeWakeCounter().descriptor(from: "eventfd"))
    }

    deinit {
        close(descriptor)
    }

    /// Ends the wait that the loop is in, or the next one.
    package func wake() {
        var one: UInt64 = 1
        // A counter that is full wakes as well; nothing else can go wrong.
        _ = unsafe write(descriptor, &one, MemoryLayout<UInt64>.size)
    }
}
