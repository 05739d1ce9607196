import CharonLoop
import CharonSystem
import Testing

@testable import CharonHTTP

private let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

@Suite struct `A connection` {
    private let world = TestWorld()

    @Test func `is kept and used again`() throws {
        let server = try TestServer(world.network) { $0.connection.send(answer) }
        defer { server.stop() }
        let url = Array(server.url.utf8)
        #expect(!world.client.hasConnection(url))
        for _ in 0..<3 { #expect(world.fetch(server.url, server).text == "ok") }
        #expect(server.connections.count == 1)
        #expect(world.client.hasConnection(url))
        #expect(world.client.hasConnection(Array((server.url + "/other?path").utf8)))
        #expect(!world.client.hasConnection(Array("http://127.0.0.1:1/".utf8)))
        #expect(!world.client.hasConnection(Array("https://127.0.0.1:\(server.port)/".utf8)))
        #expect(!world.client.hasConnection(Array("nonsense".utf8)))
    }

    @Test func `is closed on demand`() throws {
        let server = try TestServer(world.network) { $0.connection.send(answer) }
        defer { server.stop() }
        #expect(world.fetch(server.url, server).text == "ok")
        world.client.closeConnections()
        #expect(!world.client.hasConnection(Array(server.url.utf8)))
        world.turn([server], until: { server.openConnections == 0 })
        #expect(world.loop.registrationCount == 0)
        #expect(world.fetch(server.url, server).text == "ok")
        #expect(server.connections.count == 2)
    }

    @Test func `in use is not closed on demand`() throws {
        var held: TestServer.Connection?
        let server = try TestServer(world.network) { held = $0.connection }
        defer { server.stop() }
        let transfer = world.client.start(HTTPRequest(url: server.url))
        world.turn([server], until: { held != nil })
        world.client.closeConnections()
        held?.send(answer)
        world.turn([server], until: { transfer.result != nil })
        #expect(transfer.result?.text == "ok")
    }

    @Test func `that the server ends while nobody uses it is gone`() throws {
        let server = try TestServer(world.network) { $0.connection.send(answer) }
        defer { server.stop() }
        #expect(world.fetch(server.url, server).text == "ok")
        server.connections[0].close()
        world.turn([server], until: { !world.client.hasConnection(Array(server.url.utf8)) })
        #expect(world.loop.registrationCount == 0)
        #expect(world.fetch(server.url, server).text == "ok")
    }

    @Test func `on which the server speaks without having been asked is not used again`() throws {
        let server = try TestServer(world.network) { exchange in
            exchange.connection.send(exchange.connection.requests == 1 && exchange.path == "/first"
                ? answer : "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecond")
        }
        defer { server.stop() }
        #expect(world.fetch(server.url + "/first", server).text == "ok")
        // An answer in advance, to a question that somebody else might ask.
        server.connections[0].send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil")
        #expect(world.fetch(server.url + "/second", server).text == "second")
        #expect(server.connections.count == 2)
    }

    @Test func `with more behind an answer than was announced is not used again`() throws {
        let server = try TestServer(world.network) { $0.connection.send($0.path == "/first" ? answer + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil" : answer) }
        defer { server.stop() }
        #expect(world.fetch(server.url + "/first", server).text == "ok")
        #expect(world.fetch(server.url + "/second", server).text == "ok")
        #expect(server.connections.count == 2)
    }

    @Test func `that dies before the first byte of an answer is replaced once, with the whole request`() throws {
        let body = (0..<200_000).map { UInt8(truncatingIfNeeded: $0) }
        var bodies: [Int] = []
        let server = try TestServer(world.network) { exchange in
            bodies.append(exchange.body.count)
            if exchange.connection.requests == 2 { exchange.connection.close() } else { exchange.connection.send(answer) }
        }
        defer { server.stop() }
        var request = HTTPRequest(url: server.url)
        request.body = body
        #expect(world.fetch(request, server).text == "ok")
        #expect(world.fetch(request, server).text == "ok")
        #expect(bodies == [200_000, 200_000, 200_000])
        #expect(server.connections.count == 2)
    }

    @Test func `that is new and dies is not replaced`() throws {
        var requests = 0
        let server = try TestServer(world.network) {
            requests += 1
            $0.connection.close()
        }
        defer { server.stop() }
        #expect(world.fetch(server.url, server).reason == "closed")
        #expect(requests == 1)
    }

    @Test func `that dies within an answer is not replaced`() throws {
        var requests = 0
        let server = try TestServer(world.network) {
            requests += 1
            if $0.connection.requests == 1 { return $0.connection.send(answer) }
            $0.connection.send("HTTP/1.1 2")
            $0.connection.close()
        }
        defer { server.stop() }
        #expect(world.fetch(server.url, server).text == "ok")
        let failure = world.fetch(server.url, server)
        #expect(failure.reason == "truncated")
        #expect(requests == 2)
    }

    @Test func `is neither shared nor kept if the request says so`() throws {
        let server = try TestServer(world.network) { $0.connection.send(answer) }
        defer { server.stop() }
        #expect(world.fetch(server.url, server).text == "ok")
        var request = HTTPRequest(url: server.url)
        request.dontReuse = true
        #expect(world.fetch(request, server).text == "ok")
        #expect(server.connections.count == 2)
        world.client.closeConnections()
        request = HTTPRequest(url: server.url)
        request.dontMakeReusable = true
        #expect(world.fetch(request, server).text == "ok")
        #expect(!world.client.hasConnection(Array(server.url.utf8)))
        world.turn([server], until: { server.openConnections == 0 })
    }

    @Test func `is refused with the kernel's reason`() throws {
        let server = try TestServer(world.network) { _ in }
        let url = server.url
        server.stop()
        #expect(world.fetch(url, server).reason == "connection refused")
        #expect(world.loop.registrationCount == 0)
    }

    @Test func `to one host is one of six at most, however many requests there are`() throws {
        var mostConnections = 0
        weak var server: TestServer?
        let made = try TestServer(world.network) { exchange in
            mostConnections = max(mostConnections, server?.openConnections ?? 0)
            let text = exchange.path
            exchange.connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)")
        }
        server = made
        defer { made.stop() }
        let transfers = (0..<1000).map { world.client.start(HTTPRequest(url: "\(made.url)/\($0)")) }
        world.turn([made], until: { transfers.allSatisfy { $0.result != nil } })
        #expect(transfers.enumerated().allSatisfy { $0.element.result?.text == "/\($0.offset)" })
        #expect(mostConnections == 6)
        world.client.closeConnections()
        world.turn([made], until: { made.openConnections == 0 })
        #expect(world.loop.registrationCount == 0)
    }

    @Test func `goes with the client`() throws {
        let server = try TestServer(world.network) { $0.connection.send(answer) }
        defer { server.stop() }
        do {
            let client = HTTPClient(loop: world.loop, resolver: world.names, userAgent: "x")
            let transfer = client.start(HTTPRequest(url: server.url))
            world.turn([server], until: { transfer.result != nil })
            #expect(client.hasConnection(Array(server.url.utf8)))
            _ = client.start(HTTPRequest(url: server.url + "/unfinished"))
        }
        world.turn([server], until: { server.openConnections == 0 })
    }
}

@Suite struct `A request under way` {
    private let world = TestWorld()

    @Test func `can be cancelled at any point`() throws {
        var exchange: TestServer.Exchange?
        let server = try TestServer(world.network) { exchange = $0 }
        defer { server.stop() }
        // Not begun.
        let first = world.client.start(HTTPRequest(url: server.url))
        first.cancel()
        // Sent, and half answered.
        let second = world.client.start(HTTPRequest(url: server.url))
        world.turn([server], until: { exchange != nil })
        exchange?.connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
        for _ in 0..<20 { _ = world.loop.turn(.none); server.step() }
        second.cancel()
        second.cancel()
        world.turn([server], until: { server.openConnections == 0 })
        #expect(first.result == nil && second.result == nil)
        #expect(!world.client.hasConnection(Array(server.url.utf8)))
        // Answered.
        let third = world.client.start(HTTPRequest(url: server.url))
        exchange = nil
        world.turn([server], until: { exchange != nil })
        exchange?.connection.send(answer)
        world.turn([server], until: { third.result != nil })
        third.cancel()
        #expect(third.result?.text == "ok")
    }

    @Test func `ends when its time is over, in whatever it is`() throws {
        for text in ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"] {
            let server = try TestServer(world.network) { $0.connection.send(text) }
            defer { server.stop() }
            var request = HTTPRequest(url: server.url)
            request.timeout = .milliseconds(30)
            #expect(world.fetch(request, server).reason == "timeout")
            world.turn([server], until: { server.openConnections == 0 })
        }
    }

    @Test func `tells those who wait`() throws {
        let server = try TestServer(world.network) { $0.connection.send(answer) }
        defer { server.stop() }
        let transfer = world.client.start(HTTPRequest(url: server.url))
        #expect(transfer.result == nil)
        let waiter = Waiter(loop: world.loop)
        transfer.finished.add(waiter)
        world.turn([server], until: { waiter.state == .completed })
        waiter.reset()
        #expect(transfer.result?.text == "ok")
    }
}

@Suite struct `A redirect` {
    private let world = TestWorld()

