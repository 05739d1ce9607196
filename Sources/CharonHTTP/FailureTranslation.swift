import CCharon
import CharonSystem
import CharonTLS

/// What libcurl and the kernel say went wrong, as the reasons that a script may be told. Nothing else translates.
enum FailureTranslation {
    /// `CURLE_TOO_LARGE` of libcurl 8.6.
    private static let tooLarge = CURLcode(rawValue: 100)

    /// The failure behind a transfer's end.
    ///
    /// - Parameters:
    ///   - code: libcurl's, not `CURLE_OK`.
    ///   - text: what libcurl has to say about it.
    ///   - number: the kernel's error when the connection was made, if there is one.
    ///   - tls: the TLS connection that was used, if any.
    ///   - isHandshaking: whether the connection was there and TLS on it was not.
    ///   - hasHead: whether a response had begun.
    static func failure(
        _ code: CURLcode, text: String, number: ErrorNumber?, tls: ForeignConnection?, isHandshaking: Bool, hasHead: Bool
    ) -> HTTPFailure {
        let usual = unsafe charon_curl_text(code).map { unsafe String(cString: $0) } ?? ""
        let text = text.isEmpty ? usual : text
        if let failure = tls?.failure {
            return HTTPFailure(failure.reason, detail: failure.detail.isEmpty ? text : failure.detail)
        }
        let reason =
            switch code {
            case CURLE_OPERATION_TIMEDOUT:
                // Somebody is there and says nothing that begins a handshake.
                isHandshaking ? "tls protocol error" : "timeout"
            case CURLE_WEIRD_SERVER_REPLY: hasHead ? "truncated" : "unsupported protocol"
            case CURLE_UNSUPPORTED_PROTOCOL: "unsupported protocol"
            case CURLE_URL_MALFORMAT: "bad url"
            case CURLE_COULDNT_RESOLVE_HOST: "host not found"
            case CURLE_COULDNT_CONNECT: number.map { failure($0).reason } ?? "connection refused"
            case CURLE_SSL_CONNECT_ERROR: "closed during handshake"
            case CURLE_PEER_FAILED_VERIFICATION: "certificate verify failed"
            case CURLE_SSL_CIPHER: "no shared cipher"
            case CURLE_GOT_NOTHING: "closed"
            // The same code as for a reset connection; only the words tell.
            case CURLE_RECV_ERROR where text.contains("chunk"): "truncated"
            case CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_HTTP2, CURLE_HTTP2_STREAM: "connection reset"
            case CURLE_PARTIAL_FILE, CURLE_BAD_CONTENT_ENCODING, CURLE_WRITE_ERROR: "truncated"
            // A header field that is longer than libcurl takes is the first of them, or in newer versions the second.
            case CURLE_OUT_OF_MEMORY, tooLarge, CURLE_FILESIZE_EXCEEDED: "response too large"
            default: lowercasedFirst(usual)
            }
        return HTTPFailure(reason, detail: text)
    }

    /// The failure behind one of the kernel's errors.
    static func failure(_ number: ErrorNumber) -> HTTPFailure {
        let reason =
            switch number {
            case .connectionRefused: "connection refused"
            case .connectionReset, .brokenPipe, .connectionAborted: "connection reset"
            case .timedOut: "timeout"
            case .networkUnreachable: "network unreachable"
            case .hostUnreachable: "host unreachable"
            case .addressNotAvailable: "address not available"
            case .accessDenied, .notPermitted: "permission denied"
            case .tooManyOpenFiles, .tooManyOpenFilesInSystem: "too many open files"
            default: lowercasedFirst(number.message)
            }
        return HTTPFailure(reason, detail: number.message)
    }

    private static func lowercasedFirst(_ text: String) -> String {
        text.prefix(1).lowercased() + text.dropFirst()
    }
}
