internal import Glibc

/// Bytes in the order in which they were appended: they are added at the end and taken from the front.
///
/// It owns its memory and gives it back when the last byte has been taken, so an empty one costs next to nothing.
@safe
@usableFromInline
package final class ByteBuffer {
    private var base: UnsafeMutableRawPointer?
    private var capacity = 0
    private var start = 0
    private var end = 0

    package init() {}

    /// A buffer that holds a copy of `bytes` and has no room for more.
    package init(copying bytes: BorrowedBytes) {
        append(bytes)
    }

    deinit {
        unsafe free(base)
    }

    package var count: Int { end - start }

    package var isEmpty: Bool { start == end }

    /// How many bytes can be appended before memory must be found.
    package var room: Int { capacity - end }

    /// All bytes; valid until the buffer is changed.
    package var bytes: BorrowedBytes {
        unsafe BorrowedBytes(base: base.map { unsafe UnsafeRawPointer($0 + start) }, count: end - start)
    }

    /// Adds a copy of `bytes` at the end.
    ///
    /// - Complexity: O(`bytes.count`), amortised.
    package func append(_ bytes: BorrowedBytes) {
        guard bytes.count > 0, let source = unsafe bytes.base else { return }
        let destination = unsafe reserve(bytes.count)
        unsafe memcpy(destination, source, bytes.count)
        end += bytes.count
    }

    /// Adds what `body` writes at the end.
    ///
    /// - Parameters:
    ///   - limit: the most bytes that `body` may write.
    ///   - body: gets memory of `limit` bytes and returns how many of them it has written, at most `limit`.
    @inlinable
    package func append(upTo limit: Int, _ body: (UnsafeMutableRawBufferPointer) throws -> Int) rethrows {
        let space = unsafe UnsafeMutableRawBufferPointer(start: reserve(limit), count: limit)
        advance(try unsafe body(space), limit: limit)
    }

    @usableFromInline
    func advance(_ written: Int, limit: Int) {
        precondition(written >= 0 && written <= limit, "more bytes written than there was room for")
        end += written
        if isEmpty { removeAll() }
    }

    /// Drops the first `length` bytes, at most all of them.
    package func removeFirst(_ length: Int) {
        precondition(length >= 0 && length <= count, "more bytes removed than there are")
        start += length
        if start == end { removeAll() }
    }

    /// Drops all bytes and gives the memory back.
    package func removeAll() {
        unsafe free(base)
        unsafe base = nil
        capacity = 0
        start = 0
        end = 0
    }

    /// Finds memory for `length` bytes after the last one.
    @usableFromInline
    func reserve(_ length: Int) -> UnsafeMutableRawPointer {
        precondition(length >= 0, "a negative length")
        if let base = unsafe base, capacity - end >= length {
            return unsafe base + end
        }
        if let base = unsafe base, start > 0, start >= capacity / 2, capacity - count >= length {
            unsafe memmove(base, base + start, count)
        } else {
            let wanted = count + length
            let grown = count == 0 ? wanted : max(wanted, capacity * 2)
            guard let memory = unsafe malloc(max(grown, 1)) else {
                fatalError("out of memory")
            }
            if let base = unsafe base {
                unsafe memcpy(memory, base + start, count)
                unsafe free(base)
            }
            unsafe base = memory
            capacity = max(grown, 1)
        }
        end = count
        start = 0
        // One of the two branches has left memory behind.
        return unsafe base.unsafelyUnwrapped + end
    }
}