    private func server(_ status: Int, to location: String) throws -> (server: TestServer, seen: Seen) {
        let seen = Seen()
        let server = try TestServer(world.network) { exchange in
            seen.exchanges.append(exchange)
            if exchange.path == "/end" { return exchange.connection.send(answer) }
            exchange.connection.send("HTTP/1.1 \(status) Moved\r\nLocation: \(location)\r\nContent-Length: 4\r\n\r\nmove")
        }
        return (server, seen)
    }

    private final class Seen {
        var exchanges: [TestServer.Exchange] = []
    }

    @Test func `is returned as it is`() throws {
        let (server, seen) = try server(302, to: "/end")
        defer { server.stop() }
        let result = world.fetch(server.url, server)
        #expect(result.status == 302)
        #expect(result.text == "move")
        #expect(result.field("Location") == "/end")
        #expect(seen.exchanges.count == 1)
    }

    @Test(arguments: [
        (301, "POST", "GET"), (302, "POST", "GET"), (303, "POST", "GET"), (307, "POST", "POST"), (308, "POST", "POST"),
        (301, "PUT", "PUT"), (302, "DELETE", "DELETE"), (303, "PUT", "GET"), (303, "HEAD", "HEAD"), (301, "HEAD", "HEAD"),
        (302, "GET", "GET"),
    ])
    func `is followed on demand`(it: (status: Int, method: String, then: String)) throws {
        let (server, seen) = try server(it.status, to: "/end")
        defer { server.stop() }
        var request = HTTPRequest(url: server.url)
        request.method = it.method
        if it.method == "POST" || it.method == "PUT" {
            request.body = Array("body".utf8)
            request.headers = [("Content-Type", Array("x/y".utf8)), ("X-Kept", Array("1".utf8))]
        }
        request.maxRedirects = 3
        let result = world.fetch(request, server)
        #expect(result.status == 200)
        #expect(result.text == (it.method == "HEAD" ? "" : "ok"))
        #expect(seen.exchanges.map(\.method) == [it.method, it.then])
        let last = try #require(seen.exchanges.last)
        #expect(last.body == (it.then == it.method ? request.body ?? [] : []))
        #expect((last.field("Content-Type") != nil) == (it.then == it.method && request.body != nil))
        #expect((last.field("X-Kept") != nil) == (request.body != nil))
    }

