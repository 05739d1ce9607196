internal import Glibc

extension Endpoint {
    /// The address as text, without the port: `127.0.0.1`, or in brackets and in its shortest form `[::1]`,
    /// with the zone of a link-local address: `[fe80::1%eth0]`.
    ///
    /// Source: RFC 5952; RFC 4007, section 11.
    package var address: String {
        switch family {
        case .ipv4:
            return "\(low >> 24 & 255).\(low >> 16 & 255).\(low >> 8 & 255).\(low & 255)"
        case .ipv6:
            return scope == 0 ? "[\(ipv6Text)]" : "[\(ipv6Text)%\(Self.interfaceName(scope))]"
        }
    }

    private var ipv6Text: String {
        var address = in6Address
        return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) { text in
            // The room is what the function asks for, so it cannot fail; it ends the text with a zero.
            guard let base = text.baseAddress,
                unsafe inet_ntop(AF_INET6, &address, base, socklen_t(text.count)) != nil
            else { return "::" }
            return unsafe String(cString: base)
        }
    }

    private static func interfaceName(_ scope: UInt32) -> String {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(IF_NAMESIZE)) { name in
            guard let base = name.baseAddress, unsafe if_indextoname(scope, base) != nil else {
                return "\(scope)"
            }
            return unsafe String(cString: base)
        }
    }

    /// The endpoint that a numeric address names.
    ///
    /// - Parameters:
    ///   - text: an IPv4 address in four decimal parts, or an IPv6 address, with or without brackets, with or
    ///     without a zone (`fe80::1%eth0`).
    ///   - port: the port of the result.
    /// - Returns: nil if the text is something else: perhaps a name.
    package static func parse(_ text: String, port: UInt16) -> Endpoint? {
        parse(bytes: Array(text.utf8)[...], port: port)
    }

    private static func parse(bytes: ArraySlice<UInt8>, port: UInt16) -> Endpoint? {
        if bytes.first == UInt8(ascii: "[") {
            guard bytes.last == UInt8(ascii: "]"), bytes.count > 2 else { return nil }
            return parseIPv6(bytes.dropFirst().dropLast(), port: port)
        }
        return parseIPv4(bytes).map { Endpoint(ipv4: $0, port: port) } ?? parseIPv6(bytes, port: port)
    }

    /// Four decimal numbers up to 255 with dots between, no more than three digits each, no leading zero.
    private static func parseIPv4(_ bytes: ArraySlice<UInt8>) -> UInt32? {
        guard bytes.count >= 7, bytes.count <= 15 else { return nil }
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var address: UInt32 = 0
        for part in parts {
            guard let number = decimal(part, limit: 255), part.count == 1 || part.first != UInt8(ascii: "0") else {
                return nil
            }
            address = address << 8 | UInt32(number)
        }
        return address
    }

    private static func parseIPv6(_ bytes: ArraySlice<UInt8>, port: UInt16) -> Endpoint? {
        let address = bytes.prefix { $0 != UInt8(ascii: "%") }
        let zone = bytes[address.endIndex...].dropFirst()
        guard address.count >= 2, address.count < Int(INET6_ADDRSTRLEN),
            address.endIndex == bytes.endIndex || !zone.isEmpty,
            address.allSatisfy(\.isAddressCharacter)
        else { return nil }

        var parsed = in6_addr()
        guard unsafe inet_pton(AF_INET6, String(decoding: address, as: UTF8.self), &parsed) == 1 else { return nil }
        guard let scope = zone.isEmpty ? 0 : interfaceNumber(zone) else { return nil }
        return Endpoint(parsed, scope: scope, port: port)
    }

    /// - Parameter zone: an interface's name, or its number. Source: if_nametoindex(3).
    private static func interfaceNumber(_ zone: ArraySlice<UInt8>) -> UInt32? {
        if let number = decimal(zone, limit: Int(Int32.max)) {
            return UInt32(number)
        }
        guard zone.count < Int(IF_NAMESIZE), zone.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        let index = unsafe if_nametoindex(String(decoding: zone, as: UTF8.self))
        return index == 0 ? nil : index
    }

    /// The number that decimal digits, at least one and nothing else, write.
    ///
    /// - Returns: nil if there is something else, or the number is over `limit`.
    package static func decimal(_ digits: some Collection<UInt8>, limit: Int) -> Int? {
        guard !digits.isEmpty else { return nil }
        var number = 0
        for digit in digits {
            guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return nil }
            number = number * 10 + Int(digit - UInt8(ascii: "0"))
            if number > limit { return nil }
        }
        return number
    }
}

extension UInt8 {
    /// Whether it may stand in an IPv6 address.
    fileprivate var isAddressCharacter: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: ":"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}

extension Endpoint: CustomStringConvertible {
    /// The address and the port: `127.0.0.1:80`, `[::1]:80`.
    package var description: String { "\(address):\(port)" }
}
