import Foundation
import Testing

/// The scripts of `Examples/`, run by the built command and talked to.
@Suite struct ExamplesTests {
    @Test func `hello answers every visitor`() throws {
        let server = try ExampleRun("hello")
        let first = try server.line()
        #expect(first.hasPrefix("Open http://localhost:") && first.hasSuffix("/"))
        let port = try #require(UInt16(first.split(separator: ":").last?.dropLast() ?? ""))
        for _ in 1...3 {
            let visitor = try LoopbackPeer(port)
            try visitor.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            let answer = try visitor.rest()
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(answer.contains("\r\nContent-Length: 14\r\n"))
            #expect(answer.hasSuffix("\r\n\r\nHello, world!\n"))
        }
    }

    @Test func `the echo server serves several clients at once, and the echo client is one`() throws {
        let server = try ExampleRun("echo-server")
        let port = try server.port()
        let first = try LoopbackPeer(port)
        let second = try LoopbackPeer(port)
        try second.send("two\n")
        #expect(try second.line() == "two")
        try first.send("one\n")
        #expect(try first.line() == "one")
        first.finish()
        #expect(try first.rest() == "")

        let client = try ExampleRun("echo-client", [String(port), "127.0.0.1"], input: "hello\nworld\n")
        #expect(try client.line() == "Connected to 127.0.0.1:\(port)")
        let end = try client.end()
        #expect(end.rest == "hello\nworld\n")
        #expect(end.status == 0)
    }

    @Test func `chat passes lines on to the others`() throws {
        let server = try ExampleRun("chat")
        let port = try server.port()
        let ann = try LoopbackPeer(port)
        #expect(try ann.line() == "What is your name?")
        try ann.send("Ann\r\n")
        #expect(try ann.line() == "Welcome, Ann.")
        let bob = try LoopbackPeer(port)
        #expect(try bob.line() == "What is your name?")
        try bob.send("Bob\nHel")
        #expect(try bob.line() == "Welcome, Bob.")
        #expect(try ann.line() == "* Bob has joined")
        try bob.send("lo, Ann\nHow are you?\n")
        #expect(try ann.line() == "Bob: Hello, Ann")
        #expect(try ann.line() == "Bob: How are you?")
        try ann.send("Fine.\n")
        #expect(try bob.line() == "Ann: Fine.")
        bob.finish()
        #expect(try ann.line() == "* Bob has left")
        #expect(try bob.rest() == "")
    }

    @Test func `the port scanner finds what listens`() throws {
        let server = try ExampleRun("echo-server")
        let port = try server.port()
        let scanner = try ExampleRun("port-scanner", [String(port), String(port), "127.0.0.1"])
        #expect(try scanner.line() == "Scanning 127.0.0.1, ports \(port) to \(port)")
        #expect(try scanner.end().rest == "\(port) open\n")
    }

    @Test func `the proxy passes bytes and ends on in both directions`() throws {
        let target = try ExampleRun("key-value")
        let proxy = try ExampleRun("tcp-proxy", ["0", String(target.port()), "127.0.0.1"])
        let first = try proxy.line()
        let port = try #require(UInt16(first.split(separator: ",")[0].split(separator: ":").last ?? ""))
        let client = try LoopbackPeer(port)
        try client.send("SET a 1\n")
        #expect(try client.line() == "OK")
        try client.send("GET a\n")
        client.finish()
        #expect(try client.rest() == "1\n")
    }

    @Test func `the proxy closes when its target is not there`() throws {
        let gone = try ExampleRun("hasconnection")
        let target = try gone.port()
        _ = try LoopbackPeer(target).rest()
        _ = try gone.end()
        let proxy = try ExampleRun("tcp-proxy", ["0", String(target), "127.0.0.1"])
        let first = try proxy.line()
        let port = try #require(UInt16(first.split(separator: ",")[0].split(separator: ":").last ?? ""))
        #expect(try LoopbackPeer(port).rest() == "")
        #expect(try proxy.line() == "cannot reach 127.0.0.1:\(target): connection refused")
    }

