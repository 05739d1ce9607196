import CFuzzer
import CharonSystem
import CharonTLS
import TestCertificates

// What a peer can send to a server, or to a client, before and after the handshake.

nonisolated(unsafe) private let zoo = CertificateZoo.shared
nonisolated(unsafe) private let record = ReceiveArea(capacity: TLSEngine.maxRecordBytes)

private func pem(_ name: String) -> CertificateAndKey {
    CertificateAndKey(chain: zoo.pem(name), privateKey: zoo.key(name))
}

private func makePair() throws(TLSFailure) -> (client: TLSEngine, server: TLSEngine) {
    var client = ClientOptions()
    client.ca = zoo.pem("root")
    client.alpn = ["h2", "http/1.1"]
    client.identity = pem("client")
    var server = ServerOptions()
    server.alpn = ["http/1.1"]
    server.clientAuthentication = .request(ca: zoo.pem("root"))
    return (
        TLSEngine(client: try .client(client), hostname: "localhost"),
        TLSEngine(server: try .server(certificates: [pem("ecdsa256"), pem("alpha"), pem("ed25519")], server))
    )
}

private func feed(_ bytes: ArraySlice<UInt8>, to engine: TLSEngine) {
    Array(bytes).withBorrowedBytes { engine.feed($0) }
}

private func take(_ engine: TLSEngine) -> [UInt8] {
    let bytes = engine.output.copy()
    engine.dropOutput(bytes.count)
    return bytes
}

private func readAll(_ engine: TLSEngine) {
    while case .record(let bytes) = engine.read(into: record) { precondition((1...16_384).contains(bytes.count)) }
}

private func run(_ input: [UInt8]) throws(TLSFailure) {
    guard let mode = input.first else { return }
    let rest = input.dropFirst()
    let (client, server) = try makePair()
    switch mode % 4 {
    case 0:
        // The first bytes that a server ever gets, in pieces.
        for piece in stride(from: rest.startIndex, to: rest.endIndex, by: 1 + Int(mode >> 2)) {
            feed(rest[piece..<min(rest.endIndex, piece + 1 + Int(mode >> 2))], to: server)
            _ = server.handshake()
        }
        server.endOfInput()
        _ = server.handshake()
    case 1:
        // The first answer that a client gets.
        _ = client.handshake()
        feed(rest, to: client)
        _ = client.handshake()
        client.endOfInput()
        _ = client.handshake()
    default:
        // A real conversation in which some bytes are changed: each three bytes are a flight's place and a change.
        var place = rest.startIndex
        for _ in 0..<6 {
            for (from, to) in [(client, server), (server, client)] {
                _ = from.handshake()
                var flight = take(from)
                if !flight.isEmpty, rest.endIndex - place >= 3 {
                    let index = (Int(rest[place]) << 8 | Int(rest[place + 1])) % flight.count
                    flight[index] ^= rest[place + 2]
                    place += 3
                }
                feed(flight[...], to: to)
                _ = to.handshake()
                readAll(to)
            }
        }
        try? [UInt8](rest).withBorrowedBytes { try client.write($0) }
        feed(take(client)[...], to: server)
        feed(rest, to: server)
        readAll(server)
        _ = client.info
        _ = server.info
    }
    client.sendCloseNotify()
    server.sendCloseNotify()
    _ = take(client)
    _ = take(server)
}

var count = CommandLine.argc
var words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = unsafe CommandLine.unsafeArgv
_ = unsafe LLVMFuzzerRunDriver(&count, &words) { bytes, size in
    let input = unsafe [UInt8](UnsafeBufferPointer(start: bytes, count: size))
    try? run(input)
    return 0
}
