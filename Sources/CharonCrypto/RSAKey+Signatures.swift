internal import COpenSSL
package import CharonSystem

/// Signatures of PKCS #1 v1.5. Source: RFC 8017, section 8.2; EVP_DigestSign(3).
extension RSAKey {
    /// Signs as the owner of a private key.
    ///
    /// - Returns: as many bytes as the modulus has.
    /// - Throws: `invalidKey` for a public key; `dataTooLong` if the modulus is too short for the digest.
    /// - Complexity: O(count of `data` + bits^3).
    package func sign(_ data: BorrowedBytes, _ digest: DigestAlgorithm) throws(CryptoError) -> [UInt8] {
        guard secret != nil else { throw .invalidKey }
        let key = unsafe try pointer()
        // 19 bytes name the digest, 15 for SHA-1; the padding takes 11.
        let count = digest.size + (digest == .sha1 ? 15 : 19)
        if count > size - 11 { throw .dataTooLong }
        guard let context = unsafe EVP_MD_CTX_new() else { throw .taking(.outOfMemory) }
        defer { unsafe EVP_MD_CTX_free(context) }
        var signature = [UInt8](repeating: 0, count: size)
        var length = signature.count
        let isMade = unsafe data.withUnsafeBytes { data in
            unsafe EVP_DigestSignInit_ex(context, nil, digest.rawValue, nil, nil, key, nil) == 1
                && EVP_DigestSign(
                    context, &signature, &length, data.baseAddress?.assumingMemoryBound(to: UInt8.self), data.count) == 1
        }
        guard isMade, length == signature.count else { throw .taking(.invalidKey) }
        return signature
    }

    /// Whether the owner of the key has signed the data.
    ///
    /// - Parameter signature: zeros in front may be missing.
    /// - Throws: `invalidKey` if OpenSSL cannot use the key.
    /// - Complexity: O(count of `data` + bits^3).
    package func verify(
        _ data: BorrowedBytes, _ digest: DigestAlgorithm, signature: BorrowedBytes
    ) throws(CryptoError) -> Bool {
        let key = unsafe try pointer()
        guard signature.count <= size else { return false }
        let signature = try padded(signature)
        guard let context = unsafe EVP_MD_CTX_new() else { throw .taking(.outOfMemory) }
        defer {
            unsafe EVP_MD_CTX_free(context)
            ERR_clear_error()
        }
        return unsafe data.withUnsafeBytes { data in
            unsafe EVP_DigestVerifyInit_ex(context, nil, digest.rawValue, nil, nil, key, nil) == 1
                && EVP_DigestVerify(
                    context, signature, signature.count, data.baseAddress?.assumingMemoryBound(to: UInt8.self), data.count) == 1
        }
    }
}
