import CCharon
import COpenSSL

@testable import CharonTLS

// What our own options do not offer, so that tests can stand for other peers.

extension TLSEngine {
    /// Offers or takes only these suites of TLS 1.2.
    func offer(suites: String) {
        unsafe SSL_set_cipher_list(ssl, suites)
    }

    /// Offers only these signature schemes, as OpenSSL spells them.
    func offer(signatureSchemes: String) {
        var text = Array(signatureSchemes.utf8CString)
        _ = unsafe SSL_ctrl(ssl, SSL_CTRL_SET_SIGALGS_LIST, 0, &text)
    }

    /// Offers TLS 1.1 and nothing else.
    func offerOnlyTLS11() {
        unsafe SSL_set_security_level(ssl, 0)
        _ = unsafe SSL_ctrl(ssl, SSL_CTRL_SET_MIN_PROTO_VERSION, 0x0302, nil)
        _ = unsafe SSL_ctrl(ssl, SSL_CTRL_SET_MAX_PROTO_VERSION, 0x0302, nil)
        unsafe SSL_set_cipher_list(ssl, "ALL:@SECLEVEL=0")
    }

    /// Asks for a new handshake in TLS 1.2.
    func renegotiate() {
        unsafe SSL_clear_options(ssl, UInt64.max)
        unsafe SSL_renegotiate(ssl)
        unsafe SSL_do_handshake(ssl)
    }

    /// Asks the peer for new keys in TLS 1.3.
    func requestKeyUpdate() {
        unsafe SSL_key_update(ssl, SSL_KEY_UPDATE_REQUESTED)
        unsafe SSL_do_handshake(ssl)
    }
}

/// Leaves something on this thread's error queue, as careless code does.
func leaveError() {
    _ = unsafe BIO_new_file("/nonexistent/file", "r")
    #if DEBUG
        precondition(ERR_peek_error() != 0)
    #endif
}
