import CharonSystem
import TestCertificates
import Testing

@testable import CharonTLS

/// Numbers that look random and are the same in every run.
struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}

@Suite struct `Hostile input` {
    private func hello() throws -> [UInt8] {
        let client = try EnginePair().client
        _ = client.handshake()
        return client.takeOutput()
    }

    private func server() throws -> TLSEngine { try EnginePair([.named("good"), .named("ecdsa256")]).server }

    @Test(arguments: [
        "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "CONNECT a:443 HTTP/1.1\r\n\r\n",
        "\u{80}\u{2e}\u{1}\u{0}\u{2}", "\0\0\0\0\0\0\0\0\0\0\0\0", String(repeating: "\n", count: 100),
    ])
    func `that is not TLS fails either side`(text: String) throws {
        let pair = try EnginePair()
        pair.server.feed(Array(text.utf8))
        #expect(Outcome(pair.server.handshake()) == .failed("tls protocol error"))
        _ = pair.client.handshake()
        _ = pair.client.takeOutput()
        pair.client.feed(Array(text.utf8))
        #expect(Outcome(pair.client.handshake()) == .failed("tls protocol error"))
    }

    @Test func `that is a hello cut anywhere leaves the server waiting, and then says that it was cut`() throws {
        let hello = try hello()
        for length in 0..<hello.count {
            let server = try server()
            server.feed(Array(hello[..<length]))
            #expect(Outcome(server.handshake()) == .waiting)
            server.endOfInput()
            #expect(Outcome(server.handshake()) == .failed("closed during handshake"))
        }
    }

    @Test(arguments: 0..<64) func `that is a changed hello never ends in more than a failure`(seed: UInt64) throws {
        var numbers = SeededNumbers(state: seed)
        let hello = try hello()
        for _ in 0..<40 {
            var changed = hello
            for _ in 0..<Int.random(in: 1...6, using: &numbers) {
                let place = Int.random(in: 0..<changed.count, using: &numbers)
                switch Int.random(in: 0..<4, using: &numbers) {
                case 0: changed[place] = UInt8.random(in: 0...255, using: &numbers)
                case 1: changed.remove(at: place)
                case 2: changed.insert(UInt8.random(in: 0...255, using: &numbers), at: place)
                default: changed[place] ^= 1 << UInt8.random(in: 0...7, using: &numbers)
                }
            }
            let server = try server()
            server.feed(changed)
            if case .failed = server.handshake(), let first = server.takeOutput().first {
                // An alert; what has no TLS record in it gets no answer.
                #expect(first == 21)
            }
        }
    }

    @Test(arguments: 0..<16) func `that is a changed answer never ends in more than a failure`(seed: UInt64) throws {
        var numbers = SeededNumbers(state: seed)
        for _ in 0..<20 {
            let pair = try EnginePair()
            if Bool.random(using: &numbers) { pair.limit(to: .tls12) }
            _ = pair.client.handshake()
            pair.exchange()
            _ = pair.server.handshake()
            var answer = pair.server.takeOutput()
            let place = Int.random(in: 0..<answer.count, using: &numbers)
            answer[place] ^= UInt8.random(in: 1...255, using: &numbers)
            pair.client.feed(answer)
            pair.client.endOfInput()
            guard case .complete = pair.client.handshake() else { continue }
            // Nothing that matters has changed: versions in headers, for one, mean nothing in TLS 1.3.
            pair.exchange()
            #expect(Outcome(pair.server.handshake()) == .complete)
            try pair.client.write([1])
            pair.exchange()
            #expect(pair.server.reading() == .record([1]))
        }
    }

    @Test func `that announces too long a hello is refused before it is collected`() throws {
        let server = try server()
        let size = 100 * 1024 + 1
        let head: [UInt8] = [22, 3, 1, 0x40, 0, 1, UInt8(size >> 16), UInt8(size >> 8 & 255), UInt8(size & 255)]
        server.feed(head)
        #expect(Outcome(server.handshake()) == .failed("tls protocol error"))
        // A fatal alert, illegal_parameter.
        #expect(server.takeOutput() == [21, 3, 3, 0, 2, 2, 47])
        server.feed([UInt8](repeating: 0, count: 1000))
        #expect(server.pendingInput < 1000)
        #expect(Outcome(server.handshake()) == .failed("tls protocol error"))
    }

    @Test(arguments: [TLSVersion.tls12, .tls13])
    func `that is a chain of more than 100 KiB is refused`(version: TLSVersion) throws {
        let leaf = zoo.pem("good")
        let one = zoo.pem("alpha")
        let long = CertificateAndKey(chain: leaf + Array(repeatElement(one, count: 130).joined()), privateKey: zoo.key("good"))
        let pair = try EnginePair([long])
        pair.limit(to: version)
        #expect(pair.shake().client == .failed("tls protocol error"))
        let shorter = CertificateAndKey(chain: leaf + Array(repeatElement(one, count: 20).joined()), privateKey: zoo.key("good"))
        #expect(try EnginePair([shorter]).shake() == (.complete, .complete))
    }

    @Test func `that asks for a new handshake is not followed`() throws {
        let pair = try EnginePair(host: "renegotiation.localhost")
        pair.limit(to: .tls12)
        #expect(pair.shake() == (.complete, .complete))
        pair.client.renegotiate()
        #expect(pair.client.hasOutput)
        pair.exchange()
        #expect(pair.server.reading() == .needsInput)
        // A warning, no_renegotiation; the connection stays as it was.
        #expect(pair.server.hasOutput)
        try pair.server.write(Array("still here".utf8))
        #expect(Outcome(pair.server.handshake()) == .complete)
    }

    @Test func `that asks again and again without reading the answers ends the connection`() throws {
        let pair = try EnginePair()
        #expect(pair.shake() == (.complete, .complete))
        var last = Reading.needsInput
        var rounds = 0
        while last == .needsInput, rounds < 10_000 {
            pair.client.requestKeyUpdate()
            pair.server.feed(pair.client.takeOutput())
            last = pair.server.reading()
            rounds += 1
        }
        #expect(last == .failed("tls protocol error"))
        #expect(pair.server.output.count < 70_000)
    }

    @Test func `that asks for new keys and reads the answers is served`() throws {
        let pair = try EnginePair()
        #expect(pair.shake() == (.complete, .complete))
        for _ in 0..<3_000 {
            pair.client.requestKeyUpdate()
            pair.exchange()
            guard pair.server.reading() == .needsInput else { Issue.record("not served"); return }
            pair.exchange()
            guard pair.client.reading() == .needsInput else { Issue.record("not answered"); return }
        }
        try pair.client.write([1])
        pair.exchange()
        #expect(pair.server.reading() == .record([1]))
    }
}
