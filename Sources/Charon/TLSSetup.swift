internal import CharonLoop
internal import CharonNet
internal import CharonTLS

/// A certificate with its issuers, and the key that proves it, both as PEM text.
public struct TLSCertificate: Hashable, Sendable {
    /// The leaf, followed by its intermediates.
    public var chain: String
    /// The leaf's private key, PKCS#8 or traditional, not encrypted: RSA, ECDSA or Ed25519.
    public var privateKey: String

    /// Names the two texts; they are read when a handshake begins.
    public init(chain: String, privateKey: String) {
        self.chain = chain
        self.privateKey = privateKey
    }

    var texts: CertificateAndKey {
        CertificateAndKey(chain: Array(chain.utf8), privateKey: Array(privateKey.utf8))
    }
}

/// A version of TLS.
public enum TLSProtocolVersion: Hashable, Sendable {
    /// RFC 5246.
    case tls12
    /// RFC 8446.
    case tls13

    var version: TLSVersion { self == .tls12 ? .tls12 : .tls13 }
}

/// What a client asks of a TLS connection.
public struct TLSClientOptions: Hashable, Sendable {
    /// Protocol names to offer, most wanted first; none is no offer. Source: RFC 7301.
    public var alpn: [String] = []
    /// PEM text of the trusted roots that replace the system's.
    public var trustedRoots: String?
    /// What to show to a server that asks for a certificate.
    public var certificate: TLSCertificate?
    /// The oldest version to accept.
    public var minimumVersion = TLSProtocolVersion.tls12

    public init() {}

    var options: ClientOptions {
        var result = ClientOptions()
        result.alpn = alpn
        result.ca = trustedRoots.map { Array($0.utf8) }
        result.identity = certificate?.texts
        result.minimumVersion = minimumVersion.version
        return result
    }
}

/// What a server asks of a TLS connection.
public struct TLSServerOptions: Hashable, Sendable {
    /// Whether clients have to show a certificate.
    public enum ClientCertificate: Hashable, Sendable {
        /// Clients without a certificate are served too. One that is shown must lead to the roots, which are PEM text.
        case requested(trustedRoots: String)
        /// Clients without a certificate are refused.
        case required(trustedRoots: String)
    }

    /// Protocol names to agree on, most wanted first; none is no answer to an offer. Source: RFC 7301.
    public var alpn: [String] = []
    /// Whether and how clients are asked for a certificate; nil: they are not.
    public var clientCertificate: ClientCertificate?
    /// The oldest version to accept.
    public var minimumVersion = TLSProtocolVersion.tls12

    public init() {}

    var options: ServerOptions {
        var result = ServerOptions()
        result.alpn = alpn
        result.minimumVersion = minimumVersion.version
        switch clientCertificate {
        case nil: break
        case .requested(let roots)?: result.clientAuthentication = .request(ca: Array(roots.utf8))
        case .required(let roots)?: result.clientAuthentication = .require(ca: Array(roots.utf8))
        }
        return result
    }
}

extension SocketLoop {
    func startTLS(_ stream: Confined<Stream>, host: String, _ options: TLSClientOptions) async throws -> String? {
        try await startTLS(stream) { () throws(TLSFailure) in
            TLSEngine(client: try .client(options.options), hostname: host)
        }
    }

    func startTLS(
        _ stream: Confined<Stream>, certificates: [TLSCertificate], _ options: TLSServerOptions
    ) async throws -> String? {
        try await startTLS(stream) { () throws(TLSFailure) in
            TLSEngine(server: try .server(certificates: certificates.map(\.texts), options.options))
        }
    }

    private func startTLS(
        _ confined: Confined<Stream>, _ makeEngine: () throws(TLSFailure) -> TLSEngine
    ) async throws -> String? {
        let stream = confined.value
        if stream.isHandshaking { throw SocketFailure(.tls, "starttls already in progress") }
        if stream.isTLS { throw SocketFailure(.tls, "the connection speaks TLS already") }
        let attempt: HandshakeAttempt
        do throws(TLSFailure) {
            attempt = stream.startTLS(try makeEngine())
        } catch {
            stream.close()
            throw SocketFailure(.tls, error.reason)
        }
        try await result(of: attempt.finished, orCancel: attempt.cancel) {
            attempt.result
        } failure: {
            SocketFailure($0.code, of: stream)
        }
        return stream.tlsAgreement?.alpn
    }
}
