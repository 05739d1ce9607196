import CharonSystem
import Testing

@testable import CharonHTTP

@Suite struct `A request` {
    private let world = TestWorld()

    private func echoServer() throws -> TestServer {
        try TestServer(world.network) { exchange in
            let lines = ["\(exchange.method) \(exchange.path)"] + exchange.lines
            let text = lines.joined(separator: "\n") + "\n\n" + String(decoding: exchange.body, as: UTF8.self)
            exchange.connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)")
        }
    }

    private func sent(_ change: (inout HTTPRequest) -> Void, path: String = "/") throws -> [String] {
        let server = try echoServer()
        defer { server.stop() }
        var request = HTTPRequest(url: server.url + path)
        change(&request)
        let text = world.fetch(request, server).text ?? ""
        return text.replacing("127.0.0.1:\(server.port)", with: "HOST").split(separator: "\n").map(String.init)
    }

    @Test func `says no more than it has to`() throws {
        #expect(
            try sent { _ in } == [
                "GET /", "Host: HOST", "User-Agent: charon/test", "Accept: */*", "Accept-Encoding: gzip, deflate",
            ])
    }

    @Test func `with a body is a POST with its length and no made-up type`() throws {
        let lines = try sent { $0.body = Array("payload".utf8) }
        #expect(lines.first == "POST /")
        #expect(lines.contains("Content-Length: 7"))
        #expect(lines.last == "payload")
        #expect(!lines.contains { $0.hasPrefix("Content-Type") || $0.hasPrefix("Expect") })
    }

    @Test func `without a body but with a method that may have one says that it has none`() throws {
        for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PURGE"] {
            let lines = try sent { $0.method = method }
            #expect(lines.first == "\(method) /")
            #expect(lines.contains("Content-Length: 0"))
        }
        #expect(try !sent { $0.method = "GET" }.contains { $0.hasPrefix("Content-Length") })
    }

    @Test func `can have any method with a body`() throws {
        for method in ["PUT", "PATCH", "GET", "DELETE"] {
            let lines = try sent { $0.method = method; $0.body = Array("xyz".utf8) }
            #expect(lines.first == "\(method) /")
            #expect(lines.last == "xyz")
        }
    }

    @Test func `sends the script's fields in the place of its own`() throws {
        let lines = try sent {
            $0.headers = [
                ("user-agent", Array("me".utf8)), ("X-Empty", []), ("x-Case", Array("a: b".utf8)),
                ("Accept", Array("text/plain".utf8)), ("Host", Array("elsewhere.test".utf8)),
            ]
        }
        #expect(
            lines == [
                "GET /", "Host: elsewhere.test", "Accept-Encoding: gzip, deflate", "user-agent: me", "X-Empty:",
                "x-Case: a: b", "Accept: text/plain",
            ])
    }

    @Test func `sends a large body whole`() throws {
        let body = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        var received: [UInt8] = []
        let server = try TestServer(world.network) { exchange in
            received = exchange.body
            exchange.connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        }
        defer { server.stop() }
        var request = HTTPRequest(url: server.url)
        request.body = body
        #expect(world.fetch(request, server).text == "ok")
        #expect(received == body)
    }

    @Test(arguments: [
        ("/a b", "/a%20b"), ("/ä?ö#part", "/%C3%A4?%C3%B6"), ("/%41%zz", "/%41%zz"), ("/\"<>\\^`{|}", "/%22%3C%3E%5C%5E%60%7B%7C%7D"),
        ("?q=1", "/?q=1"), ("#f", "/"), ("/a/../b", "/b"), ("/tab\there", "/tab%09here"), ("/zero\0", "/zero%00"),
    ])
    func `has its path encoded where needed`(it: (given: String, sent: String)) throws {
        #expect(try sent({ _ in }, path: it.given).first == "GET \(it.sent)")
    }

    @Test(arguments: [
        ("ftp://127.0.0.1/", "unsupported protocol"), ("file:///etc/hostname", "unsupported protocol"),
        ("mailto:a@b", "unsupported protocol"), ("javascript:alert(1)", "unsupported protocol"),
        ("no scheme at all", "bad url"), ("", "bad url"), ("http:", "bad url"), ("http://", "bad url"),
        ("http:/one", "bad url"), ("localhost:80/", "bad url"), ("//host/", "bad url"), ("http://a b/", "bad url"),
        ("http://127.0.0.1:99999/", "bad url"), ("http://127.0.0.1:x/", "bad url"), ("http://ho{st/", "bad url"),
        ("1http://x/", "bad url"), ("http://[::1/", "bad url"), ("http://a\0b/", "bad url"), ("http://exa\\mple.test/", "bad url"), (":", "bad url"),
    ])
    func `to what is no web address fails at once`(it: (url: String, reason: String)) {
        #expect(world.client.start(HTTPRequest(url: it.url)).result?.reason == it.reason)
    }

    @Test func `with a line break in the wrong place is a mistake and is not sent`() throws {
        var request = HTTPRequest(url: "http://a/\r\nX: y")
        #expect(request.mistake == "URL can't contain CR or LF")
        #expect(world.client.start(request).result?.reason == "bad url")
        request = HTTPRequest(url: "http://a/")
        #expect(request.mistake == nil)
        for (name, value) in [("a\nb", "c"), ("a", "b\rc"), ("a", "b\0c")] {
            request.headers = [(name, Array(value.utf8))]
            #expect(request.mistake == "header value can't contain CR or LF")
        }
        for name in ["", "a b", "a:b", "ä"] {
            request.headers = [(name, [])]
            #expect(request.mistake == "invalid header name")
        }
        request.headers = []
        for method in ["", "GE T", "GET\r\n"] {
            request.method = method
            #expect(request.mistake == "invalid method")
        }
    }

    @Test func `ignores the proxies of the environment`() throws {
        #expect(try sent { _ in }.first == "GET /")
    }
}

