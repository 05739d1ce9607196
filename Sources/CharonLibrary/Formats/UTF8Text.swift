internal import CharonSystem

extension GrowingBytes {
    /// Adds a code point, at most 0x10FFFF and no surrogate, as UTF-8. Source: RFC 3629, section 3.
    func appendUTF8(_ scalar: UInt32) {
        let last = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
        switch scalar {
        case ..<0x80:
            append(UInt8(truncatingIfNeeded: scalar))
        case ..<0x800:
            append(UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6))
            append(last)
        case ..<0x10000:
            append(UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12))
            append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F))
            append(last)
        default:
            append(UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18 & 0x07))
            append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 12 & 0x3F))
            append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F))
            append(last)
        }
    }
}
