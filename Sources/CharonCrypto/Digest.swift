internal import COpenSSL
package import CharonSystem

/// The message digests that OpenSSL is asked for.
package enum DigestAlgorithm: String, CaseIterable, Sendable {
    case md5 = "MD5"
    case sha1 = "SHA1"
    case sha256 = "SHA256"
    case sha384 = "SHA384"
    case sha512 = "SHA512"
    case ripemd160 = "RIPEMD160"
    case whirlpool = "WHIRLPOOL"
    case sha3_224 = "SHA3-224"
    case sha3_256 = "SHA3-256"
    case sha3_384 = "SHA3-384"
    case sha3_512 = "SHA3-512"

    /// Bytes of a digest.
    var size: Int {
        switch self {
        case .md5: 16
        case .sha1, .ripemd160: 20
        case .sha3_224: 28
        case .sha256, .sha3_256: 32
        case .sha384, .sha3_384: 48
        case .sha512, .whirlpool, .sha3_512: 64
        }
    }
}

/// Computes message digests and the codes made of them; keeps what OpenSSL had to look up.
@safe
package final class Digests {
    private var fetched: [DigestAlgorithm: OpaquePointer] = unsafe [:]
    private var context: OpaquePointer?
    private var legacy: LegacyAlgorithms?

    package init() {}

    deinit {
        for unsafe (_, digest) in unsafe fetched { unsafe EVP_MD_free(digest) }
        // A program that digests nothing does not load OpenSSL only to free nothing.
        if let context = unsafe context { unsafe EVP_MD_CTX_free(context) }
    }

    /// The digest of some bytes.
    ///
    /// - Throws: `unavailable` if the system's OpenSSL does not offer the algorithm.
    /// - Complexity: O(count of `bytes`). Source: EVP_DigestInit(3).
    package func digest(_ algorithm: DigestAlgorithm, of bytes: BorrowedBytes) throws(CryptoError) -> [UInt8] {
        let digest = unsafe try fetch(algorithm)
        if unsafe context == nil { unsafe context = EVP_MD_CTX_new() }
        guard let context = unsafe context else { throw .taking(.outOfMemory) }
        var value = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: UInt32 = 0
        let isMade = unsafe bytes.withUnsafeBytes {
            unsafe EVP_DigestInit_ex2(context, digest, nil) == 1
                && EVP_DigestUpdate(context, $0.baseAddress, $0.count) == 1
                && EVP_DigestFinal_ex(context, &value, &count) == 1
        }
        guard isMade else { throw .taking(.outOfMemory) }
        value.removeLast(value.count - Int(count))
        return value
    }

    /// The keyed-hash message authentication code of some bytes.
    ///
    /// - Parameter key: of any length.
    /// - Throws: `unavailable` if the system's OpenSSL does not offer the algorithm.
    /// - Complexity: O(count of `key` and `bytes`). Source: RFC 2104, EVP_Q_mac(3).
    package func code(
        _ algorithm: DigestAlgorithm, key: BorrowedBytes, of bytes: BorrowedBytes
    ) throws(CryptoError) -> [UInt8] {
        _ = unsafe try fetch(algorithm)
        var value = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count = 0
        let isMade = unsafe key.withUnsafeBytes { key in
            unsafe bytes.withUnsafeBytes { bytes in
                // A key that is not there is another thing than an empty one.
                unsafe withUnsafePointer(to: 0) { nothing in
                    unsafe EVP_Q_mac(
                        nil, "HMAC", nil, algorithm.rawValue, nil, key.baseAddress ?? UnsafeRawPointer(nothing), key.count,
                        bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count, &value, value.count, &count) != nil
                }
            }
        }
        guard isMade else { throw .taking(.unavailable("hmac")) }
        value.removeLast(value.count - count)
        return value
    }

    private func fetch(_ algorithm: DigestAlgorithm) throws(CryptoError) -> OpaquePointer {
        if let digest = unsafe fetched[algorithm] { return unsafe digest }
        var digest = unsafe EVP_MD_fetch(nil, algorithm.rawValue, nil)
        if unsafe digest == nil {
            if legacy == nil { legacy = LegacyAlgorithms() }
            unsafe digest = legacy?.digest(algorithm)
        }
        // A name that was not found leaves an error behind.
        ERR_clear_error()
        guard let digest = unsafe digest else { throw .unavailable(algorithm.rawValue.lowercased()) }
        unsafe fetched[algorithm] = digest
        return unsafe digest
    }
}

/// Old algorithms, in a library context of their own: nothing else can come to use them.
///
/// Source: OSSL_PROVIDER-legacy(7).
@safe
private final class LegacyAlgorithms {
    private let library: OpaquePointer
    private let provider: OpaquePointer

    /// nil if this system has no legacy provider.
    init?() {
        guard let library = unsafe OSSL_LIB_CTX_new() else { return nil }
        guard let provider = unsafe OSSL_PROVIDER_load(library, "legacy") else {
            unsafe OSSL_LIB_CTX_free(library)
            return nil
        }
        unsafe self.library = library
        unsafe self.provider = provider
    }

    deinit {
        unsafe OSSL_PROVIDER_unload(provider)
        unsafe OSSL_LIB_CTX_free(library)
    }

    /// A reference of the caller's own, to be freed before this object.
    func digest(_ algorithm: DigestAlgorithm) -> OpaquePointer? { unsafe EVP_MD_fetch(library, algorithm.rawValue, nil) }
}
