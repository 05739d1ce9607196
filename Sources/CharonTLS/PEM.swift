import CCharon
import COpenSSL

/// Certificates and keys from PEM text. RFC 7468.
enum PEM {
    /// Parses a leaf and its issuers; text between them is skipped.
    ///
    /// - Throws: `invalid certificate chain` if there is none, or if one is broken.
    /// - Complexity: O(length of `text`).
    static func certificates(_ text: [UInt8]) throws(TLSFailure) -> [Certificate] {
        ERR_clear_error()
        let found: [Certificate]? = unsafe withSource(text) { source in
            var found: [Certificate] = []
            // A pass phrase callback that fails: a certificate may be written encrypted too.
            while let one = unsafe PEM_read_bio_X509(source, nil, { _, _, _, _ in -1 }, nil) {
                unsafe found.append(Certificate(owning: one))
            }
            // The end is told from a broken certificate only by the reason that stands last on the queue.
            let last = ERR_peek_last_error()
            guard ERR_GET_LIB(last) == ERR_LIB_PEM, ERR_GET_REASON(last) == PEM_R_NO_START_LINE else { return nil }
            return found
        }
        guard let found, !found.isEmpty else { throw ErrorTranslation.setupFailure(TLSFailure.invalidChain) }
        ERR_clear_error()
        return found
    }

    /// Parses the first private key.
    ///
    /// - Throws: `invalid private key` if there is none, it is broken, encrypted, or of a kind that TLS does not use.
    /// - Complexity: O(length of `text`).
    static func privateKey(_ text: [UInt8]) throws(TLSFailure) -> PrivateKey {
        ERR_clear_error()
        let key: PrivateKey? = unsafe withSource(text) { source in
            guard let handle = unsafe charon_pem_private_key(source) else { return nil }
            return unsafe PrivateKey(owning: handle)
        }
        guard let key else { throw ErrorTranslation.setupFailure(TLSFailure.invalidKey) }
        ERR_clear_error()
        return key
    }

    /// What has been written to a memory BIO.
    @unsafe static func contents(of sink: OpaquePointer) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: unsafe BIO_ctrl_pending(sink))
        let count = bytes.isEmpty ? 0 : unsafe BIO_read(sink, &bytes, Int32(clamping: bytes.count))
        return Array(bytes.prefix(max(0, Int(count))))
    }

    private static func withSource<Result>(_ text: [UInt8], _ body: (OpaquePointer) -> Result?) -> Result? {
        guard let count = Int32(exactly: text.count), count > 0 else { return nil }
        return unsafe text.withUnsafeBytes { bytes in
            guard let source = unsafe BIO_new_mem_buf(bytes.baseAddress, count) else { return nil }
            defer { unsafe BIO_free(source) }
            return unsafe body(source)
        }
    }
}
