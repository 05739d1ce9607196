internal import COpenSSL

/// Random numbers that nobody can foretell.
package enum Randomness {
    /// Random bytes.
    ///
    /// - Parameter count: 0 or more.
    /// - Throws: `noRandomNumbers` if the system gives none. Source: RAND_bytes(3).
    package static func bytes(_ count: Int) throws(CryptoError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        guard let size = Int32(exactly: count), unsafe RAND_bytes(&bytes, size) == 1 else { throw .taking(.noRandomNumbers) }
        return bytes
    }

    /// Any 64-bit integer, each as likely as another.
    ///
    /// - Throws: `noRandomNumbers`.
    package static func integer() throws(CryptoError) -> Int64 { Int64(bitPattern: try word()) }

    /// An integer of a range, each as likely as another.
    ///
    /// - Throws: `noRandomNumbers`.
    package static func integer(in range: ClosedRange<Int64>) throws(CryptoError) -> Int64 {
        let last = UInt64(bitPattern: range.upperBound &- range.lowerBound)
        // Words are cut down to as many bits as the last value has, and drawn again while they lie above it.
        let mask = UInt64.max >> UInt64(last.leadingZeroBitCount)
        if last == 0 { return range.lowerBound }
        while true {
            let value = try word() & mask
            if value <= last { return range.lowerBound &+ Int64(bitPattern: value) }
        }
    }

    private static func word() throws(CryptoError) -> UInt64 {
        var value: UInt64 = 0
        let isDrawn = unsafe withUnsafeMutableBytes(of: &value) {
            unsafe RAND_bytes($0.baseAddress?.assumingMemoryBound(to: UInt8.self), Int32($0.count)) == 1
        }
        guard isDrawn else { throw .taking(.noRandomNumbers) }
        return value
    }
}
