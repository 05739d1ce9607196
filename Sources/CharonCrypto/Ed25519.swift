internal import COpenSSL
package import CharonSystem

/// Signatures by keys of 32 bytes.
///
/// Source: RFC 8032, section 5.1; EVP_SIGNATURE-ED25519(7).
package enum Ed25519 {
    /// Bytes of a signature.
    package static let signatureSize = 64

    /// A new pair of keys.
    ///
    /// - Throws: `noRandomNumbers`, `outOfMemory`.
    package static func makePair() throws(CryptoError) -> (publicKey: [UInt8], privateKey: [UInt8]) {
        let key = try Randomness.bytes(RawKey.size)
        return (try key.borrowed { key throws(CryptoError) in try publicKey(of: key) }, key)
    }

    /// The public key that belongs to a private one.
    ///
    /// - Throws: `invalidKey` if it is not 32 bytes long.
    package static func publicKey(of privateKey: BorrowedBytes) throws(CryptoError) -> [UInt8] {
        try RawKey(privateKey: privateKey, .ed25519).publicKey()
    }

    /// Signs as the owner of a private key; the same data always has the same signature.
    ///
    /// - Returns: 64 bytes.
    /// - Throws: `invalidKey` if the key is not 32 bytes long.
    /// - Complexity: O(count of `data`).
    package static func sign(_ data: BorrowedBytes, _ privateKey: BorrowedBytes) throws(CryptoError) -> [UInt8] {
        let key = try RawKey(privateKey: privateKey, .ed25519)
        guard let context = unsafe EVP_MD_CTX_new() else { throw .taking(.outOfMemory) }
        defer { unsafe EVP_MD_CTX_free(context) }
        var signature = [UInt8](repeating: 0, count: signatureSize)
        var count = signature.count
        let isMade = unsafe data.withUnsafeBytes { data in
            unsafe EVP_DigestSignInit(context, nil, nil, nil, key.pointer) == 1
                && EVP_DigestSign(
                    context, &signature, &count, data.baseAddress?.assumingMemoryBound(to: UInt8.self), data.count) == 1
        }
        guard isMade, count == signature.count else { throw .taking(.invalidKey) }
        return signature
    }

    /// Whether the owner of the key has signed the data.
    ///
    /// - Throws: `invalidKey` if the key is not 32 bytes long.
    /// - Complexity: O(count of `data`).
    package static func verify(
        _ data: BorrowedBytes, _ publicKey: BorrowedBytes, signature: BorrowedBytes
    ) throws(CryptoError) -> Bool {
        let key = try RawKey(publicKey: publicKey, .ed25519)
        guard signature.count == signatureSize else { return false }
        guard let context = unsafe EVP_MD_CTX_new() else { throw .taking(.outOfMemory) }
        defer {
            unsafe EVP_MD_CTX_free(context)
            ERR_clear_error()
        }
        return unsafe data.withUnsafeBytes { data in
            unsafe signature.withUnsafeBytes { signature in
                unsafe EVP_DigestVerifyInit(context, nil, nil, nil, key.pointer) == 1
                    && EVP_DigestVerify(
                        context, signature.baseAddress?.assumingMemoryBound(to: UInt8.self), signature.count,
                        data.baseAddress?.assumingMemoryBound(to: UInt8.self), data.count) == 1
            }
        }
    }
}
