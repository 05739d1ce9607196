internal import COpenSSL
package import CharonSystem

extension BigInteger {
    /// Reads a number: `-` if it is negative, then decimal digits, or `0x` or `0b` and digits.
    ///
    /// - Throws: `malformedNumber`, `numberTooLarge`, `outOfMemory`.
    /// - Complexity: O(n), for decimal digits that of a few products. Source: BN_dec2bn(3), BN_hex2bn(3).
    package convenience init(text: BorrowedBytes) throws(CryptoError) {
        var digits = text
        let isNegative = !digits.isEmpty && digits[0] == UInt8(ascii: "-")
        if isNegative { digits = digits.dropFirst(1) }
        let base = Base(prefixOf: digits)
        if base != .decimal { digits = digits.dropFirst(2) }
        guard !digits.isEmpty else { throw .malformedNumber }
        for index in 0..<digits.count where !base.has(digits[index]) { throw .malformedNumber }
        var zeros = 0
        while zeros < digits.count, digits[zeros] == UInt8(ascii: "0") { zeros += 1 }
        digits = digits.dropFirst(zeros)
        guard digits.count <= base.maxDigits else { throw .numberTooLarge }

        let magnitude =
            switch base {
            case .binary: try BigInteger.fromBits(digits)
            case .hexadecimal: unsafe try BigInteger.fromDigits(digits, read: { unsafe BN_hex2bn($0, $1) })
            case .decimal: try BigInteger.fromDecimal(digits)
            }
        guard let copy = unsafe BN_dup(magnitude.pointer) else { throw .taking(.outOfMemory) }
        unsafe self.init(owning: copy)
        if isNegative { unsafe BN_set_negative(pointer, 1) }
        guard bitLength <= BigInteger.maxBits else { throw .numberTooLarge }
    }

    /// Reads digits in one go.
    private static func fromDigits(
        _ digits: BorrowedBytes, read: (UnsafeMutablePointer<OpaquePointer?>, UnsafePointer<CChar>) -> Int32
    ) throws(CryptoError) -> BigInteger {
        if digits.isEmpty { return try BigInteger(0) }
        var text = digits.copy()
        text.append(0)
        var number: OpaquePointer?
        let count = unsafe text.withUnsafeBytes { text in
            // Bytes with a zero behind them, for C.
            unsafe text.withMemoryRebound(to: CChar.self) { unsafe $0.baseAddress.map { unsafe read(&number, $0) } ?? 0 }
        }
        guard let number = unsafe number else { throw .taking(.outOfMemory) }
        let result = unsafe BigInteger(owning: number)
        guard Int(count) == digits.count else { throw .taking(.outOfMemory) }
        return result
    }

    /// Reads decimal digits: halves of equal size apart, since BN_dec2bn takes one word's digits after another.
    private static func fromDecimal(_ digits: BorrowedBytes) throws(CryptoError) -> BigInteger {
        var levels = 0
        while digits.count >> levels > directDigits { levels += 1 }
        let piece = (digits.count + (1 << levels) - 1) >> levels
        var powers: [BigInteger] = []
        for level in 0..<levels {
            powers.append(try level == 0 ? BigInteger(10).raised(to: BigInteger(Int64(piece))) : powers[level - 1] * powers[level - 1])
        }
        return try fromDecimal(digits, piece: piece, powers: powers[...])
    }

    private static func fromDecimal(
        _ digits: BorrowedBytes, piece: Int, powers: ArraySlice<BigInteger>
    ) throws(CryptoError) -> BigInteger {
        guard let power = powers.last else { return unsafe try fromDigits(digits, read: { unsafe BN_dec2bn($0, $1) }) }
        // The last digits are as many as the power has zeros.
        let lower = min(piece << (powers.count - 1), digits.count)
        let upper = try fromDecimal(digits.prefix(digits.count - lower), piece: piece, powers: powers.dropLast())
        let rest = try fromDecimal(digits.dropFirst(digits.count - lower), piece: piece, powers: powers.dropLast())
        return try upper * power + rest
    }

    /// How many digits are converted in one go.
    private static let directDigits = 512

    private static func fromBits(_ bits: BorrowedBytes) throws(CryptoError) -> BigInteger {
        var bytes = [UInt8](repeating: 0, count: (bits.count + 7) / 8)
        for index in 0..<bits.count where bits[bits.count - 1 - index] == UInt8(ascii: "1") {
            bytes[bytes.count - 1 - index / 8] |= 1 << UInt8(index % 8)
        }
        return try bytes.withBorrowedBytes { bytes in Result { () throws(CryptoError) in try BigInteger(bigEndian: bytes) } }.get()
    }

