import CCharon
import COpenSSL

// What OpenSSL asks during a handshake. All of these run below a call of the engine whose connection it is,
// on its thread; the engine is found through the connection's own pointer to it.

@unsafe private func engine(of connection: OpaquePointer?) -> TLSEngine? {
    guard let state = unsafe SSL_get_ex_data(connection, 0) else { return nil }
    return unsafe Unmanaged<TLSEngine>.fromOpaque(state).takeUnretainedValue()
}

/// Verifies the peer's chain as OpenSSL does, and then, for a server's, the name.
///
/// OpenSSL's own comparison of names is not used because it takes no wildcard directly below a top-level name.
@unsafe func verifyPeer(_ verification: OpaquePointer?, _: UnsafeMutableRawPointer?) -> Int32 {
    guard let verification = unsafe verification,
        let state = unsafe charon_tls_connection_of(verification)
    else { return 0 }
    let engine = unsafe Unmanaged<TLSEngine>.fromOpaque(state).takeUnretainedValue()
    return unsafe verify(verification, engine.isServer ? nil : .some(engine.host))
}

/// Verifies the peer's chain, and, unless `host` is nil, that it is for a host; for no host none is good enough.
@unsafe func verify(_ verification: OpaquePointer, _ host: HostName??) -> Int32 {
    let result = unsafe X509_verify_cert(verification)
    guard result == 1, let host else { return result }
    guard let leaf = unsafe X509_STORE_CTX_get0_cert(verification), unsafe X509_up_ref(leaf) == 1 else { return 0 }
    let names = unsafe Certificate(owning: leaf).names
    if let host, host.matches(names) { return 1 }
    unsafe X509_STORE_CTX_set_error(verification, X509_V_ERR_HOSTNAME_MISMATCH)
    return 0
}

/// Keeps a session that a server has given to a client.
@unsafe func keepClientSession(_ connection: OpaquePointer?, _ session: OpaquePointer?) -> Int32 {
    guard let engine = unsafe engine(of: connection), let host = engine.host, let session = unsafe session else {
        return 0
    }
    // 1: the reference is ours now.
    unsafe engine.context.sessions.store(ClientSession(owning: session), for: host)
    return 1
}

/// Shows the certificate that fits the client's first message.
@unsafe func chooseIdentity(_ connection: OpaquePointer?, _: UnsafeMutableRawPointer?) -> Int32 {
    guard let connection = unsafe connection, let engine = unsafe engine(of: connection) else { return 0 }
    let identities = engine.context.identities
    let index = unsafe IdentitySelection.index(of: identities, for: IdentitySelection.offer(of: connection))
    if index == 0 { return 1 }
    return unsafe identities[index].use(onlyIn: connection) ? 1 : 0
}

/// Takes note of the name that a client asks for; OpenSSL keeps it only for servers that care.
@unsafe func acceptServerName(
    _: OpaquePointer?, _: UnsafeMutablePointer<Int32>?, _: UnsafeMutableRawPointer?
) -> Int32 {
    SSL_TLSEXT_ERR_OK
}

/// Agrees on a protocol: the server's most wanted that the client offers. RFC 7301, section 3.2.
@unsafe func chooseProtocol(
    _ connection: OpaquePointer?, _ chosen: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
    _ chosenCount: UnsafeMutablePointer<UInt8>?, _ offer: UnsafePointer<UInt8>?, _ offerCount: UInt32,
    _: UnsafeMutableRawPointer?
) -> Int32 {
    guard let engine = unsafe engine(of: connection) else { return SSL_TLSEXT_ERR_ALERT_FATAL }
    let offered = unsafe UnsafeBufferPointer(start: offer, count: Int(offerCount))
    for wanted in engine.context.alpn {
        var at = 0
        while at < offered.count {
            let count = unsafe Int(offered[at])
            guard at + 1 + count <= offered.count else { break }
            let name = unsafe offered[(at + 1)..<(at + 1 + count)]
            if unsafe name.elementsEqual(wanted) {
                unsafe chosen?.pointee = offer.map { unsafe $0 + at + 1 }
                unsafe chosenCount?.pointee = UInt8(truncatingIfNeeded: count)
                return SSL_TLSEXT_ERR_OK
            }
            at += 1 + count
        }
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL
}
