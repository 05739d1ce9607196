import CCharon
import COpenSSL

/// What many connections have in common: certificates, trusted roots, versions, protocol names, tickets.
///
/// Immutable, shared by all threads of the process, and kept by content: the same certificates and options give
/// the same context again without parsing.
@safe package final class TLSContext: Sendable {
    // OpenSSL locks what connections change in it (statistics, ticket keys); the rest is set before it is shared.
    nonisolated(unsafe) private let handle: OpaquePointer
    /// Whether connections are the accepting side.
    let isServer: Bool
    /// Protocol names, most wanted first.
    let alpn: [[UInt8]]
    /// What a server can show, the first being the one that OpenSSL knows of; what a client shows, if anything.
    let identities: [Identity]
    /// What a client trusts.
    private let roots: TrustRoots?
    private let requiresForwardSecrecy: Bool
    private let minimumVersion: TLSVersion
    /// What a client can resume.
    let sessions = ClientSessions(limit: 64)

    /// The context of clients with these options.
    ///
    /// - Throws: `invalid certificate chain`, `invalid private key`, `private key does not match certificate`, or
    ///   `no application protocol` if a protocol name is empty or longer than 255 bytes.
    package static func client(_ options: ClientOptions) throws(TLSFailure) -> TLSContext {
        let environment =
            if let file = options.rootFile { TrustRoots.Environment(file: file, folder: nil) } else {
                TrustRoots.Environment.current
            }
        let key = ContextKey.Builder("client")
        key.add(options.alpn)
        key.add(options.ca ?? [])
        key.add(options.identity?.chain ?? [])
        key.add(options.identity?.privateKey ?? [])
        key.add([options.ca == nil ? 0 : 1, options.identity == nil ? 0 : 1, options.requireECDHE ? 1 : 0])
        key.add([options.minimumVersion == .tls13 ? 1 : 0])
        key.add(environment.file)
        key.add(environment.folder)
        return try ContextCache.shared.context(for: key.finish()) { () throws(TLSFailure) in
            try TLSContext(client: options, environment: environment)
        }
    }

    /// The context of servers with these certificates and options.
    ///
    /// - Parameter certificates: most wanted first; which one is shown is up to the name that a client asks for and
    ///   the keys that it can verify.
    /// - Throws: `no certificate` for none, and as `client`.
    package static func server(
        certificates: [CertificateAndKey], _ options: ServerOptions
    ) throws(TLSFailure) -> TLSContext {
        guard !certificates.isEmpty else { throw TLSFailure(TLSFailure.noCertificate) }
        let key = ContextKey.Builder("server")
        for certificate in certificates {
            key.add(certificate.chain)
            key.add(certificate.privateKey)
        }
        key.add("options")
        key.add(options.alpn)
        switch options.clientAuthentication {
        case .request(let ca): key.add([1]); key.add(ca)
        case .require(let ca): key.add([2]); key.add(ca)
        case nil: key.add([0])
        }
        key.add([options.minimumVersion == .tls13 ? 1 : 0])
        let finished = key.finish()
        return try ContextCache.shared.context(for: finished) { () throws(TLSFailure) in
            try TLSContext(certificates: certificates, options: options, key: finished)
        }
    }

    private init(client options: ClientOptions, environment: TrustRoots.Environment) throws(TLSFailure) {
        isServer = false
        alpn = try TLSContext.protocolNames(options.alpn)
        roots = if let ca = options.ca { try TrustRoots.parse(ca).roots } else { try TrustRoots.ofMachine(environment) }
        identities = if let pem = options.identity { [try Identity(pem)] } else { [] }
        requiresForwardSecrecy = options.requireECDHE
        minimumVersion = options.minimumVersion
        let context = unsafe try TLSContext.makeHandle(TLS_client_method())
        // From here on a throw runs deinit, which frees the handle.
        unsafe handle = context
        unsafe charon_tls_context_client(context)
        unsafe SSL_CTX_sess_set_new_cb(context, keepClientSession)
        unsafe try configureClient(context)
        unsafe SSL_CTX_set_cert_verify_callback(context, verifyPeer, nil)
        if !alpn.isEmpty {
            let wire = alpn.flatMap { [UInt8($0.count)] + $0 }
            // Unlike everything else in OpenSSL, 0 is success here.
            guard unsafe SSL_CTX_set_alpn_protos(context, wire, UInt32(wire.count)) == 0 else {
                throw ErrorTranslation.setupFailure(TLSFailure.noApplicationProtocol)
            }
        }
    }

    private init(
        certificates: [CertificateAndKey], options: ServerOptions, key: ContextKey?
    ) throws(TLSFailure) {
        isServer = true
        roots = nil
        requiresForwardSecrecy = true
        minimumVersion = options.minimumVersion
        alpn = try TLSContext.protocolNames(options.alpn)
        var identities: [Identity] = []
        for certificate in certificates { identities.append(try Identity(certificate)) }
        self.identities = identities
        let context = unsafe try TLSContext.makeHandle(TLS_server_method())
        unsafe handle = context
        unsafe charon_tls_context_server(context)
        unsafe configure(context)
        for identity in identities.dropFirst() {
            // Whether OpenSSL accepts it has to be found out now, and not when a client asks for it.
            let trial = unsafe try TLSContext.makeHandle(TLS_server_method())
            defer { unsafe SSL_CTX_free(trial) }
            unsafe configure(trial)
            unsafe try identity.use(in: trial)
        }
        unsafe try identities[0].use(in: context)
        if identities.count > 1 { unsafe SSL_CTX_set_cert_cb(context, chooseIdentity, nil) }
        unsafe charon_tls_context_server_name(context, acceptServerName)
        if !alpn.isEmpty { unsafe SSL_CTX_set_alpn_select_cb(context, chooseProtocol, nil) }
        // Sessions of one context are not those of another, even where both check the same clients.
        let identifier = key?.digest ?? []
        unsafe SSL_CTX_set_session_id_context(context, identifier, UInt32(identifier.count))
        try requestClientCertificates(options.clientAuthentication)
    }

    deinit {
        unsafe SSL_CTX_free(handle)
    }

    /// The `SSL_CTX`, valid as long as this object.
    @unsafe var pointer: OpaquePointer { unsafe handle }

    /// OpenSSL's default suites, less those whose recorded traffic a stolen key would open.
    private static let forwardSecrecy = "DEFAULT:!kRSA:!kDHr:!kDHd:!kECDHr:!kECDHe:!PSK:!SRP:!aNULL"

    private func requestClientCertificates(_ authentication: ServerOptions.ClientAuthentication?) throws(TLSFailure) {
        let text: [UInt8]
        var mode = SSL_VERIFY_PEER
        switch authentication {
        case .request(let ca):
            text = ca
        case .require(let ca):
            text = ca
            mode |= SSL_VERIFY_FAIL_IF_NO_PEER_CERT
        case nil:
            return
        }
        let (roots, certificates) = try TrustRoots.parse(text)
        unsafe SSL_CTX_set1_cert_store(handle, roots.pointer)
        for certificate in certificates { _ = unsafe SSL_CTX_add_client_CA(handle, certificate.pointer) }
        unsafe SSL_CTX_set_verify(handle, mode, nil)
        unsafe SSL_CTX_set_cert_verify_callback(handle, verifyPeer, nil)
    }

    /// Gives a client's handle, ours or another library's, the roots, versions, suites and identity of this context.
    @unsafe func configureClient(_ client: OpaquePointer) throws(TLSFailure) {
        unsafe configure(client)
        if let roots { unsafe SSL_CTX_set1_cert_store(client, roots.pointer) }
        unsafe SSL_CTX_set_verify(client, SSL_VERIFY_PEER, nil)
        for identity in identities { unsafe try identity.use(in: client) }
    }

    @unsafe private func configure(_ handle: OpaquePointer) {
        unsafe charon_tls_context_setup(handle, minimumVersion == .tls13 ? TLS1_3_VERSION : TLS1_2_VERSION)
        // A trusted certificate ends a chain even if it is not self-signed.
        unsafe X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(handle), UInt(X509_V_FLAG_PARTIAL_CHAIN))
        if requiresForwardSecrecy { unsafe SSL_CTX_set_cipher_list(handle, TLSContext.forwardSecrecy) }
    }

    @unsafe private static func makeHandle(_ method: OpaquePointer?) throws(TLSFailure) -> OpaquePointer {
        ERR_clear_error()
        guard let context = unsafe SSL_CTX_new(method) else {
            throw ErrorTranslation.setupFailure(TLSFailure.protocolError)
        }
        return unsafe context
    }

    private static func protocolNames(_ names: [String]) throws(TLSFailure) -> [[UInt8]] {
        let names = names.map { Array($0.utf8) }
        guard names.allSatisfy({ (1...255).contains($0.count) }), names.reduce(0, { $0 + $1.count + 1 }) <= 65_535 else {
            throw TLSFailure(TLSFailure.noApplicationProtocol, detail: "a protocol name has 1 to 255 bytes")
        }
        return names
    }
}
