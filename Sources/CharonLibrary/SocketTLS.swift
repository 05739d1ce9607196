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
                return call.reply(.boolean(stream.isTLS))
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
        var server: (certificates: [CertificateAndKey], options: ServerOptions)?
        if stream.side == .client {
            let hostname = try call.string(2)
            let (options, earlyData) = try clientOptions(call)
            client = (hostname, options, earlyData)
        } else {
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
                    TLSEngine(server: try .server(certificates: server.certificates, server.options)))
            } else {
                throw TLSFailure("internal: neither side of TLS")
            }
        } catch {
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

    private func certificates(_ call: ScriptCall) throws(ScriptError) -> [CertificateAndKey] {
        let state = call.state
        guard state.type(at: 2) == .table else { throw .badType(2, expected: "table") }
        guard state.reserve(8) else { throw .raise("stack overflow") }
        let top = state.top
        defer { state.top = top }
        var certificates: [CertificateAndKey] = []
        for position in 1... {
            state.rawGet(position: position, from: 2)
            if state.isNil(at: -1) { break }
            guard state.type(at: -1) == .table else {
                throw .badArgument(2, "certificate \(position): table expected, got \(state.typeName(at: -1))")
            }
            func text(_ name: String) throws(ScriptError) -> [UInt8] {
                guard state.getField(name, of: -1) else { throw .raiseTop }
                defer { state.pop() }
                guard state.type(at: -1) == .string, let bytes = state.byteArray(at: -1) else {
                    throw .badArgument(
                        2, "certificate \(position): '\(name)' must be a string, got \(state.typeName(at: -1))")
                }
                return bytes
            }
            certificates.append(CertificateAndKey(chain: try text("chain"), privateKey: try text("private_key")))
            state.pop()
        }
        return certificates
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

    private func serverOptions(_ call: ScriptCall) throws(ScriptError) -> ServerOptions {
        var result = ServerOptions()
        guard let options = try call.options(3) else { return result }
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
