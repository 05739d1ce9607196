/// Why TLS could not go on.
package struct TLSFailure: Error, Equatable {
    /// One of the reasons that a script may be told, such as `certificate has expired`.
    package let reason: String
    /// OpenSSL's whole error stack, or what else is known, for a person who looks for the cause.
    package let detail: String

    /// Makes a failure.
    ///
    /// - Parameters:
    ///   - reason: one of the reasons that a script may be told.
    ///   - detail: more about it, for people only.
    package init(_ reason: String, detail: String = "") {
        self.reason = reason
        self.detail = detail
    }
}

extension TLSFailure {
    /// The other side's bytes are not TLS, or a record or message of it is bad.
    static let protocolError = "tls protocol error"
    /// The transport ended before the handshake did.
    static let closedDuringHandshake = "closed during handshake"
    /// The transport ended and there was no close_notify. RFC 8446, section 6.1.
    static let truncated = "truncated"
    /// The name or address that was asked for is not on the certificate.
    static let hostnameMismatch = "hostname mismatch"
    /// There is no certificate where one is needed.
    static let noCertificate = "no certificate"
    /// PEM text that should be a certificate and its issuers is not, or cannot be used.
    static let invalidChain = "invalid certificate chain"
    /// PEM text that should be a private key is not, or cannot be used.
    static let invalidKey = "invalid private key"
    /// The private key is not that of the certificate.
    static let keyMismatch = "private key does not match certificate"
    /// The two sides have no protocol name in common. RFC 7301.
    static let noApplicationProtocol = "no application protocol"
    /// The two sides have no version of TLS in common.
    static let unsupportedProtocol = "unsupported protocol"
    /// The two sides have no cipher suite, group or signature scheme in common.
    static let noSharedCipher = "no shared cipher"
    /// A client certificate is required and the client has none.
    static let peerWithoutCertificate = "peer did not return a certificate"
}
