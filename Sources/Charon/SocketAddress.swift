internal import CharonSystem

/// An IP address and a port.
public struct SocketAddress: Hashable, Sendable, CustomStringConvertible {
    /// `127.0.0.1`, or in brackets and in its shortest form `[::1]`, with the zone of a link-local address.
    ///
    /// Source: RFC 5952; RFC 4007, section 11.
    public let host: String
    public let port: Int

    /// The address and the port: `127.0.0.1:80`, `[::1]:80`.
    public var description: String { "\(host):\(port)" }

    init(_ endpoint: Endpoint) {
        host = endpoint.address
        port = endpoint.port
    }
}
