import COpenSSL

/// A certificate with its issuers and its key, ready to be shown; immutable and shared between threads.
struct Identity: Sendable {
    /// The certificate to show.
    let leaf: Certificate
    /// Its issuers, in the order in which they are sent.
    let intermediates: [Certificate]
    /// The leaf's private key.
    let key: PrivateKey
    /// The names and addresses that the leaf is for.
    let names: CertificateNames

    /// Parses the two texts and holds the key against the certificate.
    ///
    /// - Throws: `invalid certificate chain`, `invalid private key` or `private key does not match certificate`.
    init(_ pem: CertificateAndKey) throws(TLSFailure) {
        let chain = try PEM.certificates(pem.chain)
        let key = try PEM.privateKey(pem.privateKey)
        leaf = chain[0]
        intermediates = Array(chain.dropFirst())
        self.key = key
        names = leaf.names
        guard leaf.matches(key) else { throw ErrorTranslation.setupFailure(TLSFailure.keyMismatch) }
    }

    /// Makes the identity the one that connections of a context show.
    ///
    /// - Throws: `invalid certificate chain` if OpenSSL's security level forbids a certificate.
    func use(in context: OpaquePointer) throws(TLSFailure) {
        let isUsed = unsafe withStack { stack in
            unsafe SSL_CTX_use_cert_and_key(context, leaf.pointer, key.pointer, stack, 1)
        }
        guard isUsed == 1 else { throw ErrorTranslation.setupFailure(TLSFailure.invalidChain) }
    }

    /// Makes the identity the only one that a connection can show.
    ///
    /// - Returns: whether OpenSSL accepts it.
    @unsafe func use(onlyIn connection: OpaquePointer) -> Bool {
        unsafe SSL_certs_clear(connection)
        return unsafe withStack { stack in
            unsafe SSL_use_cert_and_key(connection, leaf.pointer, key.pointer, stack, 1)
        } == 1
    }

    private func withStack(_ body: (OpaquePointer?) -> Int32) -> Int32 {
        guard let stack = unsafe OPENSSL_sk_new_null() else { return 0 }
        defer { unsafe OPENSSL_sk_free(stack) }
        for certificate in intermediates {
            guard unsafe OPENSSL_sk_push(stack, UnsafeRawPointer(certificate.pointer)) > 0 else { return 0 }
        }
        return unsafe body(stack)
    }
}
