import CharonNet
import CharonSystem
import Testing

@testable import CharonHTTP

@Suite struct `A response` {
    private let world = TestWorld()

    /// What comes of an answer that is sent as it stands, after which the server closes.
    private func answer(
        _ text: String, method: String? = nil, closing: Bool = true, change: (inout HTTPRequest) -> Void = { _ in }
    ) throws -> Result<HTTPResponse, HTTPFailure> {
        try answer(Array(text.utf8), method: method, closing: closing, change: change)
    }

    private func answer(
        _ bytes: [UInt8], method: String? = nil, closing: Bool = true, change: (inout HTTPRequest) -> Void = { _ in }
    ) throws -> Result<HTTPResponse, HTTPFailure> {
        let server = try TestServer(world.network) { exchange in
            exchange.connection.send(bytes)
            if closing { exchange.connection.close() }
        }
        defer { server.stop() }
        var request = HTTPRequest(url: server.url)
        request.method = method
        change(&request)
        return world.fetch(request, server)
    }

    @Test func `has status, text, fields and body`() throws {
        let result = try answer(
            "HTTP/1.1 200 Very Fine\r\nset-cookie: a=1\r\nX-ODD-name:  v \r\nSet-Cookie: b=2\r\nContent-Length: 2\r\n\r\nok")
        guard case .success(let response) = result else { Issue.record("\(result)"); return }
        #expect(response.status == 200)
        #expect(response.statusText == Array("Very Fine".utf8))
        #expect(response.headers.map(\.name) == ["Set-Cookie", "X-Odd-Name", "Content-Length"])
        #expect(response.headers.map { String(decoding: $0.value, as: UTF8.self) } == ["a=1, b=2", "v", "2"])
        #expect(response.body == Array("ok".utf8))
    }

    @Test func `may have any status`() throws {
        #expect(try answer("HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone").status == 404)
        #expect(try answer("HTTP/1.1 599 \r\nContent-Length: 0\r\n\r\n").status == 599)
        #expect(try answer("HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok").text == "ok")
    }

    @Test func `without a body ends with its head`() throws {
        for head in ["204 No Content", "304 Not Modified"] {
            let result = try answer("HTTP/1.1 \(head)\r\nContent-Length: 5\r\n\r\n", closing: false)
            #expect(result.text == "")
        }
        let head = try answer("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nx-lower: v\r\n\r\n", method: "HEAD", closing: false)
        #expect(head.text == "")
        #expect(head.field("Content-Length") == "1000")
        #expect(head.field("X-Lower") == "v")
        #expect(try answer("HTTP/1.1 200 OK\r\n\r\n", method: "HEAD", closing: false).text == "")
    }

