/// The fewest decimal digits that tell a float from all others, as d.ddd times a power of ten.
struct ShortestDecimal {
    /// ASCII digits; the first is not zero, nor is the last if there are several.
    private(set) var digits: [UInt8] = []
    /// The power of ten of the first digit.
    private(set) var exponent = 0

    /// - Parameter value: positive and finite.
    init(_ value: Double) {
        digits.reserveCapacity(20)
        var pointAt: Int?
        var position = 0
        var leadingZeros = 0
        var power = 0
        var isPowerNegative = false
        var isInPower = false
        // The standard library finds the digits; only where the point stands is ours to choose.
        for byte in value.description.utf8 {
            switch byte {
            case UInt8(ascii: "."): pointAt = position
            case UInt8(ascii: "e"): isInPower = true
            case UInt8(ascii: "-"): isPowerNegative = true
            case UInt8(ascii: "+"): break
            default:
                if isInPower {
                    power = power * 10 + Int(byte - UInt8(ascii: "0"))
                    continue
                }
                position += 1
                if digits.isEmpty, byte == UInt8(ascii: "0") {
                    leadingZeros += 1
                } else {
                    digits.append(byte)
                }
            }
        }
        exponent = (pointAt ?? position) - 1 - leadingZeros + (isPowerNegative ? -power : power)
        while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
    }
}
