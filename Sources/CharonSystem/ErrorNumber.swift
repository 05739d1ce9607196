internal import Glibc
internal import SystemPackage

/// A number by which the kernel names a failure. Source: errno(3).
package struct ErrorNumber: RawRepresentable, Hashable, Sendable {
    package let rawValue: Int32

    package init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    /// The C library's text for this number, such as "Connection refused". Source: strerror(3).
    package var message: String {
        Errno(rawValue: rawValue).description
    }
}

extension ErrorNumber {
    package static let accessDenied = ErrorNumber(rawValue: EACCES)
    package static let addressInUse = ErrorNumber(rawValue: EADDRINUSE)
    package static let addressNotAvailable = ErrorNumber(rawValue: EADDRNOTAVAIL)
    package static let addressFamilyNotSupported = ErrorNumber(rawValue: EAFNOSUPPORT)
    package static let wouldBlock = ErrorNumber(rawValue: EAGAIN)
    package static let alreadyInProgress = ErrorNumber(rawValue: EALREADY)
    package static let badDescriptor = ErrorNumber(rawValue: EBADF)
    package static let connectionAborted = ErrorNumber(rawValue: ECONNABORTED)
    package static let connectionRefused = ErrorNumber(rawValue: ECONNREFUSED)
    package static let connectionReset = ErrorNumber(rawValue: ECONNRESET)
    package static let alreadyExists = ErrorNumber(rawValue: EEXIST)
    package static let destinationRequired = ErrorNumber(rawValue: EDESTADDRREQ)
    package static let hostDown = ErrorNumber(rawValue: EHOSTDOWN)
    package static let hostUnreachable = ErrorNumber(rawValue: EHOSTUNREACH)
    package static let inProgress = ErrorNumber(rawValue: EINPROGRESS)
    package static let interrupted = ErrorNumber(rawValue: EINTR)
    package static let invalidArgument = ErrorNumber(rawValue: EINVAL)
    package static let isConnected = ErrorNumber(rawValue: EISCONN)
    package static let tooManyOpenFiles = ErrorNumber(rawValue: EMFILE)
    package static let tooManyOpenFilesInSystem = ErrorNumber(rawValue: ENFILE)
    package static let messageTooLong = ErrorNumber(rawValue: EMSGSIZE)
    package static let networkDown = ErrorNumber(rawValue: ENETDOWN)
    package static let networkUnreachable = ErrorNumber(rawValue: ENETUNREACH)
    package static let noBufferSpace = ErrorNumber(rawValue: ENOBUFS)
    package static let noMemory = ErrorNumber(rawValue: ENOMEM)
    package static let noProtocolOption = ErrorNumber(rawValue: ENOPROTOOPT)
    package static let noSuchDevice = ErrorNumber(rawValue: ENODEV)
    package static let notConnected = ErrorNumber(rawValue: ENOTCONN)
    package static let notOnTheNetwork = ErrorNumber(rawValue: ENONET)
    package static let notPermitted = ErrorNumber(rawValue: EPERM)
    package static let notSupported = ErrorNumber(rawValue: EOPNOTSUPP)
    package static let brokenPipe = ErrorNumber(rawValue: EPIPE)
    package static let protocolError = ErrorNumber(rawValue: EPROTO)
    package static let protocolNotSupported = ErrorNumber(rawValue: EPROTONOSUPPORT)
    package static let timedOut = ErrorNumber(rawValue: ETIMEDOUT)
}
