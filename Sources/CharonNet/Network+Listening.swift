internal import CharonSystem

extension Network {
    /// Listens for TCP connections.
    ///
    /// All addresses means both families on one socket, or IPv4 alone where the kernel has no IPv6.
    ///
    /// - Parameters:
    ///   - backlog: how many connections may wait to be accepted.
    ///   - reusePort: share the port with other listeners that also ask for it; the kernel spreads connections over them.
    /// - Throws: `portOutOfRange`, `addressInUse`, `addressNotAvailable`, `permissionDenied`, `tooManyOpenFiles` and others.
    package func listen(
        on address: BindAddress, backlog: Int = 1024, reusePort: Bool = false
    ) throws(SocketError) -> Listener {
        let (descriptor, family) = try bind(address, .stream) { descriptor in
            system.set(.reuseAddress, of: descriptor, to: 1)
            if reusePort { system.set(.reusePort, of: descriptor, to: 1) }
            // Accepted sockets inherit it.
            system.set(.noDelay, of: descriptor, to: 1)
        }
        if let number = system.listen(descriptor, backlog: Int32(clamping: backlog)).failure {
            system.close(descriptor)
            throw SocketError(number, operation: "listen")
        }
        let local = system.localEndpoint(descriptor) ?? .any(family, port: 0)
        return Listener(network: self, descriptor: descriptor, family: family, local: local)
    }

    /// A socket that is bound to an address.
    ///
    /// - Parameter prepare: sets options before the socket is bound.
    func bind(
        _ address: BindAddress, _ kind: SocketKind, prepare: (Int32) -> Void
    ) throws(SocketError) -> (descriptor: Int32, family: AddressFamily) {
        switch address {
        case .address(let endpoint):
            return (try bind(endpoint, kind, prepare: prepare), endpoint.family)
        case .all(let port):
            guard let port = UInt16(exactly: port) else { throw SocketError(.portOutOfRange, operation: "bind") }
            do throws(SocketError) {
                let both = try bind(.any(.ipv6, port: port), kind) { descriptor in
                    system.set(.ipv6Only, of: descriptor, to: 0)
                    prepare(descriptor)
                }
                return (both, .ipv6)
            } catch {
                guard let number = error.number, number.saysNoIPv6 else { throw error }
                return (try bind(.any(.ipv4, port: port), kind, prepare: prepare), .ipv4)
            }
        }
    }

    private func bind(
        _ endpoint: Endpoint, _ kind: SocketKind, prepare: (Int32) -> Void
    ) throws(SocketError) -> Int32 {
        let descriptor = try makeSocket(endpoint.family, kind)
        prepare(descriptor)
        if let number = system.bind(descriptor, to: endpoint, family: endpoint.family).failure {
            system.close(descriptor)
            throw SocketError(number, operation: "bind")
        }
        return descriptor
    }
}

extension ErrorNumber {
    /// Whether it is what a kernel without IPv6, or with IPv6 switched off, answers.
    fileprivate var saysNoIPv6: Bool {
        self == .addressFamilyNotSupported || self == .addressNotAvailable || self == .protocolNotSupported
    }
}
