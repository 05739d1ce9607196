internal import CharonSystem

/// The digits of a number as far as they fit 64 bits, and the power of ten that they are multiplied by.
struct DecimalDigits {
    private(set) var mantissa: UInt64 = 0
    private(set) var exponent = 0
    /// Whether all digits are in `mantissa`.
    private(set) var isExact = true

    @inline(__always)
    mutating func append(_ digit: UInt8, isFraction: Bool) {
        if mantissa < 1_000_000_000_000_000_000 {
            mantissa = mantissa &* 10 &+ UInt64(digit)
            if isFraction { exponent -= 1 }
        } else {
            appendToFull(digit, isFraction: isFraction)
        }
    }

    /// There are nineteen digits already; a twentieth may fit.
    private mutating func appendToFull(_ digit: UInt8, isFraction: Bool) {
        if isExact, !isFraction {
            let (product, overflows) = mantissa.multipliedReportingOverflow(by: 10)
            let (sum, carries) = product.addingReportingOverflow(UInt64(digit))
            if !overflows, !carries {
                mantissa = sum
                return
            }
        }
        if digit != 0 { isExact = false }
        if !isFraction { exponent += 1 }
    }

    mutating func scale(by power: Int) { exponent += power }

    /// The integer, if it fits 64 bits with a sign.
    func integer(isNegative: Bool) -> Int64? {
        guard isExact, exponent == 0 else { return nil }
        if !isNegative { return Int64(exactly: mantissa) }
        if mantissa == UInt64(1) << 63 { return .min }
        return Int64(exactly: mantissa).map { -$0 }
    }

    /// The nearest float.
    ///
    /// - Parameter text: the number as it stands in the input, for those that need more than arithmetic.
    /// - Complexity: O(`text.count`) at worst.
    func double(isNegative: Bool, text: BorrowedBytes) -> Double {
        let value: Double
        if mantissa == 0, isExact {
            value = 0
        } else if isExact, mantissa <= 1 << 53, (-22...22).contains(exponent) {
            // Both are floats without a rounding error, so the one operation rounds correctly.
            let power = Self.powers[abs(exponent)]
            value = exponent < 0 ? Double(mantissa) / power : Double(mantissa) * power
        } else {
            value = Self.parse(text, isNegative: isNegative)
        }
        return isNegative ? -value : value
    }

    private static let powers: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]

    /// More digits than any float needs to be told from its neighbours: further ones count only by being there.
    private static let digitLimit = 780

    /// The absolute value of the number `text`, by the standard library's conversion.
    private static func parse(_ text: BorrowedBytes, isNegative: Bool) -> Double {
        var canonical: [UInt8] = []
        canonical.reserveCapacity(min(text.count, digitLimit) + 32)
        var exponent = 0
        var index = isNegative ? 1 : 0
        var isFraction = false
        var hasMore = false
        while index < text.count {
            let byte = text[index]
            if byte | 0x20 == UInt8(ascii: "e") { break }
            index += 1
            if byte == UInt8(ascii: ".") {
                isFraction = true
                continue
            }
            if canonical.isEmpty, byte == UInt8(ascii: "0") {
                if isFraction { exponent -= 1 }
            } else if canonical.count < digitLimit {
                canonical.append(byte)
                if isFraction { exponent -= 1 }
            } else {
                if byte != UInt8(ascii: "0") { hasMore = true }
                if !isFraction { exponent += 1 }
            }
        }
        if canonical.isEmpty { return 0 }
        if hasMore {
            canonical.append(UInt8(ascii: "1"))
            exponent -= 1
        }
        if index < text.count {
            var written = 0
            var isDown = false
            for byte in text[index + 1..<text.count].copy() {
                if byte == UInt8(ascii: "-") { isDown = true }
                if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte), written < 1 << 40 {
                    written = written * 10 + Int(byte - UInt8(ascii: "0"))
                }
            }
            exponent += isDown ? -written : written
        }
        // The digits may be 780 places away from the point.
        if exponent > 400 { return .infinity }
        if exponent < -1500 { return 0 }
        return Double(String(decoding: canonical, as: UTF8.self) + "e\(exponent)") ?? 0
    }
}
