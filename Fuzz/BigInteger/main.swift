import CFuzzer
import CharonCrypto
import CharonSystem

// Numbers as text and as bytes, and the laws of arithmetic.

private func same(_ one: BigInteger, _ other: BigInteger) -> Bool { BigInteger.compare(one, other) == 0 }

private func number(_ text: [UInt8]) throws -> BigInteger { try text.withBorrowedBytes { try BigInteger(text: $0) } }

/// - Throws: what the computation throws, for numbers that are too large.
private func law(_ holds: @autoclosure () throws -> Bool, line: UInt = #line) throws {
    let isTrue = try holds()
    precondition(isTrue, "the law of line \(line) does not hold")
}

private func check(_ one: BigInteger, _ other: BigInteger) throws {
    try law(same(number(one.decimal()), one))
    let digits = try one.hexadecimal()
    let prefix = Array("0x".utf8)
    let text = one.isNegative ? digits.prefix(1) + prefix + digits.dropFirst() : prefix + digits
    try law(same(number(text), one))
    try law(same(one + other - other, one) && same(one * other, other * one))
    if !other.isZero {
        let (quotient, remainder) = try one.divided(by: other)
        try law(same(quotient * other + remainder, one) && !remainder.isNegative)
        try law(BigInteger.compare(remainder, other.magnitude()) < 0)
        try law(same(one.remainder(dividingBy: other), remainder))
        let divisor = try one.greatestCommonDivisor(with: other)
        try law(!divisor.isNegative && one.remainder(dividingBy: divisor).isZero)
    }
    let power = try one.raised(to: BigInteger(3))
    try law(same(power, one * one * one))
}

private func run(_ input: [UInt8]) {
    _ = try? check(number(input), BigInteger(7))
    guard let first = input.first, input.count > 2 else { return }
    let split = 1 + Int(first) % (input.count - 1)
    let parts = [Array(input[1..<split]), Array(input[split...])]
    let numbers = parts.compactMap { part in try? part.withBorrowedBytes { try BigInteger(bigEndian: $0) } }
    guard numbers.count == 2, let one = first & 1 == 0 ? numbers[0] : try? numbers[0].negated(),
        let other = first & 2 == 0 ? numbers[1] : try? numbers[1].negated()
    else { return }
    _ = try? check(one, other)
    if one.bitLength < 256 { _ = try? one.isProbablePrime() }
}

var count = CommandLine.argc
var words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = unsafe CommandLine.unsafeArgv
_ = unsafe LLVMFuzzerRunDriver(&count, &words) { bytes, size in
    run(unsafe [UInt8](UnsafeBufferPointer(start: bytes, count: size)))
    return 0
}
