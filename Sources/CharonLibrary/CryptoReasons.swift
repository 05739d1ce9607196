internal import CharonCrypto
internal import CharonScript

/// What scripts are told when an operation of CharonCrypto gives no result (libraries.md sections 6 and 8).
extension ScriptError {
    /// - Parameter key: what messages call the key that was used.
    init(_ error: CryptoError, key: String = "key") {
        self =
            switch error {
            case .malformedNumber: .badArgument(1, "malformed number")
            case .outOfMemory: .raiseBare("not enough memory")
            case .unavailable(let name): .raise("\(name) is not available")
            case .divisionByZero: .raise("division by zero")
            case .negativeExponent: .raise("negative exponent")
            case .numberTooLarge: .raise("number too large")
            case .keyLength:
                .raise("Key length must be 16, 24, or 32 bytes for 128, 192, or 256-bit AES, respectively.")
            case .vectorLength: .raise("IV must be 16 bytes")
            case .vectorEmpty: .raise("IV must not be empty")
            case .vectorTooLong: .raise("IV must be at most 128 bytes")
            case .notWholeBlocks: .raise("data length must be a multiple of 16 bytes")
            case .unpaddingFailed: .raise("Unpadding failed")
            case .tagLength: .raise("Authentication Tag must be 16 bytes")
            case .authenticationFailed: .raise("AES-GCM authentication failed")
            case .invalidKey: .raise("Invalid \(key)")
            case .keyTooSmall: .raise("key too small")
            case .keyTooLarge: .raise("key too large")
            case .dataTooLong: .raise("data too long for key")
            case .invalidPEM: .raise("invalid PEM")
            case .noRandomNumbers: .raise("no random numbers")
            }
    }
}

/// Runs an operation of CharonCrypto and raises what a script shall see if it fails.
///
/// - Parameter key: what messages call the key that is used.
@inline(__always)
func raising<Result>(key: String = "key", _ operation: () throws(CryptoError) -> Result) throws(ScriptError) -> Result {
    do throws(CryptoError) {
        return try operation()
    } catch {
        throw ScriptError(error, key: key)
    }
}
