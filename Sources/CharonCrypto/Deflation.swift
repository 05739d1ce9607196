package import CharonSystem
internal import CZlib

/// Packs text.
package enum Deflation {
    /// What stands around the packed text.
    package enum Format: Sendable { case zlib, gzip }

    /// Packs text as `Inflation` unpacks it.
    ///
    /// - Throws: `outOfMemory`.
    /// - Complexity: O(count of `text`). Source: zlib.h, RFC 1950, RFC 1952.
    package static func pack(_ text: BorrowedBytes, as format: Format) throws(CryptoError) -> [UInt8] {
        var stream = unsafe z_stream()
        let windowBits: Int32 = format == .gzip ? 31 : 15
        guard
            unsafe deflateInit2_(
                &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
                Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { throw .outOfMemory }
        defer { unsafe deflateEnd(&stream) }
        var packed: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: max(1024, min(text.count, 1 << 17)))
        let room = buffer.count
        var rest = text
        while true {
            let input = rest.prefix(min(rest.count, 1 << 28))
            let status = unsafe input.withUnsafeBytes { input in
                unsafe buffer.withUnsafeMutableBufferPointer { output in
                    // zlib reads what it calls next_in only.
                    unsafe stream.next_in = UnsafeMutablePointer(
                        mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
                    unsafe stream.avail_in = UInt32(input.count)
                    unsafe stream.next_out = output.baseAddress
                    unsafe stream.avail_out = UInt32(room)
                    return unsafe deflate(&stream, input.count == rest.count ? Z_FINISH : Z_NO_FLUSH)
                }
            }
            packed.append(contentsOf: buffer.prefix(unsafe room - Int(stream.avail_out)))
            rest = rest.dropFirst(unsafe input.count - Int(stream.avail_in))
            if status == Z_STREAM_END { return packed }
            guard status == Z_OK || status == Z_BUF_ERROR else { throw .outOfMemory }
        }
    }
}
