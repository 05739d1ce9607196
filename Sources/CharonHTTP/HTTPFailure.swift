/// Why a request has no response.
package struct HTTPFailure: Error, Equatable {
    /// One of the reasons that a script may be told, such as `connection refused`.
    package let reason: String
    /// What else is known, for a person who looks for the cause.
    package let detail: String

    /// Makes a failure.
    ///
    /// - Parameters:
    ///   - reason: one of the reasons that a script may be told.
    ///   - detail: more about it, for people only.
    package init(_ reason: String, detail: String = "") {
        self.reason = reason
        self.detail = detail
    }
}

extension HTTPFailure {
    /// A limit of time has passed.
    static let timeout = HTTPFailure("timeout")
    /// No URL, or one that cannot be understood.
    static let badURL = HTTPFailure("bad url")
    /// A scheme that is neither `http` nor `https`, or a peer that does not speak HTTP.
    static let unsupportedProtocol = HTTPFailure("unsupported protocol")
    /// More body or more header fields than allowed.
    static let tooLarge = HTTPFailure("response too large")
    /// A body that is not whole, or that is said to have two ends.
    static let truncated = HTTPFailure("truncated")
}
