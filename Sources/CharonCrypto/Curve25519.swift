internal import COpenSSL
package import CharonSystem

/// Keys of Curve25519, and the secret that two of them make.
///
/// Source: RFC 7748, EVP_PKEY-X25519(7).
package enum Curve25519 {
    /// Bytes of a key and of a secret.
    package static let size = RawKey.size

    /// A new pair of keys; the private one has the bits set that its use demands.
    ///
    /// - Throws: `noRandomNumbers`, `outOfMemory`.
    package static func makePair() throws(CryptoError) -> (publicKey: [UInt8], privateKey: [UInt8]) {
        var key = try Randomness.bytes(size)
        key[0] &= 248
        key[31] = key[31] & 127 | 64
        return (try key.borrowed { key throws(CryptoError) in try publicKey(of: key) }, key)
    }

    /// The public key that belongs to a private one.
    ///
    /// - Throws: `invalidKey` if it is not 32 bytes long.
    package static func publicKey(of privateKey: BorrowedBytes) throws(CryptoError) -> [UInt8] {
        try RawKey(privateKey: privateKey, .x25519).publicKey()
    }

    /// The secret that the owner of one key shares with the owner of the other.
    ///
    /// - Throws: `invalidKey` if the public key is of small order, so that the secret would be no secret.
    package static func secret(_ privateKey: BorrowedBytes, _ publicKey: BorrowedBytes) throws(CryptoError) -> [UInt8] {
        let own = try RawKey(privateKey: privateKey, .x25519), other = try RawKey(publicKey: publicKey, .x25519)
        guard let context = unsafe EVP_PKEY_CTX_new(own.pointer, nil) else { throw .taking(.outOfMemory) }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        var secret = [UInt8](repeating: 0, count: size)
        var count = size
        guard unsafe EVP_PKEY_derive_init(context) == 1, unsafe EVP_PKEY_derive_set_peer(context, other.pointer) == 1,
            unsafe EVP_PKEY_derive(context, &secret, &count) == 1, count == size
        else { throw .taking(.invalidKey) }
        // OpenSSL refuses to answer with nothing but zeros; whatever it does, this must not come out.
        guard secret.contains(where: { $0 != 0 }) else { throw .invalidKey }
        return secret
    }
}
