internal import COpenSSL
package import CharonSystem

/// Private keys as text. Source: RFC 7468, RFC 8017, appendix A.1.2.
extension RSAKey {
    /// The private key as PKCS #1 in PEM: lines of 64 characters, no newline at the end.
    ///
    /// - Throws: `invalidKey` for a public key.
    package func pem() throws(CryptoError) -> [UInt8] {
        guard secret != nil else { throw .invalidKey }
        let key = unsafe try pointer()
        guard let sink = unsafe BIO_new(BIO_s_mem()) else { throw .taking(.outOfMemory) }
        defer { unsafe BIO_free(sink) }
        guard unsafe PEM_write_bio_PrivateKey_traditional(sink, key, nil, nil, 0, nil, nil) == 1 else {
            throw .taking(.invalidKey)
        }
        var text = [UInt8](repeating: 0, count: unsafe BIO_ctrl_pending(sink))
        let count = unsafe BIO_read(sink, &text, Int32(clamping: text.count))
        guard Int(count) == text.count else { throw .taking(.outOfMemory) }
        while text.last == UInt8(ascii: "\n") { text.removeLast() }
        return text
    }

    /// Reads the first private key from PEM text, PKCS #1 or PKCS #8.
    ///
    /// The public exponent of such a key is not kept: it is always 65537 here.
    /// - Throws: `invalidPEM` if the text has no PEM block, a broken one, or an encrypted key; `invalidKey` if it holds
    ///   anything else than a private key of RSA with two primes.
    /// - Complexity: O(count of `text`), and that of a key.
    package convenience init(pem text: BorrowedBytes) throws(CryptoError) {
        guard let count = Int32(exactly: text.count) else { throw .invalidPEM }
        let source = unsafe text.withUnsafeBytes { unsafe BIO_new_mem_buf($0.baseAddress, count) }
        // An empty text has no memory to read from.
        guard let source = unsafe source else { throw .taking(.invalidPEM) }
        defer { unsafe BIO_free(source) }
        var hasBlock = false
        while let block = unsafe PEMBlock(reading: source) {
            hasBlock = true
            if block.isEncrypted { throw .invalidPEM }
            if !block.isPrivateKey { continue }
            guard let key = unsafe block.key() else { throw .taking(.invalidKey) }
            unsafe try self.init(factorsOf: key)
            return
        }
        throw .taking(hasBlock ? .invalidKey : .invalidPEM)
    }
}

/// A block of PEM text.
@safe
private struct PEMBlock: ~Copyable {
    private let name: String
    private let header: String
    private let bytes: UnsafeMutablePointer<UInt8>
    private let count: Int

    /// nil if there is no further block, or it is broken. Source: PEM_read_bio(3).
    @unsafe init?(reading source: OpaquePointer) {
        var name: UnsafeMutablePointer<CChar>?
        var header: UnsafeMutablePointer<CChar>?
        var bytes: UnsafeMutablePointer<UInt8>?
        var count = 0
        guard unsafe PEM_read_bio(source, &name, &header, &bytes, &count) == 1, let name = unsafe name,
            let header = unsafe header, let bytes = unsafe bytes
        else { return nil }
        unsafe self.name = String(cString: name)
        unsafe self.header = String(cString: header)
        unsafe self.bytes = bytes
        self.count = count
        unsafe CRYPTO_free(name, #file, #line)
        unsafe CRYPTO_free(header, #file, #line)
    }

    // A key may have been in it.
    deinit { unsafe CRYPTO_clear_free(bytes, count, #file, #line) }

    var isEncrypted: Bool { name == PEM_STRING_PKCS8 || header.utf8.contains(sequence: "ENCRYPTED".utf8) }

    var isPrivateKey: Bool { name == PEM_STRING_RSA || name == PEM_STRING_PKCS8INF }

    /// The key, owned by the caller; nil if there is none that OpenSSL can read.
    func key() -> OpaquePointer? {
        var start: UnsafePointer<UInt8>? = unsafe UnsafePointer(bytes)
        return unsafe d2i_AutoPrivateKey(nil, &start, count)
    }
}

extension Collection where Element: Equatable {
    /// Whether the elements of `other` stand here one behind the other.
    fileprivate func contains(sequence other: some Collection<Element>) -> Bool {
        indices.contains { self[$0...].starts(with: other) }
    }
}
