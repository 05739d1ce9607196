import CharonSystem
import COpenSSL
import TestCertificates

@testable import CharonTLS

let zoo = CertificateZoo.shared

extension BorrowedBytes {
    /// Lends an array for one call.
    static func lending<Result>(_ bytes: [UInt8], _ body: (BorrowedBytes) throws -> Result) rethrows -> Result {
        try unsafe bytes.withUnsafeBytes { try unsafe body(BorrowedBytes($0)) }
    }
}

extension CertificateAndKey {
    /// A certificate of the zoo, with its own key or another.
    static func named(_ name: String, key: String? = nil) -> CertificateAndKey {
        CertificateAndKey(chain: zoo.pem(name), privateKey: zoo.key(key ?? name))
    }
}

extension ClientOptions {
    /// The tests' root and nothing else is trusted.
    static func trusting(_ root: String = "root", _ change: (inout ClientOptions) -> Void = { _ in }) -> ClientOptions {
        var options = ClientOptions()
        options.ca = zoo.pem(root)
        change(&options)
        return options
    }
}

extension ServerOptions {
    /// The defaults with a change.
    static func with(_ change: (inout ServerOptions) -> Void) -> ServerOptions {
        var options = ServerOptions()
        change(&options)
        return options
    }
}

/// How a handshake ended on one side.
enum Outcome: Equatable, CustomStringConvertible {
    case complete
    case failed(String)
    case waiting

    init(_ handshake: TLSEngine.Handshake) {
        switch handshake {
        case .complete: self = .complete
        case .failed(let failure): self = .failed(failure.reason)
        case .needsInput: self = .waiting
        }
    }

    var description: String {
        switch self {
        case .complete: "complete"
        case .failed(let reason): reason
        case .waiting: "waiting"
        }
    }
}

/// A read without the borrowed bytes.
enum Reading: Equatable {
    case record([UInt8])
    case needsInput
    case closed
    case failed(String)

    init(_ read: TLSEngine.Read) {
        switch read {
        case .record(let bytes): self = .record(bytes.copy())
        case .needsInput: self = .needsInput
        case .closed: self = .closed
        case .failed(let failure): self = .failed(failure.reason)
        }
    }
}

extension TLSEngine {
    /// Takes the whole output.
    func takeOutput() -> [UInt8] {
        let bytes = output.copy()
        dropOutput(bytes.count)
        return bytes
    }

    /// Feeds an array.
    func feed(_ bytes: [UInt8]) {
        BorrowedBytes.lending(bytes) { feed($0) }
    }

    /// Writes an array.
    func write(_ bytes: [UInt8]) throws {
        try BorrowedBytes.lending(bytes) { try write($0) }
    }

    /// Reads once.
    func reading() -> Reading {
        let area = ReceiveArea(capacity: TLSEngine.maxRecordBytes)
        return withExtendedLifetime(area) { Reading(read(into: area)) }
    }

    /// Feeds bytes that are gone when it returns, unless `owner` has them, and reads a record.
    func reading(feeding bytes: BorrowedBytes, of owner: AnyObject? = nil) -> Reading {
        let area = ReceiveArea(capacity: TLSEngine.maxRecordBytes)
        return withExtendedLifetime(area) { Reading(read(feeding: bytes, of: owner, into: area)) }
    }

    /// Reads until no more records are there.
    func readings() -> [Reading] {
        var all: [Reading] = []
        while true {
            let next = reading()
            all.append(next)
            guard case .record = next else { return all }
        }
    }
}

/// Two engines that are fed with each other's output.
struct EnginePair {
    let client: TLSEngine
    let server: TLSEngine

    init(
        _ certificates: [CertificateAndKey] = [.named("good")], host: String = "localhost",
        client: ClientOptions = .trusting(), server: ServerOptions = ServerOptions()
    ) throws {
        self.client = TLSEngine(client: try .client(client), hostname: host)
        self.server = TLSEngine(server: try .server(certificates: certificates, server))
    }

    /// Engines of contexts that somebody keeps, whatever the cache of contexts does meanwhile.
    init(client: TLSContext, server: TLSContext, host: String) {
        self.client = TLSEngine(client: client, hostname: host)
        self.server = TLSEngine(server: server)
    }

    /// Hands all output over, at most `limit` bytes at a time; true if there was any.
    @discardableResult func exchange(limit: Int = .max) -> Bool {
        var moved = false
        for (from, to) in [(client, server), (server, client)] {
            while from.hasOutput {
                moved = true
                let bytes = Array(from.output.copy().prefix(limit))
                from.dropOutput(bytes.count)
                to.feed(bytes)
                if limit < .max { _ = to.handshake() }
            }
        }
        return moved
    }

    /// Goes on until neither side has anything to say.
    @discardableResult func shake(limit: Int = .max) -> (client: Outcome, server: Outcome) {
        var outcome: (client: Outcome, server: Outcome)
        repeat {
            outcome = (Outcome(client.handshake()), Outcome(server.handshake()))
        } while exchange(limit: limit)
        // What came last may be an alert, which a completed side sees only when it reads.
        return outcome
    }
}

extension EnginePair {
    /// Lets the client offer nothing newer than `version`.
    func limit(to version: TLSVersion) {
        client.limit(to: version)
    }
}

extension TLSEngine {
    /// Lets a side speak nothing newer than `version`.
    func limit(to version: TLSVersion) {
        _ = unsafe SSL_ctrl(ssl, SSL_CTRL_SET_MAX_PROTO_VERSION, version == .tls13 ? 0x0304 : 0x0303, nil)
    }

    /// Forgets what a client could resume with its host.
    func forgetSession() {
        if let host { context.sessions.forget(host) }
    }
}
