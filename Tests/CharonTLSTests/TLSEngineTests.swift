import CharonSystem
import TestCertificates
import Testing

@testable import CharonTLS

private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

@Suite struct `A TLS engine` {
    private func established(_ version: TLSVersion = .tls13) throws -> EnginePair {
        let pair = try EnginePair()
        pair.limit(to: version)
        #expect(pair.shake() == (.complete, .complete))
        return pair
    }

    @Test(arguments: [TLSVersion.tls12, .tls13])
    func `shakes hands and carries bytes both ways`(version: TLSVersion) throws {
        let pair = try established(version)
        try pair.client.write(bytes("ping"))
        pair.exchange()
        #expect(pair.server.readings() == [.record(bytes("ping")), .needsInput])
        try pair.server.write(bytes("pong"))
        pair.exchange()
        #expect(pair.client.readings() == [.record(bytes("pong")), .needsInput])
    }

    @Test(arguments: [TLSVersion.tls12, .tls13])
    func `works when every byte comes alone`(version: TLSVersion) throws {
        let pair = try EnginePair()
        pair.limit(to: version)
        #expect(pair.shake(limit: 1) == (.complete, .complete))
        try pair.client.write(bytes("slow"))
        for byte in pair.client.takeOutput().dropLast() {
            pair.server.feed([byte])
            #expect(pair.server.reading() == .needsInput)
        }
    }

    @Test func `makes a record of each write, and of each 16,384 bytes of a long one`() throws {
        let pair = try established()
        let long = (0..<40_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        try pair.client.write(bytes("a"))
        try pair.client.write([])
        try pair.client.write(bytes("bc"))
        try pair.client.write(long)
        pair.exchange()
        #expect(
            pair.server.readings() == [
                .record(bytes("a")), .record(bytes("bc")), .record(Array(long[..<16_384])),
                .record(Array(long[16_384..<32_768])), .record(Array(long[32_768...])), .needsInput,
            ])
    }

    @Test func `keeps what a read with more ciphertext leaves over`() throws {
        let pair = try established()
        for text in ["one", "two", "three"] { try pair.client.write(bytes(text)) }
        let all = pair.client.takeOutput()
        let first = BorrowedBytes.lending(Array(all[..<70])) { pair.server.reading(feeding: $0) }
        #expect(first == .record(bytes("one")))
        #expect(pair.server.pendingInput > 0)
        #expect(pair.server.reading() == .record(bytes("two")))
        let third = BorrowedBytes.lending(Array(all[70...])) { pair.server.reading(feeding: $0) }
        #expect(third == .record(bytes("three")))
        #expect(pair.server.pendingInput == 0)
    }

    @Test func `reads a long rest where it has been lent, and lets its owner go after the last of it`() throws {
        let pair = try established()
        for byte in UInt8(1)...3 { try pair.client.write([UInt8](repeating: byte, count: 5000)) }
        var area: ReceiveArea? = ReceiveArea(capacity: 32_768)
        weak let owner = area
        let count = pair.client.output.count
        area?.write(pair.client.output)
        pair.client.dropOutput(count)

        let first = try #require(area.map { pair.server.reading(feeding: $0.prefix(count), of: $0) })
        #expect(first == .record([UInt8](repeating: 1, count: 5000)))
        area = nil
        #expect(owner != nil)
        #expect(pair.server.reading() == .record([UInt8](repeating: 2, count: 5000)))
        #expect(pair.server.reading() == .record([UInt8](repeating: 3, count: 5000)))
        #expect(owner == nil)
        #expect(pair.server.readings() == [.needsInput])
    }

    @Test func `lets the owner of lent bytes go when the connection is lost`() throws {
        let pair = try established()
        for byte in UInt8(1)...2 { try pair.client.write([UInt8](repeating: byte, count: 5000)) }
        var sealed = pair.client.takeOutput()
        sealed[5 + 4000] ^= 1
        var area: ReceiveArea? = ReceiveArea(capacity: 32_768)
        weak let owner = area
        sealed.withBorrowedBytes { area?.write($0) }

        let reading = try #require(area.map { pair.server.reading(feeding: $0.prefix(sealed.count), of: $0) })
        #expect(reading == .failed("tls protocol error"))
        area = nil
        #expect(owner == nil)
    }

    @Test func `delivers data that came with the end of the handshake`() throws {
        let pair = try EnginePair()
        var client = Outcome.waiting
        while client == .waiting {
            client = Outcome(pair.client.handshake())
            if client == .complete { try pair.client.write(bytes("early")) }
            pair.server.feed(pair.client.takeOutput())
            _ = pair.server.handshake()
            pair.client.feed(pair.server.takeOutput())
        }
        #expect(Outcome(pair.server.handshake()) == .complete)
        #expect(pair.server.readings() == [.record(bytes("early")), .needsInput])
    }

    @Test(arguments: [TLSVersion.tls12, .tls13])
    func `tells the end of a stream in order from a cut one`(version: TLSVersion) throws {
        let orderly = try established(version)
        try orderly.client.write(bytes("last"))
        orderly.client.sendCloseNotify()
        orderly.client.sendCloseNotify()
        orderly.exchange()
        orderly.server.endOfInput()
        #expect(orderly.server.readings() == [.record(bytes("last")), .closed])
        #expect(orderly.server.reading() == .closed)

        let cut = try established(version)
        try cut.client.write(bytes("last"))
        try cut.client.write(bytes("lost"))
        cut.server.feed(cut.client.takeOutput().dropLast())
        cut.server.endOfInput()
        #expect(cut.server.readings() == [.record(bytes("last")), .failed("truncated")])
        #expect(cut.server.reading() == .failed("truncated"))
    }