    @Test func `may come after others that are not final`() throws {
        let result = try answer(
            "HTTP/1.1 100 Continue\r\nX-A: 1\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        #expect(result.text == "ok")
        #expect(result.field("Link") == nil)
        #expect(result.field("X-A") == nil)
    }

    @Test func `may come in chunks, with trailers that do not count`() throws {
        let result = try answer(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;ext=1\r\nde\r\n0\r\nX-Trailer: t\r\n\r\n")
        #expect(result.text == "abcde")
        #expect(result.field("X-Trailer") == nil)
    }

    @Test func `without a length lasts until the end of the connection`() throws {
        #expect(try answer("HTTP/1.0 200 OK\r\n\r\nno length").text == "no length")
        #expect(try answer("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nno length").text == "no length")
    }

    @Test func `may be compressed`() throws {
        // "compressed text" by gzip, and by zlib.
        let gzip: [UInt8] = [
            31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 75, 206, 207, 45, 40, 74, 45, 46, 78, 77, 81, 40, 73, 173, 40, 1, 0, 194, 24,
            216, 216, 15, 0, 0, 0,
        ]
        let zlib: [UInt8] = [
            120, 156, 75, 206, 207, 45, 40, 74, 45, 46, 78, 77, 81, 40, 73, 173, 40, 1, 0, 49, 80, 6, 27,
        ]
        for (encoding, content) in [("gzip", gzip), ("deflate", zlib)] {
            let head = "HTTP/1.1 200 OK\r\nContent-Encoding: \(encoding)\r\nContent-Length: \(content.count)\r\n\r\n"
            let result = try answer(Array(head.utf8) + content)
            #expect(result.text == "compressed text")
        }
        let broken = Array("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello".utf8)
        #expect(try answer(broken).reason == "truncated")
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort", "truncated"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc", "truncated"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", "truncated"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n", "truncated"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nabcde", "truncated"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 3, 5\r\n\r\nabcde", "truncated"),
        ("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nabc", "truncated"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 3x\r\n\r\nabc", "truncated"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nabc", "truncated"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", "truncated"),
        ("", "closed"),
        ("HTTP/1.1 200 OK\r\nContent-Le", "truncated"),
        ("HTTP/1.1 200 OK\r\nA: b\r\n", "truncated"),
        ("SSH-2.0-OpenSSH_9.2\r\n", "unsupported protocol"),
        ("HTTP/9.9 200 OK\r\n\r\n", "unsupported protocol"),
        ("just text", "unsupported protocol"),
    ])
    func `that is not whole or contradicts itself is none`(it: (text: String, reason: String)) throws {
        #expect(try answer(it.text).reason == it.reason)
    }

    @Test func `may repeat its length`() throws {
        #expect(try answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok").text == "ok")
        #expect(try answer("HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nok").text == "ok")
    }

    @Test func `has no more body than allowed`() throws {
        let sized = "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + String(repeating: "b", count: 5000)
        #expect(try answer(sized) { $0.maxSize = 4999 }.reason == "response too large")
        #expect(try answer(sized) { $0.maxSize = 5000 }.text?.utf8.count == 5000)
        let open = "HTTP/1.0 200 OK\r\n\r\n" + String(repeating: "b", count: 5000)
        #expect(try answer(open) { $0.maxSize = 4999 }.reason == "response too large")
        #expect(try answer(sized, method: "HEAD") { $0.maxSize = 1 }.text == "")
        // It need not come to be known.
        let huge = "HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\nx"
        #expect(try answer(huge, closing: false).reason == "response too large")
    }

    @Test func `has no more fields than allowed`() throws {
        let line = "X-Long: " + String(repeating: "h", count: 8_000) + "\r\n"
        let some = "HTTP/1.1 200 OK\r\n" + String(repeating: line, count: 30) + "Content-Length: 2\r\n\r\nok"
        #expect(try answer(some).text == "ok")
        let many = "HTTP/1.1 200 OK\r\n" + String(repeating: line, count: 40) + "Content-Length: 2\r\n\r\nok"
        #expect(try answer(many).reason == "response too large")
        let one = "HTTP/1.1 200 OK\r\nX: " + String(repeating: "h", count: 300_000) + "\r\nContent-Length: 2\r\n\r\nok"
        #expect(try answer(one).reason == "response too large")
        let interim = String(repeating: "HTTP/1.1 103 Early Hints\r\n" + line + "\r\n", count: 40)
        #expect(try answer(interim + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").reason == "response too large")
    }

    @Test func `comes byte for byte as well`() throws {
        let text = Array("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX: y\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n".utf8)
        var sent = 0
        var connection: TestServer.Connection?
        let server = try TestServer(world.network) { connection = $0.connection }
        defer { server.stop() }
        let transfer = world.client.start(HTTPRequest(url: server.url))
        world.turn([server], until: {
            if let connection, sent < text.count {
                connection.send([text[sent]])
                sent += 1
            }
            return transfer.result != nil
        })
        #expect(transfer.result?.text == "abcde")
        #expect(sent == text.count)
    }

    @Test func `of many megabytes arrives whole`() throws {
        let body = (0..<8_000_000).map { UInt8(truncatingIfNeeded: $0 &* 17 >> 4) }
        let head = Array("HTTP/1.1 200 OK\r\nContent-Length: \(body.count)\r\n\r\n".utf8)
        let result = try answer(head + body, closing: false)
        guard case .success(let response) = result else { Issue.record("\(result)"); return }
        #expect(response.body == body)
    }
}

@Suite struct `A response's head` {
    private func head(_ lines: [String]) throws -> ResponseHead {
        var head = ResponseHead()
        for line in lines { try head.take(Array((line + "\r\n").utf8)) }
        return head
    }

    @Test func `joins folded lines`() throws {
        let head = try head(["HTTP/1.1 200 OK", "X-A: one", "\t two", "  three", "X-B: 4", ""])
        #expect(head.fields.map { String(decoding: $0.value, as: UTF8.self) } == ["one two three", "4"])
    }

    @Test func `gives HTTP/2 the usual texts`() throws {
        #expect(try head(["HTTP/2 200 ", ""]).statusText == Array("OK".utf8))
        #expect(try head(["HTTP/1.1 200 ", ""]).statusText == [])
    }

    @Test func `counts the last of several`() throws {
        let head = try head(["HTTP/1.1 100 Continue", "A: 1", "", "HTTP/1.1 201 Created", "B: 2", ""])
        #expect(head.status == 201)
        #expect(head.fields.map(\.name) == ["B"])
    }

    @Test func `keeps bytes that are no text`() throws {
        var head = ResponseHead()
        try head.take(Array("HTTP/1.1 200 OK\r\n".utf8))
        try head.take(Array("X: ".utf8) + [0xE9, 0xFF] + [13, 10])
        #expect(head.fields[0].value == [0xE9, 0xFF])
    }
}
