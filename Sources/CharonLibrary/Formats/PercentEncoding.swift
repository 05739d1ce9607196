internal import CharonSystem

/// Bytes written as `%XX`.
///
/// Source: RFC 3986, section 2.
enum PercentEncoding {
    /// What stands for each byte, the first character lowest: one character, or three.
    private static let forms: [UInt32] = {
        var forms = (UInt8.min ... .max).map { byte in
            let digits = UInt32(UInt8.hexDigit(byte >> 4)) << 8 | UInt32(UInt8.hexDigit(byte & 15)) << 16
            return UInt32(UInt8(ascii: "%")) | digits
        }
        // The unreserved characters stay as they are.
        for byte in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~".utf8 {
            forms[Int(byte)] = UInt32(byte)
        }
        return forms
    }()

    /// Writes every byte but the unreserved characters as `%XX`.
    ///
    /// - Complexity: O(`bytes.count`).
    static func encode(_ bytes: BorrowedBytes, to output: GrowingBytes) {
        let forms = forms
        output.reserve(bytes.count + 8)
        for index in 0..<bytes.count {
            let form = forms[Int(bytes[index])]
            output.append(UInt64(form), count: form < 0x100 ? 1 : 3)
        }
    }

    /// Writes the byte for each `%` that two hex digits follow; all else stays.
    ///
    /// - Complexity: O(`bytes.count`).
    static func decode(_ bytes: BorrowedBytes, to output: GrowingBytes) {
        output.reserve(bytes.count)
        let mark = UInt8(ascii: "%")
        var index = 0
        while index < bytes.count {
            let next = bytes.firstIndex(of: mark, or: mark, from: index)
            output.append(bytes[index..<next])
            guard next < bytes.count else { return }
            if bytes.count - next > 2, let high = bytes[next + 1].hexDigitValue, let low = bytes[next + 2].hexDigitValue {
                output.append(high << 4 | low)
                index = next + 3
            } else {
                output.append(mark)
                index = next + 1
            }
        }
    }
}
