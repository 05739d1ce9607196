internal import CharonSystem

/// Bytes written as `%XX`.
///
/// Source: RFC 3986, section 2.
enum PercentEncoding {
    /// For each byte whether it is one of the unreserved characters, which stay as they are.
    private static let unreserved: [Bool] = {
        var table = [Bool](repeating: false, count: 256)
        for byte in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~".utf8 { table[Int(byte)] = true }
        return table
    }()

    /// Writes every byte but the unreserved characters as `%XX`.
    ///
    /// - Complexity: O(`bytes.count`).
    static func encode(_ bytes: BorrowedBytes, to output: GrowingBytes) {
        let unreserved = unreserved
        for index in 0..<bytes.count {
            let byte = bytes[index]
            if unreserved[Int(byte)] {
                output.append(byte)
            } else {
                output.append(UInt8(ascii: "%"))
                output.append(.hexDigit(byte >> 4))
                output.append(.hexDigit(byte & 15))
            }
        }
    }

    /// Writes the byte for each `%` that two hex digits follow; all else stays.
    ///
    /// - Complexity: O(`bytes.count`).
    static func decode(_ bytes: BorrowedBytes, to output: GrowingBytes) {
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "%"), bytes.count - index > 2, let high = bytes[index + 1].hexDigitValue,
                let low = bytes[index + 2].hexDigitValue
            {
                output.append(high << 4 | low)
                index += 3
            } else {
                output.append(byte)
                index += 1
            }
        }
    }
}
