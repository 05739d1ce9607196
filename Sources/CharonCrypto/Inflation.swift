package import CharonSystem
internal import CZlib

/// What has been unpacked from bare deflate data, zlib or gzip, told apart by their headers.
///
/// Source: RFC 1950, RFC 1951, RFC 1952.
package struct Inflation {
    /// Why there is no text.
    package enum Failure: Sendable {
        /// It would be longer than it may be.
        case tooLarge
        /// This is no packed data, or broken.
        case invalidData
        /// There is no memory for it.
        case outOfMemory
    }

    private let output = GrowingBytes()
    /// How many bytes the packed text takes, with header and trailer; 0 if there is a failure. Bare deflate data that
    /// ends with its stream counts as Pluto counts it, see `BlockTrail`.
    package private(set) var packedCount = 0
    /// Whether the data has a checksum.
    package private(set) var hasChecksum = false
    /// Whether the checksum, or the length that stands with it, is not that of the text.
    package private(set) var isMismatch = false
    package private(set) var failure: Failure?

    /// The text; as much as could be read if the data ends early, nothing if there is a failure. Valid as long as this
    /// value.
    package var bytes: BorrowedBytes { output.bytes }

    /// The text in an array of its own. Complexity: O(count).
    package var text: [UInt8] { bytes.copy() }

    private enum Format { case deflate, zlib, gzip }

    /// Unpacks.
    ///
    /// - Parameters:
    ///   - data: what follows the packed text is ignored.
    ///   - maxBytes: how long the text may be, 0 or more.
    /// - Complexity: O(count of `data` and of the text). Source: zlib.h.
    package init(_ data: BorrowedBytes, maxBytes: Int) {
        let format = Self.format(of: data)
        let maxBytes = min(maxBytes, 1 << 48)
        var stream = unsafe z_stream()
        // Checksums are compared below: zlib would give no text. 15 is the largest window, 32 more finds the header.
        guard
            unsafe inflateInit2_(&stream, format == .deflate ? -15 : 47, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else {
            failure = .outOfMemory
            return
        }
        defer { unsafe inflateEnd(&stream) }
        unsafe inflateValidate(&stream, 0)

        // Unpacked into a buffer of its own first: bare data with many small blocks has as many steps.
        var buffer = [UInt8](repeating: 0, count: min(maxBytes + 1, max(1024, min(data.count * 4, Self.step))))
        var status = Z_OK
        var trail = BlockTrail()
        if format == .deflate { trail.enterBlock(atBit: 0, of: data) }
        while status == Z_OK {
            // Bare data is looked at block by block.
            status = unsafe step(&stream, data, &buffer, flush: format == .deflate ? Z_BLOCK : Z_NO_FLUSH)
            let place = unsafe Int(stream.data_type)
            // 128: between two blocks; 64: behind the last one. The last byte that was read has some bits left.
            if format == .deflate, status == Z_OK, place & 192 == 128 {
                trail.leaveBlock(atByte: packedCount)
                trail.enterBlock(atBit: packedCount * 8 - (place & 7), of: data)
            }
            if output.count > maxBytes {
                fail(.tooLarge)
                return
            }
        }
        switch status {
        case Z_STREAM_END:
            check(data, format)
            if format == .deflate, packedCount == data.count { packedCount -= trail.uncountedBytes(of: data) }
        case Z_BUF_ERROR: break  // the data ends early
        case Z_MEM_ERROR: fail(.outOfMemory)
        default: fail(.invalidData)
        }
    }

    private mutating func fail(_ failure: Failure) {
        self = Inflation(failure: failure)
    }

    private init(failure: Failure) { self.failure = failure }

    /// How much is unpacked at a time, bytes.
    private static let step = 1 << 17

    /// Unpacks as much as the buffer holds.
    private mutating func step(
        _ stream: inout z_stream, _ data: BorrowedBytes, _ buffer: inout [UInt8], flush: Int32
    ) -> Int32 {
        let input = data.dropFirst(packedCount).prefix(min(data.count - packedCount, 1 << 30))
        let room = buffer.count
        let status = unsafe input.withUnsafeBytes { input in
            unsafe buffer.withUnsafeMutableBufferPointer { output in
                // zlib reads what it calls next_in only.
                unsafe stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
                unsafe stream.avail_in = UInt32(input.count)
                unsafe stream.next_out = output.baseAddress
                unsafe stream.avail_out = UInt32(room)
                return unsafe inflate(&stream, flush)
            }
        }
        buffer.withBorrowedBytes { output.append($0.prefix(unsafe room - Int(stream.avail_out))) }
        packedCount += unsafe input.count - Int(stream.avail_in)
        return status
    }

    /// Compares the trailer with the text.
    private mutating func check(_ data: BorrowedBytes, _ format: Format) {
        func trailer(_ count: Int) -> BorrowedBytes { data.prefix(packedCount).dropFirst(packedCount - count) }
        switch format {
        case .deflate: break
        case .zlib:
            hasChecksum = true
            isMismatch = Checksum.adler32(bytes) != trailer(4).word(at: 0).byteSwapped
        case .gzip:
            hasChecksum = true
            isMismatch =
                Checksum.crc32(bytes) != trailer(8).word(at: 0)
                || UInt32(truncatingIfNeeded: bytes.count) != trailer(4).word(at: 0)
        }
    }

    private static func format(of data: BorrowedBytes) -> Format {
        guard data.count >= 2 else { return .deflate }
        if data[0] == 0x1f, data[1] == 0x8b { return .gzip }
        let isZlib = data[0] & 0x0f == 8 && data[0] >> 4 <= 7 && (Int(data[0]) << 8 | Int(data[1])) % 31 == 0
        return isZlib ? .zlib : .deflate
    }
}

/// What the blocks of bare deflate data were like, as far as it matters for counting them.
///
/// Pluto reads packed blocks two bytes at a time. If the data ends with its stream and one byte is left over then, that
/// byte is not counted: scripts see one less than there is.
private struct BlockTrail {
    private var isStored = false
    /// Where the reading in twos began: at the start, or behind the last block that is not packed.
    private var origin = 0

    /// A block's head stands at `bit`: one bit tells whether it is the last, two of what kind it is.
    mutating func enterBlock(atBit bit: Int, of data: BorrowedBytes) {
        isStored = (1...2).allSatisfy { offset in
            let bit = bit + offset
            return bit / 8 < data.count && data[bit / 8] >> UInt8(bit % 8) & 1 == 0
        }
    }

    mutating func leaveBlock(atByte byte: Int) {
        if isStored { origin = byte }
    }

    func uncountedBytes(of data: BorrowedBytes) -> Int { isStored ? 0 : (data.count - origin) % 2 }
}
