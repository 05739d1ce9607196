internal import CharonLoop
internal import CharonLua
internal import CharonNet
internal import CharonScript
internal import CharonSystem
internal import CharonTLS

/// `starttls`, `istls` and `gettls` (library.md section 6).
extension SocketLibrary {
    var securityMethods: [ScriptFunction] {
        [
            ScriptFunction("starttls", of: sockets, mayWait: true) { [self] call, socket throws(ScriptError) in
                guard let stream = socket.stream else {
                    throw .raise("TLS is only available on TCP sockets")
                }
                return try startTLS(stream, &call)
            },
            ScriptFunction("istls", of: sockets) { call, socket throws(ScriptError) in
                guard let stream = socket.stream else { return call.reply(false) }
                return call.reply(stream.isTLS)
            },
            ScriptFunction("gettls", of: sockets) { call, socket throws(ScriptError) in
                guard let stream = socket.stream, let info = stream.tlsAgreement?.info else {
                    return call.reply(ScriptValue.nil)
                }
                return call.reply(info.scriptValue)
            },
        ]
    }

    private func startTLS(_ stream: Stream, _ call: inout ScriptCall) throws(ScriptError) -> Reply {
        if let upgrading = call.operation as? Upgrading { return finish(upgrading, stream, call) }

        // Wrong types raise whatever state the socket is in.
        var client: (hostname: String, options: ClientOptions, earlyData: [UInt8]?)?
        var server: (certificates: CertificateTexts, options: ServerOptions?)?
        let top = call.state.top
        if stream.side == .client {
            let hostname = try call.string(2)
            let (options, earlyData) = try clientOptions(call)
            client = (hostname, options, earlyData)
        } else {
            // The texts stay on the stack until there is a context.
            server = (try certificates(call), try serverOptions(call))
        }
        if stream.isHandshaking { throw .raise("starttls already in progress") }
        if stream.isTLS { return call.reply(ScriptValue.nil) }

        let attempt: HandshakeAttempt
        do throws(TLSFailure) {
            if let client {
                attempt = stream.startTLS(TLSEngine(client: try .client(client.options), hostname: client.hostname))
            } else if let server {
                attempt = stream.startTLS(
                    TLSEngine(server: try context(of: server.certificates, in: call.state, server.options)))
            } else {
                throw TLSFailure("internal: neither side of TLS")
            }
            call.state.top = top
        } catch {
            call.state.top = top
            if !stream.isOpen { return call.reply(false, "socket closed") }
            stream.close()
            return call.reply(false, .string(error.reason))
        }
        let upgrading = Upgrading(attempt, earlyData: client?.earlyData)
        call.operation = upgrading
        if attempt.result != nil, !call.isYieldable { return finish(upgrading, stream, call) }
        if attempt.result != nil { return .sleep(until: runtime.loop.now) }
        return .wait(attempt.finished, until: nil)
    }

    private func finish(_ upgrading: Upgrading, _ stream: Stream, _ call: ScriptCall) -> Reply {
        guard let result = upgrading.attempt.result else { return .wait(upgrading.attempt.finished, until: nil) }
        switch result {
        case .failure(let error):
            return call.reply(false, .string(stream.reason(for: error.code)))
        case .success:
            let agreedProtocol = stream.tlsAgreement?.alpn
            if let data = upgrading.earlyData, !data.isEmpty {
                _ = data.withBorrowedBytes { stream.send($0, corked: false) { nil } }
            }
            if let agreedProtocol { return call.reply(true, .string(agreedProtocol)) }
            return call.reply(true)
        }
    }

    // MARK: Arguments

    /// Finds the texts of an array of certificates, and leaves them on the stack.
    private func certificates(_ call: ScriptCall) throws(ScriptError) -> CertificateTexts {
        let state = call.state
        guard state.type(at: 2) == .table else { throw .badType(2, expected: "table") }
        // What is found is not to be taken for options.
        state.top = max(state.top, 3)
        var texts = CertificateTexts()
        for position in 1... {
            guard state.reserve(8) else { throw .raise("stack overflow") }
            state.rawGet(position: position, from: 2)
            if state.isNil(at: -1) { break }
            let certificate = state.top
            guard state.type(at: -1) == .table else {
                throw .badArgument(2, "certificate \(position): table expected, got \(state.typeName(at: -1))")
            }
            for name in ["chain", "private_key"] {
                guard state.getField(name, of: certificate) else { throw .raiseTop }
                guard state.type(at: -1) == .string, let identity = state.identity(at: -1) else {
                    throw .badArgument(
                        2, "certificate \(position): '\(name)' must be a string, got \(state.typeName(at: -1))")
                }
                texts.places.append(state.top)
                texts.identities.append(identity)
            }
        }
        return texts
    }

