internal import CharonSystem

// How JSON's numbers are written (libraries.md sections 2.1 and 2.2).

extension GrowingBytes {
    /// Adds the decimal digits of an integer.
    func appendDecimal(_ value: Int64) {
        if value < 0 { append(UInt8(ascii: "-")) }
        appendDecimal(value.magnitude)
    }

    func appendDecimal(_ value: UInt64) {
        // No integer of 64 bits has more than twenty digits.
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var start = 20
        var rest = value
        repeat {
            start -= 1
            digits[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        } while rest > 0
        for index in start..<20 { append(digits[index]) }
    }

    /// Adds a finite float in a form that is read back as the same float.
    func appendJSONNumber(_ value: Double) {
        if value.sign == .minus { append(UInt8(ascii: "-")) }
        let magnitude = value.magnitude
        if magnitude < 0x1p63, magnitude == magnitude.rounded(.towardZero) {
            appendDecimal(UInt64(magnitude))
            return append(".0" as StaticString)
        }
        // Six decimals at most, and so few digits that no other decimal number reads back as this float.
        let millionths = (magnitude * 1e6).rounded()
        if millionths < 1e15, millionths / 1e6 == magnitude {
            return appendMillionths(UInt64(millionths))
        }
        appendShortest(magnitude)
    }

    /// Adds a number of millionths that is no whole number.
    private func appendMillionths(_ count: UInt64) {
        appendDecimal(count / 1_000_000)
        append(UInt8(ascii: "."))
        var rest = count % 1_000_000
        while rest > 0 {
            rest *= 10
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / 1_000_000))
            rest %= 1_000_000
        }
    }

    /// Adds the fewest digits that read back as this positive float.
    private func appendShortest(_ value: Double) {
        let number = ShortestDecimal(value)
        let digits = number.digits
        let decimals = digits.count - 1 - number.exponent
        if value < 0x1p63, number.exponent >= -5 || decimals <= 6 {
            // Whole numbers have been dealt with: some digits stand behind the point.
            if number.exponent < 0 {
                append("0." as StaticString)
                append(repeating: UInt8(ascii: "0"), count: -number.exponent - 1)
            }
            for (index, digit) in digits.enumerated() {
                append(digit)
                if index == number.exponent { append(UInt8(ascii: ".")) }
            }
        } else {
            append(digits[0])
            if digits.count > 1 { append(UInt8(ascii: ".")) }
            for digit in digits.dropFirst() { append(digit) }
            append(number.exponent < 0 ? "e-" : "e+" as StaticString)
            let power = UInt64(abs(number.exponent))
            if power < 10 { append(UInt8(ascii: "0")) }
            appendDecimal(power)
        }
    }
}
