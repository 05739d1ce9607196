internal import CharonLoop
internal import CharonLua
internal import CharonNet
internal import CharonScript
internal import CharonSystem

/// The methods of a socket (library.md section 4).
extension SocketLibrary {
    var methods: [ScriptFunction] {
        [
            ScriptFunction("send", of: sockets, mayWait: true) { call, socket throws(ScriptError) in
                try socket.send(&call)
            },
            ScriptFunction("recv", of: sockets, mayWait: true) { call, socket throws(ScriptError) in
                socket.receive(call)
            },
            ScriptFunction("peek", of: sockets) { call, socket throws(ScriptError) in
                let bytes = socket.stream?.peek() ?? socket.datagram?.peek()
                return bytes.map { .bytes($0) } ?? .nothing
            },
            ScriptFunction("unrecv", of: sockets) { call, socket throws(ScriptError) in
                let bytes = try call.bytes(2)
                guard socket.hold(bytes.count) else { throw .raiseBare("not enough memory") }
                socket.stream?.unreceive(bytes)
                socket.datagram?.unreceive(bytes)
                return .nothing
            },
            ScriptFunction("close", of: sockets) { call, socket throws(ScriptError) in
                socket.close()
                return .nothing
            },
            ScriptFunction("shutdown", of: sockets) { call, socket throws(ScriptError) in
                socket.stream?.shutdownSending()
                return .nothing
            },
            ScriptFunction("getpeer", of: sockets) { call, socket throws(ScriptError) in
                call.reply(socket.stream?.peer ?? socket.datagram?.peer)
            },
            ScriptFunction("getlocal", of: sockets) { call, socket throws(ScriptError) in
                call.reply(socket.stream?.local ?? socket.datagram?.local)
            },
            ScriptFunction("getside", of: sockets) { call, socket throws(ScriptError) in
                let side = socket.stream?.side ?? socket.datagram?.side
                return call.reply(.string(side == .client ? "client" : "server"))
            },
            ScriptFunction("isudp", of: sockets) { call, socket throws(ScriptError) in
                call.reply(socket.datagram != nil)
            },
            ScriptFunction("isopen", of: sockets) { call, socket throws(ScriptError) in
                call.reply(socket.stream?.isOpen ?? socket.datagram?.isOpen ?? false)
            },
            ScriptFunction("settimeout", of: sockets) { call, socket throws(ScriptError) in
                let timeout = try call.timeout(2)
                socket.stream?.timeout = timeout
                socket.datagram?.timeout = timeout
                return .nothing
            },
            ScriptFunction("setpeer", of: sockets) { call, socket throws(ScriptError) in
                let text = try call.string(2)
                let port = try call.integer(3)
                guard let datagram = socket.datagram else {
                    throw .raise("setpeer is only available on UDP sockets")
                }
                guard (1...65535).contains(port) else { throw .badArgument(3, "port out of range") }
                guard let endpoint = Endpoint.parse(text, port: UInt16(port)) else { throw .raise("invalid IP address") }
                datagram.setPeer(endpoint)
                return .nothing
            },
        ]
    }
}

extension ScriptSocket {
    /// Sends of one turn that go out directly; later ones of the same turn leave together.
    private static let directSends = 8
    /// How long a send may be kept back for others to leave with it.
    private static let corkTime = Duration.milliseconds(1)

    fileprivate func receive(_ call: ScriptCall) -> Reply {
        if call.hasTimedOut { return call.reply(nil, "timeout") }
        guard let lentStream else { return receiveDatagram(call) }
        return lentStream.with { receive(from: $0, call) }
    }

    @inline(__always)
    private func receive(from stream: Stream, _ call: ScriptCall) -> Reply {
        if call.mustQueue(stream.readable) { return call.wait(stream.readable, stream.timeout, library.network) }
        switch stream.receive(looking: !library.runtime.isInTurn) {
        case .chunk(let bytes):
            letGo(bytes.count)
            return .bytes(bytes)
        case .ended(let code): return call.reply(nil, .string(stream.reason(for: code)))
        case .notYet: return call.wait(stream.readable, stream.timeout, library.network)
        }
    }

