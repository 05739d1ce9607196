internal import Glibc

/// How the kernel writes an endpoint: a `sockaddr_in` or a `sockaddr_in6`. Source: ip(7), ipv6(7).
extension Endpoint {
    /// The address in the kernel's form; an IPv4 address is mapped, but for the one that stands for all.
    var in6Address: in6_addr {
        var address = in6_addr()
        let last = family == .ipv4 && !isAny ? low | 0xFFFF_0000_0000 : low
        unsafe withUnsafeMutableBytes(of: &address) { bytes in
            unsafe bytes.storeBytes(of: high.bigEndian, toByteOffset: 0, as: UInt64.self)
            unsafe bytes.storeBytes(of: last.bigEndian, toByteOffset: 8, as: UInt64.self)
        }
        return address
    }

    init(_ address: in6_addr, scope: UInt32, port: UInt16) {
        let (high, low) = unsafe withUnsafeBytes(of: address) { bytes in
            (
                unsafe UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
                unsafe UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        }
        self.init(ipv6: high, low, scope: scope, port: port)
    }

    /// Gives the kernel's form to `body`.
    ///
    /// - Parameter family: of the socket; an IPv4 address is mapped into IPv6 for an IPv6 socket.
    func withSocketAddress<Result>(
        for family: AddressFamily, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        switch family {
        case .ipv4:
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = rawPort.bigEndian
            address.sin_addr.s_addr = UInt32(truncatingIfNeeded: low).bigEndian
            return unsafe Self.rebind(&address, body)
        case .ipv6:
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = rawPort.bigEndian
            address.sin6_addr = in6Address
            address.sin6_scope_id = scope
            return unsafe Self.rebind(&address, body)
        }
    }

    private static func rebind<Address, Result>(
        _ address: inout Address, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        unsafe withUnsafePointer(to: &address) { pointer in
            // Every socket address begins as `sockaddr` does; the kernel looks at the family first.
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe body(generic, socklen_t(MemoryLayout<Address>.size))
            }
        }
    }

    /// Lets `body` write a socket address and reads it.
    ///
    /// - Parameter body: gets memory for an address of either family, and its length.
    /// - Returns: what `body` returned, and the endpoint; nil if none was written.
    static func reading<Result>(
        _ body: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Result
    ) -> (Result, Endpoint?) {
        // An IPv6 address is the longer of the two.
        var address = sockaddr_in6()
        var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
        let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0, &length) }
        }
        return (result, Endpoint(address, length: length))
    }

    /// What a socket address says, whose first bytes are in `address`.
    init?(_ address: sockaddr_in6, length: socklen_t) {
        switch Int32(address.sin6_family) {
        case AF_INET6 where Int(length) >= MemoryLayout<sockaddr_in6>.size:
            self.init(
                address.sin6_addr, scope: address.sin6_scope_id, port: UInt16(bigEndian: address.sin6_port))
        case AF_INET where Int(length) >= MemoryLayout<sockaddr_in>.size:
            // Family and port are at the same place in both forms; an IPv4 address is where IPv6 has its flow.
            self.init(
                ipv4: UInt32(bigEndian: address.sin6_flowinfo), port: UInt16(bigEndian: address.sin6_port))
        default:
            return nil
        }
    }
}
