internal import CharonLibrary
internal import CharonNet

/// Why a socket could not do what was asked of it.
public struct SocketFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is, for programs that act on it.
    public enum Code: Hashable, Sendable {
        /// This side has closed the socket, the listener or the loop, or ended its direction.
        case closed
        /// The peer has broken the connection off.
        case connectionReset
        case connectionRefused
        /// A limit has passed; the socket stays open.
        case timeout
        /// The resolver knows no address, or could not answer.
        case hostNotFound
        case networkUnreachable
        case hostUnreachable
        case addressInUse
        case addressNotAvailable
        case permissionDenied
        /// The process may not open another descriptor.
        case tooManyOpenFiles
        /// A port outside 1 to 65,535 (0 too where one may be chosen), or an address that is none.
        case invalidAddress
        /// A datagram of more than 65,507 bytes, or more than the way allows.
        case messageTooLong
        /// The TLS handshake failed, or a record is bad. The reason says which certificate check or alert it was.
        case tls
        /// Something else; the reason is the system's text.
        case other
    }

    public let code: Code

    /// One line in lower case, the same that scripts get: `connection refused`, `certificate has expired`.
    public let reason: String

    public var description: String { reason }

    init(_ code: Code, _ reason: String) {
        self.code = code
        self.reason = reason
    }

    init(_ error: SocketError) { self.init(error.code) }

    /// - Parameter stream: knows more of a failure of TLS.
    init(_ code: SocketError.Code, of stream: Stream? = nil) {
        self.init(Code(code), stream?.reason(for: code) ?? code.reason)
    }
}

extension SocketFailure.Code {
    init(_ code: SocketError.Code) {
        self =
            switch code {
            case .ended, .socketClosed, .listenerClosed: .closed
            case .connectionReset: .connectionReset
            case .connectionRefused: .connectionRefused
            case .timeout: .timeout
            case .hostNotFound, .hostLookupFailed: .hostNotFound
            case .networkUnreachable: .networkUnreachable
            case .hostUnreachable: .hostUnreachable
            case .addressInUse: .addressInUse
            case .addressNotAvailable: .addressNotAvailable
            case .permissionDenied: .permissionDenied
            case .tooManyOpenFiles: .tooManyOpenFiles
            case .portOutOfRange: .invalidAddress
            case .messageTooLong: .messageTooLong
            case .truncated, .closedDuringHandshake, .tls: .tls
            case .other: .other
            }
    }
}
