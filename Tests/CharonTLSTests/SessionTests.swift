import CharonSystem
import TestCertificates
import Testing

@testable import CharonTLS

@Suite struct `A client's sessions` {
    // Contexts of this suite's own: those of the cache, and their sessions, may have to make room for the ones that
    // other tests make at the same time.
    private static let client = Result { try TLSContext.client(.trusting { $0.alpn = ["sessions"] }) }
    private static let server = Result { try TLSContext.server(certificates: [.named("good")], ServerOptions()) }

    private func connect(_ host: String, version: TLSVersion = .tls13) throws -> EnginePair {
        let pair = EnginePair(client: try Self.client.get(), server: try Self.server.get(), host: host)
        pair.limit(to: version)
        #expect(pair.shake() == (.complete, .complete))
        #expect(pair.client.reading() == .needsInput)
        return pair
    }

    @Test(arguments: [TLSVersion.tls12, .tls13])
    func `are resumed with the same host, and tell the same of the peer`(version: TLSVersion) throws {
        let host = "\(version).localhost"
        let first = try connect(host, version: version)
        #expect(first.client.info?.resumed == false)
        let second = try connect(host, version: version)
        #expect(second.client.info?.resumed == true)
        #expect(second.server.info?.resumed == true)
        #expect(second.server.info?.serverName == host)
        #expect(second.client.info?.peer == first.client.info?.peer)
        #expect(second.client.info?.peer != nil)
    }

    @Test func `are not resumed with another host`() throws {
        _ = try connect("one.localhost")
        #expect(try connect("two.localhost").client.info?.resumed == false)
    }

    @Test func `are resumed although the connection ended without a word`() throws {
        _ = try connect("abrupt.localhost")
        #expect(try connect("abrupt.localhost").client.info?.resumed == true)
    }

    @Test func `are not resumed after a fatal alert`() throws {
        let pair = try connect("alert.localhost")
        pair.client.feed([23, 3, 3, 0, 32] + [UInt8](repeating: 0, count: 32))
        #expect(pair.client.reading() == .failed("tls protocol error"))
        #expect(try connect("alert.localhost").client.info?.resumed == false)
    }

    @Test func `are resumed by another thread`() async throws {
        _ = try connect("threads.localhost")
        let resumed = try await Task.detached { try connect("threads.localhost").server.info?.resumed }.value
        #expect(resumed == true)
    }

    @Test func `are not shared between options that trust others`() throws {
        _ = try connect("trust.localhost")
        let other = try EnginePair(host: "trust.localhost", client: .trusting("good"))
        #expect(other.shake() == (.complete, .complete))
        #expect(other.client.info?.resumed == false)
    }

    @Test func `make room for each other`() throws {
        let pair = try connect("room.localhost")
        let host = try #require(pair.client.host)
        let session = try #require(pair.client.context.sessions.session(for: host))
        let sessions = ClientSessions(limit: 2)
        for name in ["a", "b", "a", "c"] { sessions.store(session, for: try #require(HostName(name))) }
        #expect(sessions.count == 2)
        #expect(sessions.session(for: try #require(HostName("a"))) == nil)
        #expect(sessions.session(for: try #require(HostName("b"))) != nil)
        #expect(sessions.session(for: try #require(HostName("c"))) != nil)
        sessions.forget(try #require(HostName("b")))
        #expect(sessions.count == 1)
    }
}

@Suite struct `The cache of contexts` {
    @Test func `gives the same context for the same content`() throws {
        let one = try TLSContext.server(certificates: [.named("good"), .named("alpha")], ServerOptions())
        #expect(one === (try TLSContext.server(certificates: [.named("good"), .named("alpha")], ServerOptions())))
        #expect(one !== (try TLSContext.server(certificates: [.named("alpha"), .named("good")], ServerOptions())))
        #expect(one !== (try TLSContext.server(certificates: [.named("good")], ServerOptions())))
        #expect(
            one !== (try TLSContext.server(certificates: [.named("good"), .named("alpha")], .with { $0.alpn = ["a"] })))
    }

    @Test func `tells options of clients apart`() throws {
        let all: [ClientOptions] = [
            ClientOptions(), .trusting(), .trusting { $0.alpn = ["a", "b"] }, .trusting { $0.alpn = ["ab"] },
            .trusting { $0.alpn = ["b", "a"] }, .trusting { $0.requireECDHE = true },
            .trusting { $0.minimumVersion = .tls13 }, .trusting { $0.identity = .named("client") },
        ]
        let contexts = try all.map { try TLSContext.client($0) }
        #expect(Set(contexts.map(ObjectIdentifier.init)).count == all.count)
        #expect(try TLSContext.client(.trusting()) === contexts[1])
    }

    @Test func `drops what has not been used for long`() throws {
        let cache = ContextCache(limit: 2)
        let made = Locked<[String]>([])
        func take(_ name: String) throws {
            let key = ContextKey.Builder(name).finish()
            _ = try cache.context(for: key) { () throws(TLSFailure) in
                made.withLock { $0.append(name) }
                return try TLSContext.client(ClientOptions())
            }
        }
        for name in ["a", "b", "a", "c", "a", "b"] { try take(name) }
        #expect(made.withLock { $0 } == ["a", "b", "c", "b"])
    }
}
