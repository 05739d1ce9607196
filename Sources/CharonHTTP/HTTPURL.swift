import CCharon

/// A URL that can be requested, and where it leads. RFC 3986.
struct HTTPURL {
    /// What a connection can be shared for.
    struct Origin: Hashable {
        /// `http` or `https`.
        let scheme: String
        /// In small letters, an IPv6 address in brackets.
        let host: String
        /// 1 to 65535, or 0, where nobody listens.
        let port: Int
    }

    /// The URL as it goes to libcurl.
    let text: String
    /// Scheme, host and port.
    let origin: Origin

    /// Understands a URL. libcurl must have been loaded.
    ///
    /// - Throws: `unsupported protocol` or `bad url`.
    init(_ text: [UInt8]) throws(HTTPFailure) {
        let encoded = try HTTPURL.encode(text)
        var scheme: UnsafeMutablePointer<CChar>?
        var host: UnsafeMutablePointer<CChar>?
        var port: UnsafeMutablePointer<CChar>?
        guard unsafe charon_curl_split(encoded, &scheme, &host, &port) == 1 else { throw .badURL }
        defer {
            unsafe charon_curl_release(scheme)
            unsafe charon_curl_release(host)
            unsafe charon_curl_release(port)
        }
        let parts = unsafe [scheme, host, port].map { unsafe $0.map { unsafe String(cString: $0) } ?? "" }
        guard !parts[1].isEmpty, let number = Int(parts[2]) else { throw .badURL }
        self.text = encoded
        origin = Origin(scheme: parts[0].lowercased(), host: parts[1].lowercased(), port: number)
    }

    /// Percent-encodes what may not stand in a path or a query, and leaves out the fragment.
    private static func encode(_ bytes: [UInt8]) throws(HTTPFailure) -> String {
        let start = try afterScheme(bytes)
        let authorityEnd = bytes[start...].firstIndex { "/?#".utf8.contains($0) } ?? bytes.endIndex
        // Nothing is repaired in a host: what looks like one to a person must be the one that is asked.
        guard authorityEnd > start, bytes[start..<authorityEnd].allSatisfy({ !isForbidden($0) || $0 >= 0x80 }) else {
            throw .badURL
        }
        let digits = Array("0123456789ABCDEF".utf8)
        var encoded = Array(bytes[..<authorityEnd])
        for byte in bytes[authorityEnd...].prefix(while: { $0 != UInt8(ascii: "#") }) {
            if isForbidden(byte) {
                encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            } else {
                encoded.append(byte)
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    /// The place after `http://` or `https://`.
    private static func afterScheme(_ bytes: [UInt8]) throws(HTTPFailure) -> Int {
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { throw .badURL }
        let scheme = String(decoding: bytes[..<colon], as: UTF8.self).lowercased()
        let isScheme =
            scheme.utf8.first.map { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) } ?? false
            && scheme.utf8.allSatisfy {
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || "+-.".utf8.contains($0)
            }
        guard isScheme else { throw .badURL }
        let rest = bytes[(colon + 1)...]
        if scheme == "http" || scheme == "https" {
            guard rest.starts(with: Array("//".utf8)) else { throw .badURL }
            return colon + 3
        }
        // `localhost:8080/` has no scheme, whatever it looks like.
        if let next = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next) { throw .badURL }
        throw rest.isEmpty ? .badURL : .unsupportedProtocol
    }

    /// Whether a byte has to be percent-encoded wherever it stands. RFC 3986, section 2.
    private static func isForbidden(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte >= 0x7F || "\"<>\\^`{|}".utf8.contains(byte)
    }
}
