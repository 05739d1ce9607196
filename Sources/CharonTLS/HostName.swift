import CCharon

/// The name or address that a client wants to talk to, in the form in which it is compared. RFC 9525.
struct HostName: Hashable, Sendable {
    /// What the bytes are.
    enum Kind {
        /// A DNS name in small letters, without the trailing dot.
        case name
        /// An address in network order, 4 or 16 bytes.
        case address
    }

    /// Which of the two it is.
    let kind: Kind
    /// The name or the address.
    let bytes: [UInt8]

    /// Parses what a script gave.
    ///
    /// - Parameter text: a name, or an address, an IPv6 one with or without brackets and zone.
    /// - Returns: nil if no certificate can be for it: it is empty, too long, or has a zero byte.
    init?(_ text: String) {
        var bytes = Array(text.utf8)
        if bytes.contains(0) { return nil }
        if bytes.first == UInt8(ascii: "["), bytes.last == UInt8(ascii: "]"), bytes.count >= 2 {
            guard let address = HostName.address(bytes[1..<(bytes.count - 1)]), address.count == 16 else { return nil }
            self.init(kind: .address, bytes: address)
            return
        }
        if bytes.last == UInt8(ascii: ".") { bytes.removeLast() }
        // 253 is the longest name that DNS can carry, RFC 1035, section 2.3.4.
        guard (1...253).contains(bytes.count) else { return nil }
        if let address = HostName.address(bytes[...]) {
            self.init(kind: .address, bytes: address)
        } else {
            self.init(kind: .name, bytes: HostName.lowercased(bytes))
        }
    }

    private init(kind: Kind, bytes: [UInt8]) {
        self.kind = kind
        self.bytes = bytes
    }

    /// The name, if it is one.
    var name: String? {
        kind == .name ? String(decoding: bytes, as: UTF8.self) : nil
    }

    /// Whether a certificate with these names is for this host.
    func matches(_ names: CertificateNames) -> Bool {
        switch kind {
        case .address:
            names.addresses.contains(bytes)
        case .name:
            (names.dns.isEmpty ? names.common : names.dns).contains { match(with: $0) != nil }
        }
    }

    /// How well a name on a certificate fits.
    enum Match {
        case exact
        /// The name's left-most label is `*`.
        case wildcard
    }

    /// Compares with one DNS or common name of a certificate.
    ///
    /// - Returns: nil if it is not this host's.
    func match(with pattern: [UInt8]) -> Match? {
        if kind == .address { return nil }
        var pattern = HostName.lowercased(pattern)
        if pattern.last == UInt8(ascii: ".") { pattern.removeLast() }
        if pattern == bytes { return .exact }
        // A wildcard is the whole left-most label, stands for exactly one, and something must follow it.
        guard pattern.count > 2, pattern[0] == UInt8(ascii: "*"), pattern[1] == UInt8(ascii: ".") else { return nil }
        guard let dot = bytes.firstIndex(of: UInt8(ascii: ".")), dot > 0 else { return nil }
        return bytes[dot...] == pattern[1...] ? .wildcard : nil
    }

    /// An address in its shortest form; nil if it has neither 4 nor 16 bytes.
    static func text(ofAddress address: [UInt8]) -> String? {
        var text = [CChar](repeating: 0, count: 46)
        guard unsafe charon_format_address(address, address.count, &text) == 1 else { return nil }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private static func address(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        // The zone says which of this machine's links is meant, so no certificate knows it. RFC 4007, section 11.
        let zoneless = text.prefix { $0 != UInt8(ascii: "%") }
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = unsafe charon_parse_address(String(decoding: zoneless, as: UTF8.self), &bytes)
        if count == 4 && zoneless.count < text.count { return nil }
        return count > 0 ? Array(bytes.prefix(Int(count))) : nil
    }

    private static func lowercased(_ bytes: [UInt8]) -> [UInt8] {
        bytes.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
    }
}
