import CCharon
import CharonSystem

// How libcurl is told what to send, where, and within which limits. Source: curl_easy_setopt(3).
extension HTTPTransfer {
    /// Tells libcurl all about the request.
    func configure(_ handle: EasyHandle, _ url: HTTPURL, _ pool: ConnectionPool) {
        handle.setCallbacks(self, closing: pool)
        handle.set(CURLOPT_URL, url.text)
        handle.set(CURLOPT_PROTOCOLS_STR, "http,https")
        handle.set(CURLOPT_PROXY, "")
        handle.set(CURLOPT_NOSIGNAL, 1)
        handle.set(CURLOPT_NOPROGRESS, 0)
        handle.set(CURLOPT_BUFFERSIZE, 65_536)
        handle.set(CURLOPT_QUICK_EXIT, 1)
        handle.set(CURLOPT_CONNECTTIMEOUT_MS, Int(HTTPTransfer.connectLimit / .milliseconds(1)))
        handle.set(CURLOPT_MAXAGE_CONN, Int(ConnectionPool.keepAlive / .seconds(1)))
        handle.set(CURLOPT_USERAGENT, client?.userAgent ?? "")
        handle.set(CURLOPT_ACCEPT_ENCODING, "gzip, deflate")
        handle.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        if request.dontReuse { handle.set(CURLOPT_FRESH_CONNECT, 1) }
        if request.dontMakeReusable { handle.set(CURLOPT_FORBID_REUSE, 1) }
        configureTLS(handle)
        configureContent(handle)
        handle.set(CURLOPT_HTTPHEADER, headerLines())
        if !addresses.isEmpty { handle.set(CURLOPT_RESOLVE, [addressLine(url.origin)]) }
    }

    private func configureTLS(_ handle: EasyHandle) {
        // Names and roots are checked by our own code, in `prepare`. libcurl would read its bundle each time.
        handle.set(CURLOPT_SSL_VERIFYPEER, 1)
        handle.set(CURLOPT_SSL_VERIFYHOST, 0)
        handle.set(CURLOPT_CAINFO, nil)
        handle.set(CURLOPT_CAPATH, nil)
        handle.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    }

    private func configureContent(_ handle: EasyHandle) {
        if method == "HEAD" {
            handle.set(CURLOPT_NOBODY, 1)
        } else if method == "GET" && request.body == nil {
            handle.set(CURLOPT_HTTPGET, 1)
        } else {
            // A length is sent even where there is nothing to send.
            handle.set(CURLOPT_POST, 1)
            handle.set(CURLOPT_POSTFIELDSIZE_LARGE, size: Int64(request.body?.count ?? 0))
            if method != "POST" { handle.set(CURLOPT_CUSTOMREQUEST, method) }
        }
    }

    private func headerLines() -> [[UInt8]] {
        var names: Set<String> = []
        var lines: [[UInt8]] = request.headers.map { name, value in
            names.insert(name.lowercased())
            let isBlank = value.allSatisfy { $0 == 32 || $0 == 9 }
            // How libcurl is told to send a field without a value, which it would otherwise leave out.
            return isBlank ? Array((name + ";").utf8) : Array((name + ": ").utf8) + value
        }
        // libcurl would claim that every content is a form, and wait a second for leave to send a long one.
        for name in ["Content-Type", "Expect"] where !names.contains(name.lowercased()) {
            lines.append(Array((name + ":").utf8))
        }
        if request.dontMakeReusable && !names.contains("connection") { lines.append(Array("Connection: close".utf8)) }
        return lines
    }

    /// The name's addresses as libcurl wants to be told them, good for a while only.
    private func addressLine(_ origin: HTTPURL.Origin) -> [UInt8] {
        let tried = isPreferring ? addresses.filter { $0.family == .ipv4 } : addresses
        return Array("+\(origin.host):\(origin.port):\(tried.map(\.address).joined(separator: ","))".utf8)
    }
}