    /// The context of a server, without a look into the texts if they are the very strings of the last time.
    private func context(
        of texts: CertificateTexts, in state: LuaState, _ options: ServerOptions?
    ) throws(TLSFailure) -> TLSContext {
        if options == nil, let known = knownCertificates, known.identities == texts.identities { return known.context }
        let parts = texts.places.map { state.byteArray(at: $0) ?? [] }
        let certificates = stride(from: 0, to: parts.count, by: 2).map {
            CertificateAndKey(chain: parts[$0], privateKey: parts[$0 + 1])
        }
        let context = try TLSContext.server(certificates: certificates, options ?? ServerOptions())
        if options == nil {
            for reference in knownCertificates?.references ?? [] { state.release(reference: reference) }
            let references = texts.places.map { place in
                state.pushCopy(of: place)
                return state.makeReference()
            }
            knownCertificates = KnownCertificates(
                identities: texts.identities, references: references, context: context)
        }
        return context
    }

    private func clientOptions(_ call: ScriptCall) throws(ScriptError) -> (ClientOptions, earlyData: [UInt8]?) {
        var result = ClientOptions()
        guard let options = try call.options(3) else { return (result, nil) }
        result.alpn = try options.strings("alpn") ?? []
        result.ca = try options.bytes("ca")
        result.requireECDHE = try options.flag("require_ecdhe")
        result.minimumVersion = try minimumVersion(options)
        let chain = try options.bytes("chain")
        let key = try options.bytes("private_key")
        if chain != nil || key != nil {
            result.identity = CertificateAndKey(chain: chain ?? [], privateKey: key ?? [])
        }
        return (result, try options.bytes("early_data"))
    }

    private func serverOptions(_ call: ScriptCall) throws(ScriptError) -> ServerOptions? {
        var result = ServerOptions()
        guard let options = try call.options(3) else { return nil }
        result.alpn = try options.strings("alpn") ?? []
        result.minimumVersion = try minimumVersion(options)
        let roots = try options.bytes("ca")
        switch try options.string("client_auth") {
        case nil: break
        case "require"?, "request"?:
            guard let roots else { throw .badArgument(3, "'client_auth' needs 'ca'") }
            let isRequired = try options.string("client_auth") == "require"
            result.clientAuthentication = isRequired ? .require(ca: roots) : .request(ca: roots)
        case let other?: throw .badArgument(3, "invalid option '\(other)'")
        }
        return result
    }

    private func minimumVersion(_ options: ScriptOptions) throws(ScriptError) -> TLSVersion {
        switch try options.string("min_version") {
        case nil, "1.2"?: .tls12
        case "1.3"?: .tls13
        case let other?: throw .badArgument(3, "invalid option '\(other)'")
        }
    }
}

/// The texts of an array of certificates, each chain followed by its key.
private struct CertificateTexts {
    /// Where the strings are on the stack.
    var places: [Int32] = []
    var identities: [UInt] = []
}

/// Certificates that have been understood. Lua's strings never change, and as long as these are referred to, no others
/// are in their places.
struct KnownCertificates {
    let identities: [UInt]
    /// Into the registry.
    let references: [Int32]
    let context: TLSContext
}

/// A handshake on its way, held by the coroutine that waits for it.
private final class Upgrading: ScriptOperation {
    let attempt: HandshakeAttempt
    let earlyData: [UInt8]?

    init(_ attempt: HandshakeAttempt, earlyData: [UInt8]?) {
        self.attempt = attempt
        self.earlyData = earlyData
    }

    /// A stream in the middle of a handshake is of no use to anybody, and is closed.
    func cancel() { attempt.cancel() }
}

extension TLSInfo {
    /// As `gettls` shows it.
    fileprivate var scriptValue: ScriptValue {
        var fields: [(String, ScriptValue)] = [
            ("version", .string(version)), ("cipher", .string(cipher)), ("resumed", .boolean(resumed)),
        ]
        if let alpn { fields.append(("alpn", .string(alpn))) }
        if let serverName { fields.append(("servername", .string(serverName))) }
        if let peer {
            fields.append((
                "peer",
                .table([
                    ("subject", .string(peer.subject)), ("issuer", .string(peer.issuer)),
                    ("names", .list(peer.names.map { .string($0) })),
                    ("notbefore", .integer(Int(peer.notBefore))), ("notafter", .integer(Int(peer.notAfter))),
                    ("fingerprint", .string(peer.fingerprint)),
                ])
            ))
        }
        return .table(fields)
    }
}
