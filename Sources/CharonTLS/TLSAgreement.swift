/// What has been agreed on a connection, apart from its engine: an engine holds tens of kilobytes, this some hundred
/// bytes and a share in the other side's certificate.
package struct TLSAgreement {
    let version: String
    let cipher: String
    package let alpn: String?
    let serverName: String?
    let resumed: Bool
    let certificate: Certificate?

    /// The same in words.
    ///
    /// - Complexity: O(length of the certificate).
    package var info: TLSInfo {
        TLSInfo(
            version: version, cipher: cipher, alpn: alpn, serverName: serverName, resumed: resumed,
            peer: certificate?.description)
    }
}