    @Test(arguments: [TLSVersion.tls12, .tls13])
    func `goes on in one direction after the other has ended`(version: TLSVersion) throws {
        let pair = try established(version)
        pair.client.sendCloseNotify()
        pair.exchange()
        #expect(pair.server.reading() == .closed)
        try pair.server.write(bytes("answer"))
        pair.server.sendCloseNotify()
        pair.exchange()
        #expect(pair.client.readings() == [.record(bytes("answer")), .closed])
        #expect(throws: TLSFailure.self) { try pair.client.write(bytes("too late")) }
    }

    @Test func `fails when the transport ends in the handshake`() throws {
        for fed in 0..<3 {
            let pair = try EnginePair()
            for _ in 0..<fed { _ = pair.client.handshake(); pair.exchange(); _ = pair.server.handshake() }
            pair.server.endOfInput()
            if fed < 2 { #expect(Outcome(pair.server.handshake()) == .failed("closed during handshake")) }
            let client = try EnginePair().client
            #expect(Outcome(client.handshake()) == .waiting)
            client.endOfInput()
            #expect(Outcome(client.handshake()) == .failed("closed during handshake"))
            #expect(Outcome(client.handshake()) == .failed("closed during handshake"))
        }
    }

    @Test func `refuses to read and write before the handshake`() throws {
        let pair = try EnginePair()
        #expect(pair.client.reading() == .failed("tls protocol error"))
        #expect(throws: TLSFailure.self) { try pair.client.write(bytes("x")) }
        #expect(pair.shake() == (.complete, .complete))
    }

    @Test(arguments: [TLSVersion.tls12, .tls13])
    func `takes a changed record for an error and says so to the peer`(version: TLSVersion) throws {
        let pair = try established(version)
        try pair.client.write(bytes("genuine"))
        var record = pair.client.takeOutput()
        record[record.count - 3] ^= 1
        pair.server.feed(record)
        #expect(pair.server.reading() == .failed("tls protocol error"))
        pair.exchange()
        #expect(pair.client.reading() == .failed("tls alert: bad record mac"))
        #expect(throws: TLSFailure("tls alert: bad record mac")) {
            do { try pair.client.write(bytes("x")) } catch let failure as TLSFailure { throw TLSFailure(failure.reason) }
        }
    }

    @Test func `keeps OpenSSL's whole account of a failure`() throws {
        let pair = try EnginePair(host: "elsewhere.test")
        _ = pair.shake()
        guard case .failed(let failure) = pair.client.handshake() else { Issue.record("no failure"); return }
        #expect(failure.reason == "hostname mismatch")
        #expect(failure.detail.contains("certificate verify failed"))
    }

    @Test func `is not mistaken about errors that others left on the thread`() throws {
        #expect(throws: TLSFailure.self) { try PEM.certificates(bytes("nothing")) }
        CharonTLSTests.leaveError()
        let pair = try established()
        try pair.client.write(bytes("x"))
        CharonTLSTests.leaveError()
        pair.exchange()
        #expect(pair.server.readings() == [.record(bytes("x")), .needsInput])
    }

    @Test func `tells what was agreed`() throws {
        let pair = try EnginePair(
            [.named("unicode")], host: "localhost", client: .trusting { $0.alpn = ["h2", "http/1.1"] },
            server: .with { $0.alpn = ["http/1.1"] })
        #expect(pair.client.info == nil)
        #expect(pair.shake() == (.complete, .complete))
        let client = try #require(pair.client.info)
        #expect(client.version == "TLSv1.3")
        #expect(client.cipher.hasPrefix("TLS_"))
        #expect(client.alpn == "http/1.1")
        #expect(client.serverName == "localhost")
        #expect(client.resumed == false)
        let peer = try #require(client.peer)
        #expect(peer.subject == #"CN=Zürich\, \"Test\""#)
        #expect(peer.issuer == "CN=Test Root")
        #expect(peer.names == ["localhost", "*.localhost", "127.0.0.1", "::1"])
        #expect(peer.notAfter - peer.notBefore == 903 * 86_400)
        #expect(peer.fingerprint.count == 64 && peer.fingerprint.allSatisfy { $0.isHexDigit && !$0.isUppercase })
        let server = try #require(pair.server.info)
        #expect(server.serverName == "localhost")
        #expect(server.peer == nil)
        #expect(try { let pair = try EnginePair(host: "127.0.0.1"); pair.shake(); return pair.server.info?.serverName }() == nil)
    }

    @Test func `serves many threads from one context`() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for thread in 0..<8 {
                group.addTask {
                    for round in 0..<20 {
                        let pair = try EnginePair(
                            [.named("ecdsa256"), .named("alpha")], host: "t\(thread % 3).localhost")
                        #expect(pair.shake() == (.complete, .complete))
                        try pair.client.write(bytes("\(thread) \(round)"))
                        pair.exchange()
                        #expect(pair.server.readings() == [.record(bytes("\(thread) \(round)")), .needsInput])
                        try pair.server.write(bytes("."))
                        pair.exchange()
                        #expect(pair.client.readings() == [.record(bytes(".")), .needsInput])
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
