package import CharonSystem

/// How a connection is to be made.
package struct ConnectOptions: Sendable {
    /// The limit for the whole call, the look-up included; nil for the limits that always hold.
    package var timeout: Duration?

    /// The local address to connect from: an address, or an address and a port as `BindAddress` writes them.
    package var bind: String?

    /// Use addresses of this family only.
    package var family: AddressFamily?

    package init(timeout: Duration? = nil, bind: String? = nil, family: AddressFamily? = nil) {
        self.timeout = timeout
        self.bind = bind
        self.family = family
    }

    /// - Returns: nil if none is wanted.
    /// - Throws: `addressNotAvailable` if `bind` is not an address.
    func localEndpoint() throws(SocketError) -> Endpoint? {
        guard let bind else { return nil }
        if let address = Endpoint.parse(bind, port: 0) { return address }
        guard case .address(let endpoint) = BindAddress.parse(bind) else {
            throw SocketError(.addressNotAvailable, operation: "bind")
        }
        return endpoint
    }
}
