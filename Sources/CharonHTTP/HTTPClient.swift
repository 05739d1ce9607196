import CCharon
package import CharonLoop
import CharonSystem
import CharonTLS

/// An HTTP client on a loop: HTTP/1.1, and HTTP/2 where a server offers it over TLS. RFC 9110.
///
/// libcurl does the work, without a thread and without polling; it is opened with the first request.
package final class HTTPClient {
    /// What servers are told about who asks.
    let userAgent: String

    private let loop: EventLoop
    private let resolver: any HostResolver
    private var pools: [ConnectionPool.Key: ConnectionPool] = [:]
    private var knownAddresses: [String: (addresses: [Endpoint], until: Moment)] = [:]

    /// For how long addresses are not looked up again.
    private static let addressLifetime: Duration = .seconds(60)
    private static let maxKnownNames = 256
    private static let maxPools = 8

    /// Makes a client; nothing is opened before the first request.
    ///
    /// - Parameters:
    ///   - loop: turns it, on its own thread.
    ///   - resolver: finds addresses.
    ///   - userAgent: sent with each request that does not name another: `charon/1.0`.
    package init(loop: EventLoop, resolver: any HostResolver, userAgent: String) {
        self.loop = loop
        self.resolver = resolver
        self.userAgent = userAgent
    }

    deinit {
        for pool in pools.values { pool.end() }
    }

    /// Begins with a request, which goes on while the loop is turned.
    ///
    /// - Returns: the transfer; a request that cannot be sent has failed already.
    package func start(_ request: HTTPRequest) -> HTTPTransfer {
        let transfer = HTTPTransfer(request, client: self, loop: loop)
        if let failure = unsafe charon_curl_load() {
            transfer.failAtOnce(HTTPFailure(unsafe String(cString: failure)))
        } else {
            loop.system.raiseDescriptorLimit()
            transfer.begin(request.url)
        }
        return transfer
    }

    /// Whether an idle connection to the URL's scheme, host and port is kept.
    package func hasConnection(_ url: [UInt8]) -> Bool {
        guard charon_curl_is_loaded() == 1, let origin = (try? HTTPURL(url))?.origin else { return false }
        return pools.values.contains { $0.hasConnection(to: origin) }
    }

    /// Closes the idle connections; those in use are closed when their requests have ended, as ever.
    package func closeConnections() {
        for pool in pools.values { pool.closeConnections() }
    }

    // MARK: For transfers

    /// The pool whose connections fit a request.
    ///
    /// - Throws: `invalid private key` or `invalid certificate chain` if one is there without the other.
    func pool(for request: HTTPRequest) throws(HTTPFailure) -> ConnectionPool {
        var key = ConnectionPool.Key(ca: request.ca, identity: nil, requireECDHE: request.requireECDHE)
        switch (request.chain, request.privateKey) {
        case (let chain?, let privateKey?): key.identity = CertificateAndKey(chain: chain, privateKey: privateKey)
        case (nil, nil): break
        case (nil, _): throw HTTPFailure("invalid certificate chain", detail: "a key without a certificate")
        case (_, nil): throw HTTPFailure("invalid private key", detail: "a certificate without a key")
        }
        if let pool = pools[key] { return pool }
        let pool = ConnectionPool(key: key, loop: loop, client: self)
        pools[key] = pool
        return pool
    }

    /// Whether pools that nobody uses should go.
    var hasManyPools: Bool { pools.count > HTTPClient.maxPools }

    /// The pool ends.
    func drop(_ pool: ConnectionPool, _ key: ConnectionPool.Key) {
        if pools[key] === pool { pools[key] = nil }
    }

    /// Finds addresses, in the memory first.
    ///
    /// - Returns: nil if `tell` has been called already.
    func addresses(
        of host: String, _ tell: @escaping (Result<[Endpoint], HTTPFailure>) -> Void
    ) -> (any HostResolution)? {
        if let known = knownAddresses[host], known.until > loop.now {
            tell(.success(known.addresses))
            return nil
        }
        return resolver.addresses(of: host) { [weak self] result in
            if case .success(let found) = result { self?.remember(host, found) }
            tell(result)
        }
    }

    private func remember(_ host: String, _ addresses: [Endpoint]) {
        let present = loop.now
        if knownAddresses.count >= HTTPClient.maxKnownNames {
            knownAddresses = knownAddresses.filter { $0.value.until > present }
            if knownAddresses.count >= HTTPClient.maxKnownNames { knownAddresses = [:] }
        }
        knownAddresses[host] = (addresses, present + HTTPClient.addressLifetime)
    }

    /// Whether a URL's host needs no look-up.
    static func isAddress(_ host: String) -> Bool {
        Endpoint.parse(host, port: 0) != nil
    }
}
