import COpenSSL

/// A private key; immutable and shared between threads.
@safe final class PrivateKey: Sendable {
    // OpenSSL counts references with atomics and locks what a key caches.
    nonisolated(unsafe) private let handle: OpaquePointer

    /// The signature schemes of TLS that belong to a kind of key.
    enum Kind: Equatable {
        case rsa
        case rsaPSS
        /// The curve's number in OpenSSL.
        case ecdsa(curve: Int32)
        case ed25519
        case ed448
    }

    /// What signatures the key makes.
    let kind: Kind

    /// Takes over one reference to an `EVP_PKEY`; nil if it is no kind of key that signs in TLS.
    @unsafe init?(owning handle: OpaquePointer) {
        guard let kind = unsafe PrivateKey.kind(of: handle) else {
            unsafe EVP_PKEY_free(handle)
            return nil
        }
        unsafe self.handle = handle
        self.kind = kind
    }

    deinit {
        unsafe EVP_PKEY_free(handle)
    }

    /// The `EVP_PKEY`, valid as long as this object.
    @unsafe var pointer: OpaquePointer { unsafe handle }

    private static func kind(of handle: OpaquePointer) -> Kind? {
        switch unsafe EVP_PKEY_get_base_id(handle) {
        case EVP_PKEY_RSA: return .rsa
        case EVP_PKEY_RSA_PSS: return .rsaPSS
        case EVP_PKEY_ED25519: return .ed25519
        case EVP_PKEY_ED448: return .ed448
        case EVP_PKEY_EC:
            var name = [CChar](repeating: 0, count: 80)
            guard unsafe EVP_PKEY_get_group_name(handle, &name, name.count, nil) == 1 else { return nil }
            let curve = unsafe OBJ_sn2nid(name)
            return [NID_X9_62_prime256v1, NID_secp384r1, NID_secp521r1].contains(curve) ? .ecdsa(curve: curve) : nil
        default: return nil
        }
    }
}
