import CCharon
import COpenSSL

/// What a client's first message says about the certificates that it can take.
struct ClientOffer {
    /// The host that it asked for, if any. RFC 6066, section 3.
    var serverName: String?
    /// Whether TLS 1.3 was agreed.
    var isTLS13 = false
    /// Signature schemes, as their registered numbers. RFC 8446, section 4.2.3.
    var signatureSchemes: [UInt16] = []
    /// Groups as OpenSSL numbers them. RFC 8446, section 4.2.7.
    var groups: [Int32] = []
    /// Whether a suite of TLS 1.2 with forward secrecy and an RSA signature is offered.
    var hasRSASuite = false
    /// Whether a suite of TLS 1.2 with forward secrecy and an ECDSA or EdDSA signature is offered.
    var hasECDSASuite = false

    /// Whether the client can verify signatures by such a key.
    func canVerify(_ kind: PrivateKey.Kind) -> Bool {
        func offers(_ schemes: UInt16...) -> Bool { schemes.contains { signatureSchemes.contains($0) } }
        switch kind {
        case .rsa:
            if isTLS13 { return offers(0x0804, 0x0805, 0x0806) }
            return hasRSASuite && offers(0x0401, 0x0501, 0x0601, 0x0804, 0x0805, 0x0806)
        case .rsaPSS:
            return (isTLS13 || hasRSASuite) && offers(0x0809, 0x080a, 0x080b)
        case .ecdsa(let curve):
            // TLS 1.3 ties each scheme to a curve; TLS 1.2 names the curve among the groups. RFC 8422, section 5.1.1.
            if isTLS13 {
                switch curve {
                case NID_X9_62_prime256v1: return offers(0x0403)
                case NID_secp384r1: return offers(0x0503)
                default: return offers(0x0603)
                }
            }
            return hasECDSASuite && groups.contains(curve) && offers(0x0403, 0x0503, 0x0603)
        case .ed25519:
            return (isTLS13 || hasECDSASuite) && offers(0x0807)
        case .ed448:
            return (isTLS13 || hasECDSASuite) && offers(0x0808)
        }
    }
}

/// Which of a server's certificates a client is shown.
enum IdentitySelection {
    /// Chooses by name, exact before wildcard, and among those of one name by what the client can verify.
    ///
    /// - Parameter identities: one or more, most wanted first.
    /// - Returns: an index; without a name, or if the name is on no certificate, the first that can be verified
    ///   among those with the same names as the first.
    static func index(of identities: [Identity], for offer: ClientOffer) -> Int {
        if let name = offer.serverName.flatMap(HostName.init) {
            for wanted in [HostName.Match.exact, .wildcard] {
                let fitting = identities.indices.filter { index in
                    let names = identities[index].names
                    return (names.dns.isEmpty ? names.common : names.dns).contains { name.match(with: $0) == wanted }
                }
                if let first = fitting.first {
                    return fitting.first { offer.canVerify(identities[$0].key.kind) } ?? first
                }
            }
        }
        let alike = identities.indices.filter { identities[$0].names == identities[0].names }
        return alike.first { offer.canVerify(identities[$0].key.kind) } ?? 0
    }

    /// Reads the offer of a connection whose first message has been taken in.
    @unsafe static func offer(of connection: OpaquePointer) -> ClientOffer {
        var offer = ClientOffer()
        offer.serverName = unsafe SSL_get_servername(connection, TLSEXT_NAMETYPE_host_name)
            .map { unsafe String(cString: $0) }
        offer.isTLS13 = unsafe SSL_version(connection) == TLS1_3_VERSION
        let count = unsafe SSL_get_sigalgs(connection, 0, nil, nil, nil, nil, nil)
        for index in 0..<max(0, count) {
            var signature: UInt8 = 0
            var hash: UInt8 = 0
            _ = unsafe SSL_get_sigalgs(connection, index, nil, nil, nil, &signature, &hash)
            offer.signatureSchemes.append(UInt16(hash) << 8 | UInt16(signature))
        }
        var groups = [Int32](repeating: 0, count: 64)
        let groupCount = unsafe charon_tls_peer_groups(connection, &groups, Int32(groups.count))
        offer.groups = Array(groups.prefix(Int(groupCount)))
        if let suites = unsafe SSL_get_client_ciphers(connection) {
            for index in 0..<max(0, unsafe OPENSSL_sk_num(suites)) {
                guard let suite = unsafe OPENSSL_sk_value(suites, index).map(OpaquePointer.init) else { continue }
                let exchange = unsafe SSL_CIPHER_get_kx_nid(suite)
                guard exchange == NID_kx_ecdhe || exchange == NID_kx_dhe else { continue }
                let signature = unsafe SSL_CIPHER_get_auth_nid(suite)
                if signature == NID_auth_rsa { offer.hasRSASuite = true }
                if signature == NID_auth_ecdsa { offer.hasECDSASuite = true }
            }
        }
        return offer
    }
}