    @Test func `is returned when there have been enough`() throws {
        let (server, seen) = try server(302, to: "/again")
        defer { server.stop() }
        var request = HTTPRequest(url: server.url)
        request.maxRedirects = 5
        let result = world.fetch(request, server)
        #expect(result.status == 302)
        #expect(result.text == "move")
        #expect(seen.exchanges.count == 6)
    }

    @Test func `leads to no other protocol`() throws {
        let (server, _) = try server(302, to: "file:///etc/hostname")
        defer { server.stop() }
        var request = HTTPRequest(url: server.url)
        request.maxRedirects = 5
        #expect(world.fetch(request, server).reason == "unsupported protocol")
    }

    @Test func `to elsewhere takes no secrets along`() throws {
        let (target, seen) = try server(200, to: "")
        defer { target.stop() }
        let (server, first) = try server(302, to: "http://127.0.0.1:\(target.port)/end")
        defer { server.stop() }
        var request = HTTPRequest(url: "http://user:secret@127.0.0.1:\(server.port)/")
        request.headers = [("Cookie", Array("a=b".utf8)), ("X-Kept", Array("1".utf8)), ("Host", Array("named.test".utf8))]
        request.maxRedirects = 1
        #expect(world.fetch(request, server, target).text == "ok")
        #expect(first.exchanges[0].field("Authorization") != nil)
        #expect(first.exchanges[0].field("Cookie") == "a=b")
        #expect(first.exchanges[0].field("Host") == "named.test")
        let second = try #require(seen.exchanges.first)
        #expect(second.field("Authorization") == nil)
        #expect(second.field("Cookie") == nil)
        #expect(second.field("X-Kept") == "1")
        #expect(second.field("Host") == "127.0.0.1:\(target.port)")
    }

    @Test func `counts into the request's time`() throws {
        let (server, _) = try server(302, to: "/again")
        defer { server.stop() }
        var request = HTTPRequest(url: server.url)
        request.maxRedirects = 1_000_000
        request.timeout = .milliseconds(50)
        #expect(world.fetch(request, server).reason == "timeout")
    }
}