    private func receiveDatagram(_ call: ScriptCall) -> Reply {
        guard let datagram else { return .nothing }
        if call.mustQueue(datagram.readable) { return call.wait(datagram.readable, datagram.timeout, library.network) }
        switch datagram.receive(looking: !library.runtime.isInTurn) {
        case .chunk(let bytes):
            letGo(bytes.count)
            return .bytes(bytes)
        case .ended(let code): return call.reply(nil, .string(code.reason))
        case .notYet: return call.wait(datagram.readable, datagram.timeout, library.network)
        }
    }

    fileprivate func send(_ call: inout ScriptCall) throws(ScriptError) -> Reply {
        guard let lentStream else { return try sendDatagram(call) }
        switch call.outcome {
        case .called:
            let bytes = try call.bytes(2)
            let state = call.state
            return lentStream.with { stream in
                let sent = stream.send(bytes, corked: mayCork) { StringAnchor(state, 2, runtime: library.runtime) }
                return reply(to: call, sent, by: stream)
            }
        case .timedOut: return call.reply(nil, "timeout")
        case .completed, .calledBack: return lentStream.with { reply(to: call, $0.sendState(), by: $0) }
        }
    }

    @inline(__always)
    private func reply(to call: ScriptCall, _ sent: Stream.Sent, by stream: Stream) -> Reply {
        switch sent {
        case .accepted: call.reply(true)
        case .overLimit: call.wait(stream.writable, stream.timeout, library.network)
        case .failed(let code): call.reply(nil, .string(stream.reason(for: code)))
        }
    }

    private func sendDatagram(_ call: ScriptCall) throws(ScriptError) -> Reply {
        guard let datagram else { return .nothing }
        if call.hasTimedOut { return call.reply(nil, "timeout") }
        switch datagram.send(try call.bytes(2)) {
        case .accepted: return call.reply(true)
        case .overLimit: return call.wait(datagram.writable, datagram.timeout, library.network)
        case .failed(let code): return call.reply(nil, .string(code.reason))
        }
    }

    /// Whether a send may be kept back until the coroutine waits: many small ones in a row then leave together.
    private var mayCork: Bool {
        let runtime = library.runtime
        guard runtime.isInTurn, runtime.callsInTurn > Self.directSends else {
            library.corkedSince = nil
            return false
        }
        let now = runtime.loop.now
        guard let since = library.corkedSince else {
            library.corkedSince = now
            return true
        }
        if now - since < Self.corkTime { return true }
        library.corkedSince = nil
        return false
    }

    func close() {
        dropInput()
        lentStream?.with { $0.close() }
        datagram?.close()
    }
}

extension ScriptCall {
    /// Waits in a queue under the socket's own limit, counted from the first wait of the call.
    @inline(__always)
    func wait(_ queue: WaitQueue, _ timeout: Duration?, _ network: Network) -> Reply {
        guard let timeout else { return .wait(queue, until: nil) }
        if timeout == .zero { return reply(nil, "timeout") }
        return .wait(queue, until: deadline == .never ? network.loop.now + timeout : deadline)
    }

    /// Whether others have waited longer for the same. One that blocks the thread goes ahead: they cannot run.
    func mustQueue(_ queue: WaitQueue) -> Bool { isFirst && queue.isClaimed && isYieldable }

    /// Address and port.
    func reply(_ endpoint: Endpoint?) -> Reply {
        guard let endpoint else { return reply(ScriptValue.nil) }
        return reply(.string(endpoint.address), .integer(endpoint.port))
    }

    /// A limit in milliseconds, nil for none.
    func timeout(_ index: Int32) throws(ScriptError) -> Duration? {
        guard let milliseconds = try optionalInteger(index) else { return nil }
        guard milliseconds >= 0 else { throw .badArgument(index, "timeout must not be negative") }
        return .milliseconds(min(milliseconds, 1 << 40))
    }
}
