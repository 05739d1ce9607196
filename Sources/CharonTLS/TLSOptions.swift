/// A version of the protocol.
package enum TLSVersion: Sendable, Hashable {
    /// RFC 5246.
    case tls12
    /// RFC 8446.
    case tls13
}

/// A certificate with its issuers, and the key that proves it, both as PEM text.
package struct CertificateAndKey: Sendable, Hashable {
    /// The leaf, followed by its intermediates.
    package var chain: [UInt8]
    /// The leaf's private key, PKCS#8 or traditional, not encrypted.
    package var privateKey: [UInt8]

    /// Names the two texts; nothing is parsed yet.
    package init(chain: [UInt8], privateKey: [UInt8]) {
        self.chain = chain
        self.privateKey = privateKey
    }
}

/// What a client asks of its connections.
package struct ClientOptions: Sendable, Hashable {
    /// Protocol names to offer, most wanted first; none is no offer. RFC 7301.
    package var alpn: [String] = []
    /// PEM text of the trusted roots that replace the system's.
    package var ca: [UInt8]?
    /// The file of trusted roots, PEM, that goes before what the environment and the system name; `ca` replaces it.
    package var rootFile: String?
    /// What to show to a server that asks for a certificate.
    package var identity: CertificateAndKey?
    /// Only suites with forward secrecy (in TLS 1.3 all have it).
    package var requireECDHE = false
    /// The oldest version to accept.
    package var minimumVersion = TLSVersion.tls12

    /// The defaults.
    package init() {}
}

/// What a server asks of its connections.
package struct ServerOptions: Sendable, Hashable {
    /// Whether clients have to show a certificate, and the roots (PEM text) it must lead to.
    package enum ClientAuthentication: Sendable, Hashable {
        /// Clients without a certificate are served too.
        case request(ca: [UInt8])
        /// Clients without a certificate are refused.
        case require(ca: [UInt8])
    }

    /// Protocol names to agree on, most wanted first; none is no answer to an offer. RFC 7301.
    package var alpn: [String] = []
    /// Whether and how clients are asked for a certificate.
    package var clientAuthentication: ClientAuthentication?
    /// The oldest version to accept.
    package var minimumVersion = TLSVersion.tls12

    /// The defaults.
    package init() {}
}
