package import CharonSystem

/// Who finds the addresses of names for http, without stopping the loop.
///
/// libcurl's own way is not used: it waits for its threads when a request is given up.
package protocol HostResolver: AnyObject {
    /// Begins a look-up.
    ///
    /// - Parameters:
    ///   - host: a name; numeric addresses do not come here.
    ///   - tell: is called once, on the loop's thread, now or in a later turn: addresses of any family and port, or
    ///     the reason why there are none.
    /// - Returns: what gives the look-up up, after which `tell` is not called.
    func addresses(
        of host: String, _ tell: @escaping (Result<[Endpoint], HTTPFailure>) -> Void
    ) -> any HostResolution
}

/// A look-up that goes on.
package protocol HostResolution: AnyObject {
    /// Gives it up.
    func cancel()
}
