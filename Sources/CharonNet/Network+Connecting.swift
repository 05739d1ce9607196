internal import CharonSystem

extension Network {
    /// Begins to open a TCP connection. An address needs no look-up, and one within the machine may be connected at once.
    ///
    /// - Parameters:
    ///   - host: an IPv4 address, an IPv6 address with or without brackets and zone, or a name.
    ///   - port: 1 to 65535; another one fails.
    package func connect(host: String, port: Int, options: ConnectOptions = ConnectOptions()) -> ConnectAttempt {
        guard let port = UInt16(exactly: port), port > 0 else {
            return ConnectAttempt(network: self, failure: SocketError(.portOutOfRange, operation: "connect"))
        }
        do throws(SocketError) {
            let local = try options.localEndpoint()
            let attempt = ConnectAttempt(network: self, port: port, local: local, timeout: options.timeout)
            attempt.start(host: host, family: options.family ?? local?.family)
            return attempt
        } catch {
            return ConnectAttempt(network: self, failure: error)
        }
    }
}
