/// What is asked of a server.
package struct HTTPRequest {
    /// The absolute URL, `http` or `https`. What may not stand in one is percent-encoded on the way.
    package var url: [UInt8]
    /// The method; nil is `GET`, or `POST` if there is a body.
    package var method: String?
    /// Header fields in the order in which they are sent; one that libcurl would send itself is replaced.
    package var headers: [(name: String, value: [UInt8])] = []
    /// The content, if any.
    package var body: [UInt8]?
    /// The limit for everything, look-up and redirects included; nil is none. Without it 10 s to connect and 30 s
    /// without progress are allowed all the same.
    package var timeout: Duration?
    /// How many redirects are followed before one is returned as it is.
    package var maxRedirects = 0
    /// The most body that is taken, bytes after decoding.
    package var maxSize = 268_435_456
    /// Whether IPv6 addresses of a name are tried first.
    package var preferIPv6 = false
    /// Not to use a connection that is kept.
    package var dontReuse = false
    /// Not to keep the connection.
    package var dontMakeReusable = false
    /// Only TLS suites with forward secrecy.
    package var requireECDHE = false
    /// PEM text of the roots that are trusted in place of the usual ones.
    package var ca: [UInt8]?
    /// PEM text of the certificate to show to a server that asks, with its issuers; needs `privateKey`.
    package var chain: [UInt8]?
    /// PEM text of the certificate's key.
    package var privateKey: [UInt8]?

    /// A request with the defaults.
    package init(url: [UInt8]) {
        self.url = url
    }

    /// A request with the defaults.
    package init(url: String) {
        self.init(url: Array(url.utf8))
    }

    /// What is wrong with the request itself, a mistake of whoever wrote it and not of the world; nil if nothing is.
    ///
    /// Such a request is not sent: a line break in the wrong place would make two of one.
    package var mistake: String? {
        if url.contains(13) || url.contains(10) { return "URL can't contain CR or LF" }
        for (name, value) in headers {
            if name.utf8.contains(where: isLineBreak) || value.contains(where: isLineBreak) {
                return "header value can't contain CR or LF"
            }
            if !isToken(name) { return "invalid header name" }
        }
        if let method, !isToken(method) { return "invalid method" }
        return nil
    }
}

/// CR, LF, and the zero byte, at which C ends a text.
private func isLineBreak(_ byte: UInt8) -> Bool { byte == 13 || byte == 10 || byte == 0 }

/// Whether a text can stand for a name or a method. RFC 9110, section 5.6.2.
private func isToken(_ text: String) -> Bool {
    !text.isEmpty
        && text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"):
                true
            default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
            }
        }
}