    private enum Base {
        case decimal, hexadecimal, binary

        init(prefixOf digits: BorrowedBytes) {
            self = .decimal
            guard digits.count >= 2, digits[0] == UInt8(ascii: "0") else { return }
            if digits[1] == UInt8(ascii: "x") { self = .hexadecimal }
            if digits[1] == UInt8(ascii: "b") { self = .binary }
        }

        /// How many digits a number of `maxBits` bits can have.
        var maxDigits: Int {
            switch self {
            case .decimal: BigInteger.maxBits * 30_103 / 100_000 + 1
            case .hexadecimal: BigInteger.maxBits / 4
            case .binary: BigInteger.maxBits
            }
        }

        func has(_ digit: UInt8) -> Bool {
            switch (self, digit) {
            case (.binary, UInt8(ascii: "0")...UInt8(ascii: "1")): true
            case (.decimal, UInt8(ascii: "0")...UInt8(ascii: "9")): true
            case (.hexadecimal, UInt8(ascii: "0")...UInt8(ascii: "9")),
                (.hexadecimal, UInt8(ascii: "a")...UInt8(ascii: "f")),
                (.hexadecimal, UInt8(ascii: "A")...UInt8(ascii: "F")):
                true
            default: false
            }
        }
    }

    /// Upper-case digits to base 16, without a prefix. Complexity: O(n).
    package func hexadecimal() throws(CryptoError) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        return try text(bitsPerDigit: 4) { digits[Int($0)] }
    }

    /// Digits to base 2, without a prefix. Complexity: O(n).
    package func binary() throws(CryptoError) -> [UInt8] {
        try text(bitsPerDigit: 1) { UInt8(ascii: "0") + $0 }
    }

    private func text(bitsPerDigit: Int, digit: (UInt8) -> UInt8) throws(CryptoError) -> [UInt8] {
        let bytes = try bigEndian()
        let count = max((bitLength + bitsPerDigit - 1) / bitsPerDigit, 1)
        var text: [UInt8] = []
        text.reserveCapacity(count + 1)
        if isNegative { text.append(UInt8(ascii: "-")) }
        if bytes.isEmpty { return [UInt8(ascii: "0")] }
        let mask = UInt8((1 << bitsPerDigit) - 1)
        for position in stride(from: (count - 1) * bitsPerDigit, through: 0, by: -bitsPerDigit) {
            text.append(digit(bytes[bytes.count - 1 - position / 8] >> UInt8(position % 8) & mask))
        }
        return text
    }

    /// Decimal digits.
    ///
    /// Halves are converted apart: `BN_bn2dec` divides the whole number by one word again and again, which is fifteen
    /// times as slow for large ones.
    /// - Complexity: O(n^2), seconds for the largest numbers.
    package func decimal() throws(CryptoError) -> [UInt8] {
        var text: [UInt8] = []
        if isNegative { text.append(UInt8(ascii: "-")) }
        // powers[k] is 10^(512 * 2^k); the last has more than half of the number's bits.
        var powers: [BigInteger] = []
        if bitLength > Self.directBits {
            powers.append(try BigInteger(10).raised(to: BigInteger(512)))
            while let last = powers.last, last.bitLength * 2 - 1 <= bitLength { powers.append(try last * last) }
        }
        try magnitude().appendDecimal(to: &text, powers: powers[...], width: nil)
        return text
    }

    /// What is converted in one go, bits.
    private static let directBits = 4096

    /// - Parameter width: how many digits it shall have, with zeros in front; nil for no zeros.
    private func appendDecimal(to text: inout [UInt8], powers: ArraySlice<BigInteger>, width: Int?) throws(CryptoError) {
        guard let power = powers.last else {
            let digits = try directDecimal()
            if let width { text.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: max(0, width - digits.count))) }
            text.append(contentsOf: digits)
            return
        }
        let half = 512 << (powers.count - 1)
        let (upper, lower) = try divided(by: power)
        if upper.isZero, width == nil {
            try lower.appendDecimal(to: &text, powers: powers.dropLast(), width: nil)
        } else {
            try upper.appendDecimal(to: &text, powers: powers.dropLast(), width: width.map { $0 - half })
            try lower.appendDecimal(to: &text, powers: powers.dropLast(), width: half)
        }
    }

    private func directDecimal() throws(CryptoError) -> [UInt8] {
        guard let digits = unsafe BN_bn2dec(pointer) else { throw .taking(.outOfMemory) }
        defer { unsafe CRYPTO_free(digits, #file, #line) }
        let count = unsafe strnlen(digits, bitLength + 3)
        return unsafe UnsafeRawBufferPointer(start: digits, count: count).map { $0 }
    }
}
