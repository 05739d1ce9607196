/// The two versions of the Internet Protocol.
package enum AddressFamily: Hashable, Sendable {
    case ipv4
    case ipv6
}

/// An IP address and a port.
///
/// An IPv4 address that came mapped into IPv6 (`::ffff:1.2.3.4`) is an IPv4 address here.
package struct Endpoint: Hashable, Sendable {
    /// The address's first and last 64 bits, as numbers. An IPv4 address is in the last 32.
    let high: UInt64
    let low: UInt64

    /// The interface to which a link-local IPv6 address belongs; 0 for none. Source: RFC 4007, section 6.
    package let scope: UInt32

    private var portNumber: UInt16

    package let family: AddressFamily

    /// The endpoint of an IPv4 address.
    ///
    /// - Parameter ipv4: the address as a number: 127.0.0.1 is 0x7F000001.
    package init(ipv4: UInt32, port: UInt16) {
        high = 0
        low = UInt64(ipv4)
        scope = 0
        portNumber = port
        family = .ipv4
    }

    /// The endpoint of an IPv6 address, or of the IPv4 address that is mapped into it.
    ///
    /// - Parameters:
    ///   - high: the first 64 bits of the address as a number.
    ///   - low: the last 64 bits.
    ///   - scope: the number of the interface for a link-local address, else 0.
    package init(ipv6 high: UInt64, _ low: UInt64, scope: UInt32 = 0, port: UInt16) {
        let isMapped = high == 0 && low >> 32 == 0xFFFF
        self.high = high
        self.low = isMapped ? low & 0xFFFF_FFFF : low
        self.scope = isMapped ? 0 : scope
        portNumber = port
        family = isMapped ? .ipv4 : .ipv6
    }

    /// 0 to 65535.
    package var port: Int { Int(portNumber) }

    var rawPort: UInt16 { portNumber }

    /// The same address with another port.
    package func with(port: UInt16) -> Endpoint {
        var other = self
        other.portNumber = port
        return other
    }

    /// The address that stands for all addresses of a family: `0.0.0.0` or `::`.
    package static func any(_ family: AddressFamily, port: UInt16) -> Endpoint {
        family == .ipv4 ? Endpoint(ipv4: 0, port: port) : Endpoint(ipv6: 0, 0, port: port)
    }

    /// Whether it stands for all addresses.
    package var isAny: Bool { high == 0 && low == 0 }

    /// Whether the address is this machine's own, never leaving it.
    package var isLoopback: Bool {
        switch family {
        case .ipv4: low >> 24 == 127
        case .ipv6: high == 0 && low == 1
        }
    }
}
