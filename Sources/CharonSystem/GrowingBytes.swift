internal import CCharon
internal import Glibc

/// Bytes that are written one after the other, as an encoder makes them.
///
/// Unlike `ByteBuffer` it takes single bytes cheaply, keeps its memory when it is emptied, and nothing is taken from
/// the front.
@safe
@usableFromInline
package final class GrowingBytes {
    @usableFromInline var base: UnsafeMutablePointer<UInt8>?
    /// Memory at `base`, bytes.
    @usableFromInline package private(set) var capacity = 0
    @usableFromInline package internal(set) var count = 0

    /// - Parameter room: bytes to have memory for from the start.
    package init(room: Int = 0) {
        if room > 0 { grow(by: room) }
    }

    deinit {
        unsafe free(base)
    }

    /// All bytes; valid until the next change.
    package var bytes: BorrowedBytes {
        unsafe BorrowedBytes(UnsafeRawBufferPointer(start: base, count: count))
    }

    /// Adds one byte at the end.
    ///
    /// - Complexity: O(1), amortised.
    @inlinable
    @inline(__always)
    package func append(_ byte: UInt8) {
        if count == capacity { grow(by: 1) }
        // There is memory behind the last byte.
        unsafe base.unsafelyUnwrapped[count] = byte
        count &+= 1
    }

    /// Adds the lowest bytes of a word, the lowest one first.
    ///
    /// - Parameter length: how many, 0 to 8.
    /// - Complexity: O(1), amortised: one store whatever the length.
    @inlinable
    @inline(__always)
    package func append(_ word: UInt64, count length: Int) {
        precondition(length >= 0 && length <= 8, "more bytes than a word has")
        if capacity &- count < 8 { grow(by: 8) }
        // There is memory for a whole word; those of its bytes that do not count are written over, or never read.
        unsafe UnsafeMutableRawPointer(base.unsafelyUnwrapped).storeBytes(
            of: word.littleEndian, toByteOffset: count, as: UInt64.self)
        count &+= length
    }

    /// Adds a copy of `bytes`, which may not be a part of this object's own.
    ///
    /// - Complexity: O(`bytes.count`), amortised.
    @inlinable
    package func append(_ bytes: BorrowedBytes) {
        unsafe bytes.withUnsafeBytes { unsafe append(copying: $0) }
    }

    /// Adds the text's UTF-8.
    @inlinable
    package func append(_ text: StaticString) {
        unsafe append(copying: UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Adds the text's UTF-8.
    package func append(_ text: String) {
        var text = text
        text.withUTF8 { unsafe append(copying: UnsafeRawBufferPointer($0)) }
    }

    /// Adds `count` copies of `byte`.
    package func append(repeating byte: UInt8, count copies: Int) {
        guard copies > 0 else { return }
        reserve(copies)
        // `reserve` has found the memory.
        unsafe memset(base.unsafelyUnwrapped + count, Int32(byte), copies)
        count += copies
    }

    /// Finds memory for `room` more bytes, so that adding them costs no more than storing them.
    @inlinable
    package func reserve(_ room: Int) {
        if capacity - count < room { grow(by: room) }
    }

    /// Drops the bytes from `length` on; `length` must not be more than `count`.
    package func truncate(to length: Int) {
        precondition(length >= 0 && length <= count, "bytes kept that are not there")
        count = length
    }

    /// Drops all bytes, and the memory if it is more than `limit` bytes.
    package func removeAll(keepingAtMost limit: Int) {
        count = 0
        if capacity > limit {
            unsafe free(base)
            unsafe base = nil
            capacity = 0
        }
    }

    @usableFromInline
    func append(copying source: UnsafeRawBufferPointer) {
        guard source.count > 0, let start = source.baseAddress else { return }
        reserve(source.count)
        unsafe memcpy(base.unsafelyUnwrapped + count, start, source.count)
        count += source.count
    }

    @usableFromInline
    @inline(never)
    func grow(by room: Int) {
        let (wanted, overflows) = count.addingReportingOverflow(room)
        precondition(!overflows, "more bytes than can be counted")
        let grown = max(wanted, capacity < 1 << 40 ? capacity * 2 : capacity, 64)
        guard let memory = unsafe realloc(base, grown) else { fatalError("out of memory") }
        if grown >= Int(charon_large_block) { unsafe charon_use_large_pages(memory, grown) }
        unsafe base = memory.assumingMemoryBound(to: UInt8.self)
        capacity = grown
    }
}
