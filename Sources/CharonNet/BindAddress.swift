package import CharonSystem

/// Where to listen.
package enum BindAddress: Hashable, Sendable {
    /// A port on all addresses of this machine. Outside 0 to 65535 it is refused when it is used.
    case all(port: Int)
    /// One address.
    case address(Endpoint)

    /// Reads `8080`, `1.2.3.4:567` or `[::1]:567`.
    ///
    /// - Returns: nil if it is none of these; a host's name is not.
    package static func parse(_ text: String) -> BindAddress? {
        let bytes = Array(text.utf8)
        guard let colon = bytes.lastIndex(of: UInt8(ascii: ":")) else {
            guard bytes.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }), !bytes.isEmpty else {
                return nil
            }
            // Digits are a port, if not a possible one.
            return .all(port: Endpoint.decimal(bytes, limit: 65_535) ?? Int.max)
        }
        let host = bytes[..<colon]
        let isBracketed = host.first == UInt8(ascii: "[")
        guard let port = Endpoint.decimal(bytes[(colon + 1)...], limit: 65_535),
            isBracketed || !host.contains(UInt8(ascii: ":")),
            let endpoint = Endpoint.parse(
                String(decoding: host, as: UTF8.self), port: UInt16(truncatingIfNeeded: port))
        else { return nil }
        return .address(endpoint)
    }
}
