internal import CharonSystem

extension JSONReader {
    /// Reads a number: an integer if it has neither point nor exponent and fits 64 bits, else a float.
    ///
    /// Zeros may stand in front, and there need be digits on one side of the point only.
    mutating func readNumber() throws(FormatError) {
        let start = position
        let isNegative = bytes[position] == UInt8(ascii: "-")
        if isNegative { position += 1 }
        var digits = DecimalDigits()
        let integerStart = position
        readDigits(into: &digits, isFraction: false)
        var digitCount = position - integerStart
        var isFloat = false
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            isFloat = true
            position += 1
            let fractionStart = position
            readDigits(into: &digits, isFraction: true)
            digitCount += position - fractionStart
        }
        guard digitCount > 0 else { throw unexpected() }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            isFloat = true
            position += 1
            try readExponent(into: &digits)
        }
        if !isFloat, let value = digits.integer(isNegative: isNegative) {
            builder.integer(value)
        } else {
            builder.number(digits.double(isNegative: isNegative, text: bytes[start..<position]))
        }
    }

    @inline(__always)
    private mutating func readDigits(into digits: inout DecimalDigits, isFraction: Bool) {
        var index = position
        while index < bytes.count {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            digits.append(digit, isFraction: isFraction)
            index += 1
        }
        position = index
    }

    private mutating func readExponent(into digits: inout DecimalDigits) throws(FormatError) {
        var isNegative = false
        if position < bytes.count, bytes[position] == UInt8(ascii: "-") || bytes[position] == UInt8(ascii: "+") {
            isNegative = bytes[position] == UInt8(ascii: "-")
            position += 1
        }
        let start = position
        var exponent = 0
        while position < bytes.count {
            let digit = bytes[position] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            // Beyond any float's range, and below what could overflow together with the number of digits.
            if exponent < 1 << 40 { exponent = exponent * 10 + Int(digit) }
            position += 1
        }
        guard position > start else { throw unexpected() }
        digits.scale(by: isNegative ? -exponent : exponent)
    }
}
