internal import COpenSSL
package import CharonSystem

/// How data is made as long as the modulus before it is encrypted. Source: RFC 8017, section 7.
package enum RSAPadding {
    /// Not at all: the bytes are a number, the result is one without zeros in front.
    case none
    /// PKCS #1 v1.5: of type 2 for the owner to read, of type 1 if the owner writes.
    case pkcs1
    /// Optimal asymmetric encryption padding, with one digest for the label and the mask.
    case oaep(DigestAlgorithm, label: BorrowedBytes)
}

extension RSAKey {
    /// Encrypts for the owner of a public key, or as the owner of a private one.
    ///
    /// - Returns: as many bytes as the modulus has, without padding as many as the number needs.
    /// - Throws: `dataTooLong`; `invalidKey` if the key does not serve for this; `unavailable`, `outOfMemory`.
    /// - Complexity: O(bits^3). Source: EVP_PKEY_encrypt(3), EVP_PKEY_sign(3).
    package func encrypt(_ data: BorrowedBytes, _ padding: RSAPadding) throws(CryptoError) -> [UInt8] {
        switch padding {
        case .none: return try power(of: data)
        case .pkcs1:
            if data.count > size - 11 { throw .dataTooLong }
            let operation: Operation = secret == nil ? .encrypt : .sign
            return unsafe try perform(operation, on: data, failure: .invalidKey) { _ in true }
        case .oaep(let digest, let label):
            guard secret == nil else { throw .invalidKey }
            if data.count > size - 2 * digest.size - 2 { throw .dataTooLong }
            return unsafe try perform(.encrypt, on: data, failure: .invalidKey) { context in
                unsafe Self.setOAEP(context, digest, label)
            }
        }
    }

    /// Decrypts as the owner of a private key, or opens with a public key what the owner has encrypted.
    ///
    /// - Parameter data: as `encrypt` made it; zeros in front may be missing.
    /// - Throws: `unpaddingFailed` if it was not made for this key, padding and label; else as `encrypt`.
    /// - Complexity: O(bits^3). Source: EVP_PKEY_decrypt(3), EVP_PKEY_verify_recover(3).
    package func decrypt(_ data: BorrowedBytes, _ padding: RSAPadding) throws(CryptoError) -> [UInt8] {
        switch padding {
        case .none: return try power(of: data)
        case .pkcs1:
            let data = try padded(data)
            let operation: Operation = secret == nil ? .recover : .decrypt
            return try data.borrowed { data throws(CryptoError) in
                unsafe try perform(operation, on: data, failure: .unpaddingFailed) { context in
                    unsafe operation == .recover || Self.refuseSilence(context)
                }
            }
        case .oaep(let digest, let label):
            guard secret != nil else { throw .invalidKey }
            let data = try padded(data)
            return try data.borrowed { data throws(CryptoError) in
                unsafe try perform(.decrypt, on: data, failure: .unpaddingFailed) { context in
                    unsafe Self.setOAEP(context, digest, label)
                }
            }
        }
    }

    /// The number that the bytes are, to the power of the key's exponent.
    private func power(of data: BorrowedBytes) throws(CryptoError) -> [UInt8] {
        let number: BigInteger
        do throws(CryptoError) {
            number = try BigInteger(bigEndian: data).remainder(dividingBy: modulus)
        } catch {
            throw error == .numberTooLarge ? .dataTooLong : error
        }
        let result = unsafe try BigInteger.make { result, scratch in
            guard let secret else { return unsafe BN_mod_exp(result, number.pointer, exponent.pointer, modulus.pointer, scratch) }
            return unsafe BN_mod_exp_mont_consttime(
                result, number.pointer, secret.d.pointer, modulus.pointer, scratch, nil)
        }
        return try result.bigEndian()
    }

    /// The data with zeros in front, as long as the modulus.
    ///
    /// - Throws: `unpaddingFailed` if it is longer.
    func padded(_ data: BorrowedBytes) throws(CryptoError) -> [UInt8] {
        guard data.count <= size else { throw .unpaddingFailed }
        return [UInt8](repeating: 0, count: size - data.count) + data.copy()
    }

    // MARK: OpenSSL's operations

