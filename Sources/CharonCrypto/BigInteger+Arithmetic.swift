internal import COpenSSL

extension BigInteger {
    /// The sum. Source: BN_add(3).
    package static func + (one: BigInteger, other: BigInteger) throws(CryptoError) -> BigInteger {
        unsafe try make { result, _ in unsafe BN_add(result, one.pointer, other.pointer) }
    }

    /// The difference. Source: BN_sub(3).
    package static func - (one: BigInteger, other: BigInteger) throws(CryptoError) -> BigInteger {
        unsafe try make { result, _ in unsafe BN_sub(result, one.pointer, other.pointer) }
    }

    /// The product.
    ///
    /// - Throws: `numberTooLarge` before anything is multiplied.
    /// - Complexity: O(n * m), less for numbers of one size. Source: BN_mul(3).
    package static func * (one: BigInteger, other: BigInteger) throws(CryptoError) -> BigInteger {
        // A product has at least as many bits as both together, less one.
        guard one.bitLength + other.bitLength - 1 <= maxBits else { throw .numberTooLarge }
        return unsafe try make { result, scratch in unsafe BN_mul(result, one.pointer, other.pointer, scratch) }
    }

    /// The number with the other sign.
    package func negated() throws(CryptoError) -> BigInteger {
        unsafe try Self.make { result, _ in
            guard unsafe BN_copy(result, pointer) != nil else { return 0 }
            unsafe BN_set_negative(result, isNegative ? 0 : 1)
            return 1
        }
    }

    /// The number without its sign: itself if it has none.
    package func magnitude() throws(CryptoError) -> BigInteger { isNegative ? try negated() : self }

    /// Quotient and remainder; the remainder is never negative, and `quotient * divisor + remainder` is the number.
    ///
    /// - Throws: `divisionByZero`, `outOfMemory`.
    /// - Complexity: O(bits of the quotient * bits of the divisor). Source: BN_div(3).
    package func divided(by divisor: BigInteger) throws(CryptoError) -> (quotient: BigInteger, remainder: BigInteger) {
        guard !divisor.isZero else { throw .divisionByZero }
        var quotient: BigInteger?
        let remainder = unsafe try Self.make { remainder, scratch in
            guard let target = unsafe BN_new() else { return 0 }
            let result = unsafe BigInteger(owning: target)
            guard unsafe BN_div(target, remainder, pointer, divisor.pointer, scratch) == 1 else { return 0 }
            // BN_div truncates towards 0: the remainder has the sign of the dividend.
            if unsafe BN_is_negative(remainder) == 1 {
                let up = divisor.isNegative
                guard unsafe up ? BN_sub(remainder, remainder, divisor.pointer) == 1 : BN_add(remainder, remainder, divisor.pointer) == 1,
                    unsafe up ? BN_add_word(target, 1) == 1 : BN_sub_word(target, 1) == 1
                else { return 0 }
            }
            quotient = result
            return 1
        }
        guard let quotient else { throw .outOfMemory }
        return (quotient, remainder)
    }

    /// The remainder of a division alone, never negative. Source: BN_nnmod(3).
    package func remainder(dividingBy divisor: BigInteger) throws(CryptoError) -> BigInteger {
        guard !divisor.isZero else { throw .divisionByZero }
        return unsafe try Self.make { result, scratch in unsafe BN_nnmod(result, pointer, divisor.pointer, scratch) }
    }

    /// The number to the power of `exponent`; 1 if that is 0.
    ///
    /// - Throws: `negativeExponent`; `numberTooLarge` before anything is multiplied.
    /// - Complexity: that of a few products of the result's size.
    package func raised(to exponent: BigInteger) throws(CryptoError) -> BigInteger {
        guard !exponent.isNegative else { throw .negativeExponent }
        if exponent.isZero { return try BigInteger(1) }
        if bitLength <= 1 {
            // 0, 1 and -1 stay small whatever the exponent.
            return isNegative && !exponent.isOdd ? try negated() : self
        }
        guard let times = exponent.word, times <= UInt(Self.maxBits) else { throw .numberTooLarge }
        guard (bitLength - 1) * Int(times) < Self.maxBits else { throw .numberTooLarge }
        // Binary digits from the first to the last, not BN_exp: multiplying by the base itself is cheap, and BN_mul is
        // faster than BN_sqr for large numbers.
        var result = self
        for bit in stride(from: UInt.bitWidth - times.leadingZeroBitCount - 2, through: 0, by: -1) {
            result = try result * result
            if times >> UInt(bit) & 1 == 1 { result = try result * self }
        }
        return result
    }

    /// The greatest common divisor, never negative; that of 0 and 0 is 0.
    ///
    /// Euclid's algorithm over `BN_mod`: `BN_gcd` takes the same time whatever the numbers, bit by bit.
    /// - Throws: `numberTooLarge` if both have more than 262,144 bits, which would take minutes.
    /// - Complexity: O(n^2) in the bits of the smaller.
    package func greatestCommonDivisor(with other: BigInteger) throws(CryptoError) -> BigInteger {
        guard min(bitLength, other.bitLength) <= 262_144 else { throw .numberTooLarge }
        return unsafe try Self.make { result, scratch in
            unsafe BN_CTX_start(scratch)
            defer { unsafe BN_CTX_end(scratch) }
            guard var one = unsafe BN_CTX_get(scratch), var rest = unsafe BN_CTX_get(scratch),
                var next = unsafe BN_CTX_get(scratch), unsafe BN_copy(one, pointer) != nil,
                unsafe BN_copy(rest, other.pointer) != nil
            else { return 0 }
            while unsafe BN_is_zero(rest) == 0 {
                guard unsafe BN_div(nil, next, one, rest, scratch) == 1 else { return 0 }
                unsafe (one, rest, next) = (rest, next, one)
            }
            unsafe BN_set_negative(one, 0)
            return unsafe BN_copy(result, one) == nil ? 0 : 1
        }
    }
}
