package import CharonSystem

/// An operation of the network that failed.
package struct SocketError: Error, Hashable, Sendable {
    /// Why. It has no text: what a script reads is made where scripts are.
    package enum Code: Hashable, Sendable {
        /// The peer ended the stream in order.
        case ended
        /// This side has closed the socket or, for sending, ended its direction.
        case socketClosed
        /// This side has closed the listener.
        case listenerClosed
        case connectionReset
        case connectionRefused
        /// A limit has passed, ours or the kernel's.
        case timeout
        /// The resolver knows no address.
        case hostNotFound
        /// The resolver could not answer.
        case hostLookupFailed
        case networkUnreachable
        case hostUnreachable
        case addressInUse
        case addressNotAvailable
        case permissionDenied
        case tooManyOpenFiles
        case portOutOfRange
        /// A datagram of more than 65,507 bytes, or more than the way allows.
        case messageTooLong
        /// A TLS stream ended without saying so.
        case truncated
        /// The stream ended before the TLS handshake did.
        case closedDuringHandshake
        /// TLS failed; the stream's `tlsFailure` tells how.
        case tls
        /// A failure of the kernel's that has no name here.
        case other(ErrorNumber)
    }

    package let code: Code

    /// The operation or system call that failed, such as `connect`.
    package let operation: String

    /// The kernel's number, if it was the kernel that refused.
    package let number: ErrorNumber?

    package init(_ code: Code, operation: String, number: ErrorNumber? = nil) {
        self.code = code
        self.operation = operation
        self.number = number
    }

    /// A system call's failure.
    init(_ number: ErrorNumber, operation: String) {
        self.init(Code(number), operation: operation, number: number)
    }

    init(_ error: SystemError) {
        self.init(error.number, operation: "\(error.call)")
    }
}

extension SocketError.Code {
    /// What a failure of the kernel's means. Source: connect(2), bind(2), send(2), ip(7), tcp(7).
    package init(_ number: ErrorNumber) {
        self =
            switch number {
            case .connectionReset, .brokenPipe, .connectionAborted: .connectionReset
            case .connectionRefused: .connectionRefused
            case .timedOut: .timeout
            case .networkUnreachable: .networkUnreachable
            case .hostUnreachable: .hostUnreachable
            case .addressInUse: .addressInUse
            case .addressNotAvailable: .addressNotAvailable
            case .accessDenied, .notPermitted: .permissionDenied
            case .tooManyOpenFiles, .tooManyOpenFilesInSystem: .tooManyOpenFiles
            case .messageTooLong: .messageTooLong
            default: .other(number)
            }
    }
}

extension ErrorNumber {
    /// Whether the kernel was short of memory and the same call may succeed a little later.
    var isShortage: Bool { self == .noBufferSpace || self == .noMemory }

    /// Whether the process or the system has no descriptor left.
    var isDescriptorShortage: Bool { self == .tooManyOpenFiles || self == .tooManyOpenFilesInSystem }
}