    private enum Operation { case encrypt, decrypt, sign, recover }

    /// - Parameters:
    ///   - failure: what it means that OpenSSL refuses the data.
    ///   - setUp: chooses the padding if it is not that of PKCS #1 v1.5; answers whether OpenSSL has taken it.
    private func perform(
        _ operation: Operation, on data: BorrowedBytes, failure: CryptoError, setUp: (OpaquePointer) -> Bool
    ) throws(CryptoError) -> [UInt8] {
        guard let context = unsafe EVP_PKEY_CTX_new(try pointer(), nil) else { throw .taking(.outOfMemory) }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        let isStarted =
            switch operation {
            case .encrypt: unsafe EVP_PKEY_encrypt_init(context)
            case .decrypt: unsafe EVP_PKEY_decrypt_init(context)
            case .sign: unsafe EVP_PKEY_sign_init(context)
            case .recover: unsafe EVP_PKEY_verify_recover_init(context)
            }
        guard isStarted == 1, unsafe EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1, unsafe setUp(context) else {
            throw .taking(.unavailable("RSA"))
        }
        var result = [UInt8](repeating: 0, count: size)
        var count = result.count
        let isMade = unsafe data.withUnsafeBytes { data in
            let input = unsafe data.baseAddress?.assumingMemoryBound(to: UInt8.self)
            return switch operation {
            case .encrypt: unsafe EVP_PKEY_encrypt(context, &result, &count, input, data.count)
            case .decrypt: unsafe EVP_PKEY_decrypt(context, &result, &count, input, data.count)
            case .sign: unsafe EVP_PKEY_sign(context, &result, &count, input, data.count)
            case .recover: unsafe EVP_PKEY_verify_recover(context, &result, &count, input, data.count)
            }
        }
        guard isMade == 1, count <= result.count else { throw .taking(failure) }
        result.removeLast(result.count - count)
        return result
    }

    private static func setOAEP(_ context: OpaquePointer, _ digest: DigestAlgorithm, _ label: BorrowedBytes) -> Bool {
        guard unsafe EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) == 1,
            unsafe EVP_PKEY_CTX_set_rsa_oaep_md_name(context, digest.rawValue, nil) == 1,
            unsafe EVP_PKEY_CTX_set_rsa_mgf1_md_name(context, digest.rawValue, nil) == 1
        else { return false }
        guard !label.isEmpty else { return true }
        guard let count = Int32(exactly: label.count) else { return false }
        return unsafe label.withUnsafeBytes { bytes in
            // The context takes the memory over, unless it refuses.
            guard let copy = unsafe CRYPTO_memdup(bytes.baseAddress, bytes.count, #file, #line) else { return false }
            if unsafe EVP_PKEY_CTX_set0_rsa_oaep_label(context, copy, count) == 1 { return true }
            unsafe CRYPTO_free(copy, #file, #line)
            return false
        }
    }

    /// Asks for an error where padding is wrong: newer versions of OpenSSL answer with random bytes instead.
    private static func refuseSilence(_ context: OpaquePointer) -> Bool {
        var isSilent: UInt32 = 0
        unsafe withUnsafeMutablePointer(to: &isSilent) { value in
            let parameters = unsafe [OSSL_PARAM_construct_uint(silence.utf8Start.name, value), OSSL_PARAM_construct_end()]
            // Versions that do not know the parameter always give an error.
            unsafe EVP_PKEY_CTX_set_params(context, parameters)
        }
        ERR_clear_error()
        return true
    }

    private static let silence: StaticString = "implicit-rejection"
}

extension UnsafePointer<UInt8> {
    /// The same bytes as C's characters.
    fileprivate var name: UnsafePointer<CChar> { unsafe UnsafeRawPointer(self).assumingMemoryBound(to: CChar.self) }
}

extension [UInt8] {
    /// Lends the array's bytes to something that throws an error of this module.
    func borrowed<Result>(_ body: (BorrowedBytes) throws(CryptoError) -> Result) throws(CryptoError) -> Result {
        let result = withBorrowedBytes { bytes in Swift.Result { () throws(CryptoError) in try body(bytes) } }
        return try result.get()
    }
}
