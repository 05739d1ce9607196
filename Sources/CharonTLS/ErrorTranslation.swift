import CCharon
import COpenSSL

/// What OpenSSL says went wrong, as the reasons that a script may be told. Nothing else translates.
enum ErrorTranslation {
    /// Takes everything off this thread's error queue.
    ///
    /// - Returns: the codes, oldest first, and all entries as text.
    static func takeStack() -> (codes: [UInt], text: String) {
        var codes: [UInt] = []
        var text = ""
        var data: UnsafePointer<CChar>?
        var flags: Int32 = 0
        while true {
            let code = unsafe ERR_get_error_all(nil, nil, nil, &data, &flags)
            if code == 0 { return (codes, text) }
            codes.append(code)
            if !text.isEmpty { text += "; " }
            var line = [CChar](repeating: 0, count: 256)
            unsafe ERR_error_string_n(code, &line, line.count)
            text += String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            if flags & ERR_TXT_STRING != 0, let data = unsafe data.map({ unsafe String(cString: $0) }) {
                text += ":" + data
            }
        }
    }

    /// The failure of a handshake, a read or a write, from the error queue and the result of the verification.
    static func connectionFailure(verifyResult: Int) -> TLSFailure {
        let (codes, text) = takeStack()
        for code in codes where ERR_GET_LIB(code) == ERR_LIB_SSL {
            if let reason = reason(code: ERR_GET_REASON(code), verifyResult: verifyResult) {
                return TLSFailure(reason, detail: text)
            }
        }
        return TLSFailure(TLSFailure.protocolError, detail: text)
    }

    /// The failure of a handshake that another library drives, from the oldest error on the queue, which it is left.
    static func observedFailure(verifyResult: Int) -> TLSFailure? {
        let code = ERR_peek_error()
        guard code != 0 else { return nil }
        var line = [CChar](repeating: 0, count: 256)
        unsafe ERR_error_string_n(code, &line, line.count)
        let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        let known = ERR_GET_LIB(code) == ERR_LIB_SSL ? reason(code: ERR_GET_REASON(code), verifyResult: verifyResult) : nil
        return TLSFailure(known ?? TLSFailure.protocolError, detail: text)
    }

    /// The failure that an alert of the peer stands for.
    static func alertFailure(_ number: Int32) -> TLSFailure {
        TLSFailure("tls alert: " + alertName(number))
    }

    /// A failure to use a certificate, key or option, with what OpenSSL has to say about it.
    static func setupFailure(_ reason: String) -> TLSFailure {
        TLSFailure(reason, detail: takeStack().text)
    }

    private static func reason(code: Int32, verifyResult: Int) -> String? {
        // An alert that the peer sent is reported as its number plus this offset.
        if code >= SSL_AD_REASON_OFFSET { return alertFailure(code - SSL_AD_REASON_OFFSET).reason }
        switch code {
        case SSL_R_CERTIFICATE_VERIFY_FAILED:
            return verificationReason(Int32(truncatingIfNeeded: verifyResult))
        case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE:
            return TLSFailure.peerWithoutCertificate
        case SSL_R_NO_APPLICATION_PROTOCOL:
            return TLSFailure.noApplicationProtocol
        case SSL_R_UNSUPPORTED_PROTOCOL, SSL_R_VERSION_TOO_LOW, SSL_R_WRONG_SSL_VERSION,
            SSL_R_UNSUPPORTED_SSL_VERSION, SSL_R_NO_PROTOCOLS_AVAILABLE, SSL_R_BAD_PROTOCOL_VERSION_NUMBER:
            return TLSFailure.unsupportedProtocol
        case SSL_R_NO_SHARED_CIPHER, SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM, SSL_R_NO_SUITABLE_KEY_SHARE,
            SSL_R_NO_SUITABLE_GROUPS, SSL_R_NO_SHARED_SIGNATURE_ALGORITHMS, SSL_R_NO_CIPHERS_AVAILABLE:
            return TLSFailure.noSharedCipher
        default:
            return nil
        }
    }

    /// Why a certificate was refused. Source: X509_STORE_CTX_get_error(3).
    private static func verificationReason(_ code: Int32) -> String {
        switch code {
        case X509_V_ERR_CERT_HAS_EXPIRED:
            "certificate has expired"
        case X509_V_ERR_CERT_NOT_YET_VALID:
            "certificate is not yet valid"
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
            "self-signed certificate"
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
            "self-signed certificate in chain"
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
            X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, X509_V_ERR_CERT_UNTRUSTED:
            "unable to get local issuer certificate"
        case X509_V_ERR_INVALID_CA, X509_V_ERR_PATH_LENGTH_EXCEEDED, X509_V_ERR_KEYUSAGE_NO_CERTSIGN:
            "invalid CA certificate"
        case X509_V_ERR_INVALID_PURPOSE:
            "unsuitable certificate purpose"
        case X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH:
            TLSFailure.hostnameMismatch
        case X509_V_ERR_CERT_SIGNATURE_FAILURE:
            "certificate signature failure"
        default:
            "certificate verify failed"
        }
    }

    /// The alert's name in the TLS registry with spaces, or its number. RFC 8446, section 6.
    private static func alertName(_ number: Int32) -> String {
        switch number {
        case 10: "unexpected message"
        case 20: "bad record mac"
        case 22: "record overflow"
        case 40: "handshake failure"
        case 42: "bad certificate"
        case 43: "unsupported certificate"
        case 44: "certificate revoked"
        case 45: "certificate expired"
        case 46: "certificate unknown"
        case 47: "illegal parameter"
        case 48: "unknown ca"
        case 49: "access denied"
        case 50: "decode error"
        case 51: "decrypt error"
        case 70: "protocol version"
        case 71: "insufficient security"
        case 80: "internal error"
        case 86: "inappropriate fallback"
        case 90: "user canceled"
        case 109: "missing extension"
        case 110: "unsupported extension"
        case 112: "unrecognized name"
        case 113: "bad certificate status response"
        case 115: "unknown psk identity"
        case 116: "certificate required"
        case 120: "no application protocol"
        default: String(number)
        }
    }
}
