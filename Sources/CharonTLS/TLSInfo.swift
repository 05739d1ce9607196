/// What has been agreed on a connection.
package struct TLSInfo: Equatable {
    /// What the other side has shown.
    package struct Peer: Equatable {
        /// The certificate's subject in one line, as RFC 2253 writes it.
        package let subject: String
        /// The certificate's issuer in one line, as RFC 2253 writes it.
        package let issuer: String
        /// DNS names, then addresses, of the subject alternative name.
        package let names: [String]
        /// The first second of the validity, Unix time.
        package let notBefore: Int64
        /// The last second of the validity, Unix time.
        package let notAfter: Int64
        /// SHA-256 of the certificate's DER form, in hexadecimal.
        package let fingerprint: String
    }

    /// `TLSv1.2` or `TLSv1.3`.
    package let version: String
    /// The suite, as OpenSSL spells it.
    package let cipher: String
    /// The protocol name agreed on. RFC 7301.
    package let alpn: String?
    /// The name that the client asked for. RFC 6066, section 3.
    package let serverName: String?
    /// Whether an earlier session went on.
    package let resumed: Bool
    /// The certificate of the other side.
    package let peer: Peer?
}