    @Test func `udp ping and pong count round trips`() throws {
        let server = try ExampleRun("udp-pong")
        let port = try server.port()
        let peer = try LoopbackPeer(port, datagrams: true)
        try peer.send("any")
        #expect(try peer.datagram() == "any")
        let ping = try ExampleRun("udp-ping", [String(port), "127.0.0.1", "3"])
        #expect(try ping.line() == "Pinging 127.0.0.1:\(port)")
        for i in 1...3 {
            let line = try ping.line()
            #expect(line.hasPrefix("\(i): ") && line.hasSuffix(" ms"))
        }
        let end = try ping.end()
        #expect(end.rest == "3 sent, 3 received\n")
        #expect(end.status == 0)
    }

    @Test func `the line protocol takes requests in pieces and together`() throws {
        let server = try ExampleRun("line-protocol")
        let port = try server.port()
        let client = try LoopbackPeer(port)
        try client.send("SU")
        try client.send("M 1 2 3\nECHO 5\na\nb\n")
        #expect(try client.line() == "6")
        try client.send("c")
        #expect(try client.line() == "a")
        #expect(try client.line() == "b")
        #expect(try client.line() == "c")
        try client.send("nonsense\nSUM 40 2\r\n")
        #expect(try client.line() == "unknown request: nonsense")
        #expect(try client.line() == "42")
        let browser = try LoopbackPeer(port)
        try browser.send("GET / HTTP/1.1\r\n\r\n")
        browser.finish()
        #expect(try browser.rest().hasSuffix("\r\n\r\nThis port speaks lines.\n"))
    }

    @Test func `broadcast reaches all clients and outlives them`() throws {
        let server = try ExampleRun("broadcast", ["0", "5"])
        let port = try server.port()
        let stays = try LoopbackPeer(port)
        do {
            let leaves = try LoopbackPeer(port)
            #expect(try leaves.line().hasPrefix("tick "))
        }
        func tick() throws -> Int { try #require(Int(stays.line().dropFirst(5))) }
        let first = try tick()
        for i in 1...20 { #expect(try tick() == first + i) }
    }

    @Test func `a fault in one handler leaves the supervised server running`() throws {
        let server = try ExampleRun("supervised")
        let port = try server.port()
        let careful = try LoopbackPeer(port)
        try careful.send("6 2\n")
        #expect(try careful.line() == "3")
        let careless = try LoopbackPeer(port)
        try careless.send("6\n")
        #expect(try careless.rest() == "")
        let fault = try server.line()
        #expect(fault.hasPrefix("fault 1: ") && fault.contains("supervised.pluto:"))
        try careful.send("10 5\n7 2\n")
        #expect(try careful.line() == "2")
        #expect(try careful.line() == "3")
    }

    @Test func `the loop with hasconnection ends after its visitors`() throws {
        let server = try ExampleRun("hasconnection", ["0", "2"])
        let port = try server.port()
        for _ in 1...2 {
            let visitor = try LoopbackPeer(port)
            #expect(try visitor.rest().hasPrefix("Welcome, after "))
            #expect(try server.line() == "visited from 127.0.0.1")
        }
        let end = try server.end()
        #expect(end.rest == "done\n")
        #expect(end.status == 0)
    }

    @Test func `the key-value server keeps what clients set`() throws {
        let server = try ExampleRun("key-value")
        let port = try server.port()
        let writer = try LoopbackPeer(port)
        try writer.send("SET colour dark green\nset size 3\nCOUNT\nGET nothing\nFLY\n\n")
        for answer in ["OK", "OK", "2", "NONE", "ERROR unknown command", "ERROR unknown command"] {
            #expect(try writer.line() == answer)
        }
        let reader = try LoopbackPeer(port)
        try reader.send("GET colour\nDEL colour\nDEL colour\nCOUNT\nQUIT\n")
        #expect(try reader.rest() == "dark green\nOK\nNONE\n1\nBYE\n")
    }

    @Test func `every example says how to run it and is tested`() throws {
        let tests = try String(contentsOf: URL(fileURLWithPath: #filePath), encoding: .utf8)
        for file in try FileManager.default.contentsOfDirectory(atPath: ExampleRun.folder.path) {
            let text = try String(contentsOf: ExampleRun.folder.appending(path: file), encoding: .utf8)
            #expect(text.hasPrefix("-- "), "\(file)")
            #expect(text.contains("\n--     charon \(file)"), "\(file)")
            #expect(tests.contains("ExampleRun(\"\(file.split(separator: ".")[0])\""), "\(file)")
        }
    }
}
