internal import COpenSSL
package import CharonSystem

/// An integer of any size that does not change.
///
/// Source: BN_new(3).
@safe
package final class BigInteger {
    /// No number has more bits.
    package static let maxBits = 8_000_000

    private let handle: OpaquePointer
    /// What was made of the number and shall live as long as it; it must not hold the number itself.
    package var companion: AnyObject?
    /// What counts the memory of a large number for a script, and gives it back when the number goes.
    package var account: AnyObject?

    /// Takes over a `BIGNUM`.
    @unsafe init(owning handle: OpaquePointer) { unsafe self.handle = handle }

    // A number may be a part of a private key.
    deinit { unsafe BN_clear_free(handle) }

    /// The `BIGNUM`, valid as long as this object and not to be changed.
    @unsafe var pointer: OpaquePointer { unsafe handle }

    /// Makes a number from a machine word.
    ///
    /// - Throws: `outOfMemory`.
    package convenience init(_ value: Int64) throws(CryptoError) {
        let number = unsafe try BigInteger.makeNumber()
        let isSet = unsafe BN_set_word(number, UInt(value.magnitude)) == 1
        if value < 0 { unsafe BN_set_negative(number, 1) }
        unsafe self.init(owning: number)
        guard isSet else { throw .outOfMemory }
    }

    /// Makes a number from its magnitude, the most significant byte first.
    ///
    /// - Throws: `numberTooLarge`, `outOfMemory`.
    /// - Complexity: O(count of `bytes`). Source: BN_bin2bn(3).
    package convenience init(bigEndian bytes: BorrowedBytes) throws(CryptoError) {
        var zeros = 0
        while zeros < bytes.count, bytes[zeros] == 0 { zeros += 1 }
        let digits = bytes.dropFirst(zeros)
        guard digits.count <= BigInteger.maxBits / 8 else { throw .numberTooLarge }
        let number = unsafe digits.withUnsafeBytes {
            unsafe BN_bin2bn($0.baseAddress?.assumingMemoryBound(to: UInt8.self), Int32($0.count), nil)
        }
        guard let number = unsafe number else { throw .taking(.outOfMemory) }
        unsafe self.init(owning: number)
    }

    /// Another object with the same number.
    ///
    /// - Throws: `outOfMemory`.
    package func copy() throws(CryptoError) -> BigInteger {
        guard let copy = unsafe BN_dup(handle) else { throw .taking(.outOfMemory) }
        return unsafe BigInteger(owning: copy)
    }

    /// An empty `BIGNUM` of the caller's own.
    @unsafe static func makeNumber() throws(CryptoError) -> OpaquePointer {
        guard let number = unsafe BN_new() else { throw .taking(.outOfMemory) }
        return unsafe number
    }

    /// Runs an operation that writes its result into a new number.
    ///
    /// - Parameter operation: gets the result and scratch space, answers 1 if it succeeded.
    /// - Throws: `outOfMemory` if it failed, `numberTooLarge` if the result is.
    static func make(_ operation: (_ result: OpaquePointer, _ scratch: OpaquePointer) -> Int32) throws(CryptoError)
        -> BigInteger
    {
        guard let scratch = unsafe BN_CTX_new() else { throw .taking(.outOfMemory) }
        defer { unsafe BN_CTX_free(scratch) }
        let result = unsafe BigInteger(owning: try makeNumber())
        guard unsafe operation(result.handle, scratch) == 1 else { throw .taking(.outOfMemory) }
        guard result.bitLength <= maxBits else { throw .numberTooLarge }
        return result
    }

    // MARK: Looking

    /// How many bits the magnitude has; 0 for 0.
    package var bitLength: Int { Int(unsafe BN_num_bits(handle)) }

    /// Whether it is less than 0.
    package var isNegative: Bool { unsafe BN_is_negative(handle) == 1 }

    /// Whether it is 0.
    package var isZero: Bool { unsafe BN_is_zero(handle) == 1 }

    /// Whether it is odd.
    package var isOdd: Bool { unsafe BN_is_odd(handle) == 1 }

    /// The magnitude, if it fits a word.
    var word: UInt? { bitLength <= UInt.bitWidth ? UInt(unsafe BN_get_word(handle)) : nil }

    /// The order of two numbers: negative, 0 or positive. Source: BN_cmp(3).
    package static func compare(_ one: BigInteger, _ other: BigInteger) -> Int {
        Int(unsafe BN_cmp(one.handle, other.handle))
    }

    /// The magnitude's bytes, the most significant first, with zeros before it up to `minimum` bytes.
    ///
    /// - Parameter minimum: bytes, 0 or more.
    /// - Throws: `numberTooLarge` if so many bytes would be more than the largest number has.
    /// - Complexity: O(result). Source: BN_bn2binpad(3).
    package func bigEndian(minimum: Int = 0) throws(CryptoError) -> [UInt8] {
        guard minimum <= BigInteger.maxBits / 8 else { throw .numberTooLarge }
        let count = max((bitLength + 7) / 8, minimum)
        if count == 0 { return [] }
        return unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
            // The buffer holds at least as many bytes as the number has, so this cannot fail.
            unsafe BN_bn2binpad(handle, buffer.baseAddress, Int32(count))
            written = count
        }
    }

    /// Whether it is a prime number, wrong once in 2^128 times at most. Negative numbers are not prime.
    ///
    /// - Throws: `numberTooLarge` for more than 16,384 bits, which would take minutes.
    /// - Complexity: O(bits^3 * log bits). Source: BN_check_prime(3).
    package func isProbablePrime() throws(CryptoError) -> Bool {
        if isNegative { return false }
        guard bitLength <= 16_384 else { throw .numberTooLarge }
        guard let scratch = unsafe BN_CTX_new() else { throw .taking(.outOfMemory) }
        defer { unsafe BN_CTX_free(scratch) }
        let answer = unsafe BN_check_prime(handle, scratch, nil)
        guard answer >= 0 else { throw .taking(.outOfMemory) }
        return answer == 1
    }
}
