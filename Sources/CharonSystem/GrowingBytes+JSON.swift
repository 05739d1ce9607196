extension GrowingBytes {
    /// Adds a string as JSON: with quotes and escapes.
    ///
    /// - Complexity: O(`bytes.count`). Source: RFC 8259, section 7.
    package func appendJSONString(_ bytes: BorrowedBytes) {
        append(UInt8(ascii: "\""))
        var start = 0
        while true {
            let next = bytes.firstIndex(below: 0x20, or: UInt8(ascii: "\""), or: UInt8(ascii: "\\"), from: start)
            append(bytes[start..<next])
            guard next < bytes.count else { break }
            appendEscape(of: bytes[next])
            start = next + 1
        }
        append(UInt8(ascii: "\""))
    }

    private func appendEscape(of byte: UInt8) {
        append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\t"): append(UInt8(ascii: "t"))
        case UInt8(ascii: "\n"): append(UInt8(ascii: "n"))
        case UInt8(ascii: "\r"): append(UInt8(ascii: "r"))
        case ..<0x20:
            append("u00" as StaticString)
            append(UInt8(ascii: "0") + byte >> 4)
            append(.hexDigit(byte & 15))
        default: append(byte)
        }
    }
}

extension UInt8 {
    /// The ASCII hex digit for a value from 0 to 15, in capitals.
    package static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }
}
