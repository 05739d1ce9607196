internal import CharonSystem

// How values are written as MessagePack, each in its smallest form.
//
// Source: the MessagePack specification, Formats.

extension GrowingBytes {
    func appendPackedNull() { append(0xC0) }

    func appendPacked(_ value: Bool) { append(value ? 0xC3 : 0xC2) }

    func appendPacked(_ value: Int64) {
        switch value {
        case 0...0x7F: append(UInt8(truncatingIfNeeded: value))
        case 0...0xFF: appendPacked(0xCC, UInt64(value), size: 1)
        case 0...0xFFFF: appendPacked(0xCD, UInt64(value), size: 2)
        case 0...0xFFFF_FFFF: appendPacked(0xCE, UInt64(value), size: 4)
        case 0...: appendPacked(0xCF, UInt64(value), size: 8)
        case -32 ..< 0: append(UInt8(truncatingIfNeeded: value))
        case -0x80 ..< 0: appendPacked(0xD0, UInt64(bitPattern: value), size: 1)
        case -0x8000 ..< 0: appendPacked(0xD1, UInt64(bitPattern: value), size: 2)
        case -0x8000_0000 ..< 0: appendPacked(0xD2, UInt64(bitPattern: value), size: 4)
        default: appendPacked(0xD3, UInt64(bitPattern: value), size: 8)
        }
    }

    func appendPacked(_ value: Double) {
        let narrow = Float(value)
        if Double(narrow) == value {
            appendPacked(0xCA, UInt64(narrow.bitPattern), size: 4)
        } else {
            appendPacked(0xCB, value.bitPattern, size: 8)
        }
    }

    /// - Complexity: O(`bytes.count`).
    func appendPackedString(_ bytes: BorrowedBytes) {
        switch bytes.count {
        case ..<32: append(0xA0 | UInt8(truncatingIfNeeded: bytes.count))
        case ...0xFF: appendPacked(0xD9, UInt64(bytes.count), size: 1)
        case ...0xFFFF: appendPacked(0xDA, UInt64(bytes.count), size: 2)
        default: appendPacked(0xDB, UInt64(bytes.count), size: 4)
        }
        append(bytes)
    }

    /// Adds what stands before the elements of an array.
    func appendPackedArray(count: Int) { appendPackedContainer(count, short: 0x90, wide: 0xDC) }

    /// Adds what stands before the keys and values of a map.
    func appendPackedMap(count: Int) { appendPackedContainer(count, short: 0x80, wide: 0xDE) }

    private func appendPackedContainer(_ count: Int, short: UInt8, wide: UInt8) {
        switch count {
        case ..<16: append(short | UInt8(truncatingIfNeeded: count))
        case ...0xFFFF: appendPacked(wide, UInt64(count), size: 2)
        default: appendPacked(wide + 1, UInt64(count), size: 4)
        }
    }

    /// Adds a type byte and the low `size` bytes of `value`, big-endian.
    private func appendPacked(_ type: UInt8, _ value: UInt64, size: Int) {
        append(type)
        for shift in stride(from: 8 * (size - 1), through: 0, by: -8) {
            append(UInt8(truncatingIfNeeded: value >> UInt64(shift)))
        }
    }
}
