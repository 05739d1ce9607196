import CharonCrypto
import CharonSystem
import Testing

@Suite struct BigIntegerTests {
    private func number(_ text: String) throws -> BigInteger { try number(bytes: Array(text.utf8)) }

    private func number(bytes: [UInt8]) throws -> BigInteger {
        try bytes.withBorrowedBytes { try BigInteger(text: $0) }
    }

    private func decimal(_ number: BigInteger) throws -> String { String(decoding: try number.decimal(), as: UTF8.self) }

    @Test(arguments: [
        ("0", "0"), ("-0", "0"), ("007", "7"), ("-12", "-12"), ("0xff", "255"), ("0xFFFFFFFFFFFFFFFFFFFF", "1208925819614629174706175"),
        ("0b1011", "11"), ("-0x10", "-16"), ("-0b0", "0"), ("18446744073709551616", "18446744073709551616"),
    ])
    func `text is read in three bases`(text: String, expected: String) throws {
        #expect(try decimal(number(text)) == expected)
    }

    @Test(arguments: ["", "-", "+5", "abc", "1 ", " 1", "0x", "0b", "0b2", "0X1", "--1", "1.0", "1e5", "0xg", "12\0", "-0x-1", "１"])
    func `text that is no number is refused`(text: String) {
        #expect(throws: CryptoError.malformedNumber) { try number(text) }
    }

    @Test func `the smallest and the largest machine word are read`() throws {
        #expect(try decimal(BigInteger(.min)) == "-9223372036854775808")
        #expect(try decimal(BigInteger(.max)) == "9223372036854775807")
    }

    @Test(arguments: [(7, 2, 3, 1), (-7, 2, -4, 1), (7, -2, -3, 1), (-7, -2, 4, 1), (6, 3, 2, 0), (-6, 3, -2, 0), (0, 5, 0, 0), (1, 9, 0, 1), (-1, 9, -1, 8)])
    func `no remainder is negative`(dividend: Int64, divisor: Int64, quotient: Int64, remainder: Int64) throws {
        let result = try BigInteger(dividend).divided(by: BigInteger(divisor))
        #expect(BigInteger.compare(result.quotient, try BigInteger(quotient)) == 0)
        #expect(BigInteger.compare(result.remainder, try BigInteger(remainder)) == 0)
        let alone = try BigInteger(dividend).remainder(dividingBy: BigInteger(divisor))
        #expect(BigInteger.compare(alone, try BigInteger(remainder)) == 0)
    }

    @Test func `dividing by nothing fails`() throws {
        let one = try BigInteger(1), zero = try BigInteger(0)
        #expect(throws: CryptoError.divisionByZero) { try one.divided(by: zero) }
        #expect(throws: CryptoError.divisionByZero) { try one.remainder(dividingBy: zero) }
    }

    @Test(arguments: [1, 511, 512, 513, 4095, 4096, 4097, 10_000, 50_000])
    func `a power of ten is written as one and zeros, its predecessor as nines`(digits: Int64) throws {
        let power = try BigInteger(10).raised(to: BigInteger(digits))
        #expect(try decimal(power) == "1" + String(repeating: "0", count: Int(digits)))
        let nines = try power - BigInteger(1)
        #expect(try decimal(nines) == String(repeating: "9", count: Int(digits)))
        #expect(BigInteger.compare(try number(decimal(nines)), nines) == 0)
        #expect(try decimal(nines.negated()) == "-" + String(repeating: "9", count: Int(digits)))
    }

    @Test func `long decimal text comes back as it was`() throws {
        var text = "7", seed: UInt64 = 1
        for _ in 0..<20_000 {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            text.append(String(seed >> 60 % 10))
        }
        #expect(try decimal(number(text)) == text)
    }

    @Test(arguments: [("0", "0", "0"), ("7", "7", "111"), ("-16", "-10", "-10000"), ("256", "100", "100000000"), ("4095", "FFF", "111111111111")])
    func `hexadecimal and binary text has no zeros in front`(text: String, hexadecimal: String, binary: String) throws {
        #expect(String(decoding: try number(text).hexadecimal(), as: UTF8.self) == hexadecimal)
        #expect(String(decoding: try number(text).binary(), as: UTF8.self) == binary)
    }

