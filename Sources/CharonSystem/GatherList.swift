internal import Glibc

/// Pieces of memory that one call sends as though they were one. Source: sendmsg(2), iovec(3type).
@safe
package final class GatherList {
    /// The most pieces of one call; the kernel takes 1,024, and more than this brings nothing.
    package static let capacity = 64

    let vectors: UnsafeMutablePointer<iovec>

    package var count: Int { pieceCount }
    private var pieceCount = 0

    /// The length of all pieces together, in bytes.
    package var byteCount: Int { length }
    private var length = 0

    package init() {
        unsafe vectors = .allocate(capacity: Self.capacity)
    }

    deinit {
        unsafe vectors.deallocate()
    }

    package var isFull: Bool { pieceCount == Self.capacity }

    package func removeAll() {
        pieceCount = 0
        length = 0
    }

    /// Adds a piece, which must stay where it is until the call has been made. The list must not be full.
    package func append(_ bytes: BorrowedBytes) {
        precondition(!isFull, "a full gather list")
        // The kernel only reads what it sends.
        let base = unsafe UnsafeMutableRawPointer(mutating: bytes.base)
        unsafe vectors[pieceCount] = iovec(iov_base: base, iov_len: bytes.count)
        pieceCount += 1
        length += bytes.count
    }

    /// The pieces together, cut to at most `limit` bytes, in an array of their own.
    package func copy(upTo limit: Int) -> [UInt8] {
        var result: [UInt8] = []
        for index in 0..<count where result.count < limit {
            let piece = unsafe UnsafeRawBufferPointer(start: vectors[index].iov_base, count: vectors[index].iov_len)
            unsafe result.append(contentsOf: piece.prefix(limit - result.count))
        }
        return result
    }
}
