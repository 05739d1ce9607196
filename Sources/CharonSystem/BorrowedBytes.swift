internal import Glibc

/// Bytes that somebody else owns.
///
/// They are valid only during the call to which they are passed or, when they are a result, until the next
/// call into what returned them; who keeps them longer keeps their owner alive too.
@safe
@usableFromInline
package struct BorrowedBytes {
    @usableFromInline let base: UnsafeRawPointer?

    @usableFromInline package let count: Int

    /// - Parameter bytes: memory that stays as it is for as long as the value is used.
    @inlinable
    package init(_ bytes: UnsafeRawBufferPointer) {
        unsafe base = bytes.baseAddress
        count = bytes.count
    }

    @inlinable
    init(base: UnsafeRawPointer?, count: Int) {
        unsafe self.base = base
        self.count = count
    }

    /// No bytes.
    @inlinable package static var none: BorrowedBytes { unsafe BorrowedBytes(base: nil, count: 0) }

    @inlinable package var isEmpty: Bool { count == 0 }

    /// The byte at `index`, which must be less than `count`.
    @inlinable
    package subscript(index: Int) -> UInt8 {
        precondition(index >= 0 && index < count, "index outside the borrowed bytes")
        // The count says that there is memory, and the index lies in it.
        return unsafe base.unsafelyUnwrapped.load(fromByteOffset: index, as: UInt8.self)
    }

    /// The eight bytes from `index` on, which must all be there, the first one lowest.
    @inlinable
    @inline(__always)
    package func longWord(at index: Int) -> UInt64 {
        precondition(index >= 0 && count &- index >= 8, "a word outside the borrowed bytes")
        // The count says that there is memory, and the word lies in it.
        return UInt64(littleEndian: unsafe base.unsafelyUnwrapped.loadUnaligned(fromByteOffset: index, as: UInt64.self))
    }

    /// Gives the memory to `body`.
    @inlinable
    package func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try unsafe body(buffer)
    }

    /// The memory, for code that may be unsafe itself.
    @inlinable
    package var buffer: UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(start: base, count: count)
    }

    /// The bytes in an array of their own.
    ///
    /// - Complexity: O(`count`).
    package func copy() -> [UInt8] {
        unsafe [UInt8](buffer)
    }

    /// The bytes without the first `length`, which must not be more than `count`.
    @inlinable package func dropFirst(_ length: Int) -> BorrowedBytes {
        precondition(length >= 0 && length <= count, "more bytes dropped than there are")
        return unsafe BorrowedBytes(base: base.map { unsafe $0 + length }, count: count - length)
    }

    /// The first `length` bytes; `length` must not be more than `count`.
    @inlinable package func prefix(_ length: Int) -> BorrowedBytes {
        precondition(length >= 0 && length <= count, "a prefix longer than the bytes")
        return unsafe BorrowedBytes(base: base, count: length)
    }

    /// The bytes from `range.lowerBound` up to, not including, `range.upperBound`; the range must lie inside.
    package subscript(range: Range<Int>) -> BorrowedBytes {
        dropFirst(range.lowerBound).prefix(range.count)
    }
}

extension [UInt8] {
    /// Lends the array's bytes to `body`.
    @inlinable
    package func withBorrowedBytes<Result>(_ body: (BorrowedBytes) throws -> Result) rethrows -> Result {
        try unsafe withUnsafeBytes { try body(unsafe BorrowedBytes($0)) }
    }
}