    @Test func `binary text comes back as it was`() throws {
        let text = "1" + String(repeating: "0110100111", count: 100)
        #expect(String(decoding: try number("0b" + text).binary(), as: UTF8.self) == text)
    }

    @Test func `bytes are those of the magnitude, padded in front`() throws {
        #expect(try number("43981").bigEndian() == [0xab, 0xcd])
        #expect(try number("-43981").bigEndian(minimum: 4) == [0, 0, 0xab, 0xcd])
        #expect(try number("0").bigEndian() == [])
        #expect(try number("0").bigEndian(minimum: 2) == [0, 0])
        #expect(throws: CryptoError.numberTooLarge) { try BigInteger(1).bigEndian(minimum: .max) }
        let read = try [UInt8]([0, 0, 1, 0]).withBorrowedBytes { try BigInteger(bigEndian: $0) }
        #expect(BigInteger.compare(read, try BigInteger(256)) == 0)
    }

    @Test func `powers stop at the limit before they are computed`() throws {
        let two = try BigInteger(2)
        #expect(try two.raised(to: BigInteger(7_999_999)).bitLength == BigInteger.maxBits)
        #expect(throws: CryptoError.numberTooLarge) { try two.raised(to: BigInteger(8_000_000)) }
        #expect(throws: CryptoError.numberTooLarge) { try two.raised(to: BigInteger(.max)) }
        #expect(throws: CryptoError.numberTooLarge) { try two.raised(to: number("0x10000000000000000")) }
        #expect(throws: CryptoError.negativeExponent) { try two.raised(to: BigInteger(-1)) }
        for base: Int64 in [-1, 0, 1] {
            let odd = try BigInteger(base).raised(to: number("0x10000000000000001"))
            #expect(BigInteger.compare(odd, try BigInteger(base)) == 0)
            let even = try BigInteger(base).raised(to: number("0x10000000000000000"))
            #expect(BigInteger.compare(even, try BigInteger(abs(base))) == 0)
        }
    }

    @Test func `products, sums and texts stop at the limit`() throws {
        let largest = try BigInteger(2).raised(to: BigInteger(7_999_999))
        let half = try BigInteger(2).raised(to: BigInteger(4_000_000))
        #expect(throws: CryptoError.numberTooLarge) { try largest + largest }
        #expect(throws: CryptoError.numberTooLarge) { try half * half }
        #expect(throws: CryptoError.numberTooLarge) { try number("9" + String(repeating: "0", count: 2_408_240)) }
        #expect(throws: CryptoError.numberTooLarge) { try number("0x" + String(repeating: "F", count: 2_000_001)) }
        #expect(throws: CryptoError.numberTooLarge) { try number("0b" + String(repeating: "1", count: 8_000_001)) }
        let bytes = [UInt8](repeating: 255, count: 1_000_001)
        #expect(throws: CryptoError.numberTooLarge) { try bytes.withBorrowedBytes { try BigInteger(bigEndian: $0) } }
    }

    @Test(arguments: [("84", "36", "12"), ("-84", "36", "12"), ("84", "-36", "12"), ("0", "0", "0"), ("0", "-5", "5"), ("17", "5", "1"), ("123456789012345678901234567890", "987654321", "9")])
    func `a common divisor is not negative`(one: String, other: String, expected: String) throws {
        #expect(try decimal(number(one).greatestCommonDivisor(with: number(other))) == expected)
    }

    @Test(arguments: [("2", true), ("0", false), ("1", false), ("-7", false), ("561", false), ("7919", true), ("170141183460469231731687303715884105727", true), ("170141183460469231731687303715884105729", false)])
    func `primes are told apart`(text: String, isPrime: Bool) throws {
        #expect(try number(text).isProbablePrime() == isPrime)
    }

    @Test func `a number that would take minutes is not tested for being prime`() throws {
        let large = try BigInteger(2).raised(to: BigInteger(20_000))
        #expect(throws: CryptoError.numberTooLarge) { try large.isProbablePrime() }
    }
}
