internal import COpenSSL

/// Why an operation on numbers, keys or bytes gave no result.
package enum CryptoError: Error, Equatable {
    /// There is no memory for the result.
    case outOfMemory
    /// The system's OpenSSL does not offer this algorithm.
    case unavailable(String)
    /// A number's text is not one.
    case malformedNumber
    /// The divisor is 0.
    case divisionByZero
    /// The exponent is less than 0.
    case negativeExponent
    /// A number of more than `BigInteger.maxBits` bits, or one that an operation would take too long for.
    case numberTooLarge
    /// No AES key is that long.
    case keyLength
    /// The initialisation vector is not as long as a block.
    case vectorLength
    /// The initialisation vector is empty.
    case vectorEmpty
    /// The initialisation vector is longer than OpenSSL takes it.
    case vectorTooLong
    /// The data is no multiple of a block, and there is no padding.
    case notWholeBlocks
    /// What stands at the end of the plaintext is no padding, or nothing was encrypted with this key.
    case unpaddingFailed
    /// The tag is not 16 bytes long.
    case tagLength
    /// The tag does not fit the ciphertext, the key, the vector or the additional data.
    case authenticationFailed
    /// The key's numbers do not fit, or it cannot do this.
    case invalidKey
    /// The modulus that is asked for is too short.
    case keyTooSmall
    /// The modulus that is asked for is too long.
    case keyTooLarge
    /// The padding leaves no room for so much data.
    case dataTooLong
    /// The text has no PEM block, a broken one, or an encrypted one.
    case invalidPEM
    /// There are no random numbers.
    case noRandomNumbers

    /// Drops what OpenSSL put on this thread's error queue and returns the error: others look at the queue too.
    static func taking(_ error: CryptoError) -> CryptoError {
        ERR_clear_error()
        return error
    }
}
