package import CharonSystem
internal import CZlib

/// Checksums: they tell of accidents, not of attacks.
package enum Checksum {
    /// The cyclic redundancy check of gzip and PNG, gone on with from an earlier one.
    ///
    /// - Complexity: O(count of `bytes`). Source: RFC 1952, section 8.
    package static func crc32(_ bytes: BorrowedBytes, from earlier: UInt32 = 0) -> UInt32 {
        let value = unsafe bytes.withUnsafeBytes {
            unsafe crc32_z(UInt(earlier), $0.baseAddress?.assumingMemoryBound(to: UInt8.self), $0.count)
        }
        // Without memory the function answers with the value that one starts from.
        return bytes.isEmpty ? earlier : UInt32(truncatingIfNeeded: value)
    }

    /// The checksum of zlib.
    ///
    /// - Complexity: O(count of `bytes`). Source: RFC 1950, section 9.
    package static func adler32(_ bytes: BorrowedBytes) -> UInt32 {
        if bytes.isEmpty { return 1 }
        return UInt32(truncatingIfNeeded: unsafe bytes.withUnsafeBytes {
            unsafe adler32_z(1, $0.baseAddress?.assumingMemoryBound(to: UInt8.self), $0.count)
        })
    }

    /// The cyclic redundancy check of iSCSI, gone on with from an earlier one.
    ///
    /// - Complexity: O(count of `bytes`). Source: RFC 7143, section 13.1.
    package static func crc32c(_ bytes: BorrowedBytes, from earlier: UInt32 = 0) -> UInt32 {
        unsafe bytes.withUnsafeBytes { bytes in
            var value = ~earlier
            for unsafe byte in unsafe bytes {
                value = value >> 8 ^ castagnoli[Int(UInt8(truncatingIfNeeded: value) ^ byte)]
            }
            return ~value
        }
    }

    /// The remainders of each byte by the Castagnoli polynomial, bits reversed.
    private static let castagnoli: [UInt32] = (0..<256).map { (byte: UInt32) in
        var value = byte
        for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0x82f6_3b78 : value >> 1 }
        return value
    }
}
