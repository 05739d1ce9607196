package import CharonNet
internal import CharonSystem
internal import CharonTLS

/// The reasons that scripts get as second values: the one place where an error becomes text.
///
/// Source: library.md, section 12.
extension SocketError.Code {
    package var reason: String {
        switch self {
        case .ended: "closed"
        case .socketClosed: "socket closed"
        case .listenerClosed: "listener closed"
        case .connectionReset: "connection reset"
        case .connectionRefused: "connection refused"
        case .timeout: "timeout"
        case .hostNotFound: "host not found"
        case .hostLookupFailed: "host lookup failed"
        case .networkUnreachable: "network unreachable"
        case .hostUnreachable: "host unreachable"
        case .addressInUse: "address already in use"
        case .addressNotAvailable: "address not available"
        case .permissionDenied: "permission denied"
        case .tooManyOpenFiles: "too many open files"
        case .portOutOfRange: "port out of range"
        case .messageTooLong: "message too long"
        case .truncated: "truncated"
        case .closedDuringHandshake: "closed during handshake"
        case .tls: "tls protocol error"
        case .other(let number): number.message.lowercasedFirst
        }
    }
}

extension String {
    /// The text with a lower-case first letter.
    var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}

extension Stream {
    /// The reason for a failure of this stream, as scripts get it.
    package func reason(for code: SocketError.Code) -> String {
        if case .tls = code, let failure = tlsFailure { return failure.reason }
        return code.reason
    }
}
