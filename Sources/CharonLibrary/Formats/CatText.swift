internal import CharonSystem

// How the names and values of cat are written.

extension GrowingBytes {
    /// Adds a name of a line of cat, in which colons have a backslash.
    ///
    /// - Complexity: O(`bytes.count`).
    func appendCatName(_ bytes: BorrowedBytes) {
        for index in 0..<bytes.count {
            if bytes[index] == UInt8(ascii: ":") { append(UInt8(ascii: "\\")) }
            append(bytes[index])
        }
    }

    /// Adds a value of a line of cat, in quotes if it could not be read back without.
    ///
    /// - Complexity: O(`bytes.count`).
    func appendCatValue(_ bytes: BorrowedBytes) {
        let needsQuotes = (0..<bytes.count).contains { index in
            [UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r")].contains(bytes[index])
        }
        guard needsQuotes else { return append(bytes) }
        append(UInt8(ascii: "\""))
        for index in 0..<bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\n"): append("\\n" as StaticString)
            case UInt8(ascii: "\r"): append("\\r" as StaticString)
            case UInt8(ascii: "\""): append("\\\"" as StaticString)
            case UInt8(ascii: "\\"): append("\\\\" as StaticString)
            default: append(bytes[index])
            }
        }
        append(UInt8(ascii: "\""))
    }
}