@Suite struct `Names in a URL` {
    private let world = TestWorld()

    @Test func `are looked up once and remembered`() throws {
        let server = try TestServer(world.network) { $0.connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok") }
        defer { server.stop() }
        world.names.known["one.test"] = .success([Endpoint(ipv4: 0x7F00_0001, port: 0)])
        for _ in 0..<3 { #expect(world.fetch("http://one.test:\(server.port)/", server).text == "ok") }
        #expect(world.names.asked == ["one.test"])
    }

    @Test func `fail with the resolver's reason`() throws {
        let server = try TestServer(world.network) { _ in }
        defer { server.stop() }
        for reason in ["host not found", "host lookup failed"] {
            world.names.known["none.test"] = .failure(HTTPFailure(reason))
            #expect(world.fetch("http://none.test/", server).reason == reason)
        }
    }

    @Test func `are tried in the other family if the first fails`() throws {
        let server = try TestServer(world.network) { $0.connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok") }
        defer { server.stop() }
        let v4 = Endpoint(ipv4: 0x7F00_0001, port: 0)
        // Nobody listens there.
        let dead = Endpoint(ipv6: 0, 1, port: 0)
        let deadToo = Endpoint(ipv4: 0x7F00_0002, port: 0)
        for (number, addresses) in [[dead, v4], [v4, dead], [deadToo, v4, dead], [dead, deadToo, v4]].enumerated() {
            for prefers in [false, true] {
                world.names.known["n\(number)\(prefers).test"] = .success(addresses)
                var request = HTTPRequest(url: "http://n\(number)\(prefers).test:\(server.port)/")
                request.preferIPv6 = prefers
                #expect(world.fetch(request, server).text == "ok")
            }
        }
        world.names.known["dead.test"] = .success([deadToo, dead])
        #expect(world.fetch("http://dead.test:\(server.port)/", server).reason == "connection refused")
    }

    @Test func `that are still being looked up can be given up`() throws {
        let transfer = world.client.start(HTTPRequest(url: "http://slow.test/"))
        transfer.cancel()
        #expect(world.names.pending.map(\.isCancelled) == [true])
        #expect(transfer.result == nil)
    }

    @Test func `count into the request's time`() throws {
        let server = try TestServer(world.network) { _ in }
        defer { server.stop() }
        var request = HTTPRequest(url: "http://slow.test/")
        request.timeout = .milliseconds(20)
        #expect(world.fetch(request, server).reason == "timeout")
        #expect(world.names.pending.map(\.isCancelled) == [true])
    }
}
