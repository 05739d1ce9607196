internal import Glibc

/// Memory of a fixed size that the kernel writes received bytes to, used again for each read.
@safe
package final class ReceiveArea {
    /// Where the memory is. Who lends it may put other memory there between two reads.
    private let place: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    private let isOwner: Bool

    var base: UnsafeMutableRawPointer { unsafe place.pointee.unsafelyUnwrapped }

    /// The memory, `capacity` bytes, for code that may be unsafe itself.
    @unsafe package var memory: UnsafeMutableRawPointer { unsafe base }

    /// The most bytes that one read can give.
    package let capacity: Int

    /// An area in memory of its own, which begins with a page: what the kernel has of a long stream mostly does too, and
    /// some processors copy twenty times slower to an address that lies up to 63 bytes further in its page.
    package init(capacity: Int) {
        var memory: UnsafeMutableRawPointer?
        guard unsafe posix_memalign(&memory, Int(getpagesize()), max(capacity, 1)) == 0, let memory = unsafe memory else {
            fatalError("out of memory")
        }
        unsafe place = .allocate(capacity: 1)
        unsafe place.initialize(to: memory)
        isOwner = true
        self.capacity = capacity
    }

    /// An area in memory that is lent.
    ///
    /// - Parameters:
    ///   - place: holds the address of `capacity` bytes, never nil, whenever the area is used.
    package init(lentAt place: UnsafeMutablePointer<UnsafeMutableRawPointer?>, capacity: Int) {
        unsafe self.place = place
        isOwner = false
        self.capacity = capacity
    }

    deinit {
        guard isOwner else { return }
        unsafe free(place.pointee)
        unsafe place.deallocate()
    }

    /// Puts bytes into the area as though the kernel had; more than fit are cut.
    package func write(_ bytes: BorrowedBytes) {
        if let source = unsafe bytes.base {
            unsafe memcpy(base, source, min(bytes.count, capacity))
        }
    }

    /// The first `length` bytes; valid until the next read into the area.
    package func prefix(_ length: Int) -> BorrowedBytes {
        precondition(length >= 0 && length <= capacity, "more bytes than the area has")
        return unsafe BorrowedBytes(base: UnsafeRawPointer(base), count: length)
    }
}
