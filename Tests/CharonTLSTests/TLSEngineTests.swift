import CharonSystem
import Testing

@testable import CharonTLS

@Suite struct `A TLS engine` {
    @Test(arguments: [TLSVersion.tls12, .tls13])
    func `shakes hands and carries bytes both ways`(version: TLSVersion) throws {
        let pair = try EnginePair(client: .trusting { $0.minimumVersion = version })
        #expect(pair.shake() == (.complete, .complete))
        try pair.client.write(Array("ping".utf8))
        pair.exchange()
        #expect(pair.server.readings() == [.record(Array("ping".utf8)), .needsInput])
        try pair.server.write(Array("pong".utf8))
        pair.exchange()
        #expect(pair.client.readings() == [.record(Array("pong".utf8)), .needsInput])
    }
}
