internal import COpenSSL
internal import CharonSystem

/// A key that is nothing but 32 bytes, as those of Curve25519 and Ed25519 are.
///
/// Source: EVP_PKEY_new_raw_private_key(3).
@safe
struct RawKey: ~Copyable {
    /// Bytes of a key.
    static let size = 32

    enum Kind {
        case x25519, ed25519

        var identifier: Int32 {
            switch self {
            case .x25519: EVP_PKEY_X25519
            case .ed25519: EVP_PKEY_ED25519
            }
        }
    }

    /// Valid as long as this value.
    @unsafe let pointer: OpaquePointer

    /// - Throws: `invalidKey` if there are not 32 bytes.
    init(privateKey bytes: BorrowedBytes, _ kind: Kind) throws(CryptoError) {
        guard bytes.count == Self.size else { throw .invalidKey }
        let key = unsafe bytes.withUnsafeBytes {
            unsafe EVP_PKEY_new_raw_private_key(
                kind.identifier, nil, $0.baseAddress?.assumingMemoryBound(to: UInt8.self), $0.count)
        }
        guard let key = unsafe key else { throw .taking(.outOfMemory) }
        unsafe pointer = key
    }

    /// - Throws: `invalidKey` if there are not 32 bytes.
    init(publicKey bytes: BorrowedBytes, _ kind: Kind) throws(CryptoError) {
        guard bytes.count == Self.size else { throw .invalidKey }
        let key = unsafe bytes.withUnsafeBytes {
            unsafe EVP_PKEY_new_raw_public_key(
                kind.identifier, nil, $0.baseAddress?.assumingMemoryBound(to: UInt8.self), $0.count)
        }
        guard let key = unsafe key else { throw .taking(.invalidKey) }
        unsafe pointer = key
    }

    // OpenSSL erases the private key.
    deinit { unsafe EVP_PKEY_free(pointer) }

    /// The 32 bytes of the public key.
    func publicKey() throws(CryptoError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Self.size)
        var count = bytes.count
        guard unsafe EVP_PKEY_get_raw_public_key(pointer, &bytes, &count) == 1 else { throw .taking(.outOfMemory) }
        return bytes
    }
}
