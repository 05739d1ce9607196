internal import CharonLoop
internal import CharonLua
internal import CharonNet
internal import CharonScript
internal import CharonSystem

/// The methods of a socket (library.md section 4).
extension SocketLibrary {
    /// Sends of one turn that go out directly; later ones of the same turn leave together.
    private static let directSends = 8
    /// How long a send may be kept back for others to leave with it.
    private static let corkTime = Duration.milliseconds(1)

    var methods: [ScriptFunction] {
        [
            ScriptFunction("send", mayWait: true) { [self] call throws(ScriptError) in try send(&call) },
            ScriptFunction("recv", mayWait: true) { [self] call throws(ScriptError) in try receive(&call) },
            ScriptFunction("peek") { [sockets] call throws(ScriptError) in
                let bytes: BorrowedBytes? =
                    switch try call.object(1, sockets).transport {
                    case .stream(let stream): stream.peek()
                    case .datagram(let socket): socket.peek()
                    }
                return bytes.map { .bytes($0) } ?? .nothing
            },
            ScriptFunction("unrecv") { [sockets] call throws(ScriptError) in
                let socket = try call.object(1, sockets)
                let bytes = try call.bytes(2)
                switch socket.transport {
                case .stream(let stream): stream.unreceive(bytes)
                case .datagram(let datagram): datagram.unreceive(bytes)
                }
                return .nothing
            },
            ScriptFunction("close") { [sockets] call throws(ScriptError) in
                try call.object(1, sockets).close()
                return .nothing
            },
            ScriptFunction("shutdown") { [sockets] call throws(ScriptError) in
                if case .stream(let stream) = try call.object(1, sockets).transport { stream.shutdownSending() }
                return .nothing
            },
            ScriptFunction("getpeer") { [sockets] call throws(ScriptError) in
                switch try call.object(1, sockets).transport {
                case .stream(let stream): call.reply(stream.peer)
                case .datagram(let socket): call.reply(socket.peer)
                }
            },
            ScriptFunction("getlocal") { [sockets] call throws(ScriptError) in
                switch try call.object(1, sockets).transport {
                case .stream(let stream): call.reply(stream.local)
                case .datagram(let socket): call.reply(socket.local)
                }
            },
            ScriptFunction("getside") { [sockets] call throws(ScriptError) in
                let side =
                    switch try call.object(1, sockets).transport {
                    case .stream(let stream): stream.side
                    case .datagram(let socket): socket.side
                    }
                return call.reply(.string(side == .client ? "client" : "server"))
            },
            ScriptFunction("isudp") { [sockets] call throws(ScriptError) in
                if case .datagram = try call.object(1, sockets).transport { return call.reply(true) }
                return call.reply(false)
            },
            ScriptFunction("isopen") { [sockets] call throws(ScriptError) in
                switch try call.object(1, sockets).transport {
                case .stream(let stream): call.reply(.boolean(stream.isOpen))
                case .datagram(let socket): call.reply(.boolean(socket.isOpen))
                }
            },
            ScriptFunction("settimeout") { [sockets] call throws(ScriptError) in
                let socket = try call.object(1, sockets)
                let timeout = try call.timeout(2)
                switch socket.transport {
                case .stream(let stream): stream.timeout = timeout
                case .datagram(let datagram): datagram.timeout = timeout
                }
                return .nothing
            },
            ScriptFunction("setpeer") { [sockets] call throws(ScriptError) in
                let socket = try call.object(1, sockets)
                let text = try call.string(2)
                let port = try call.integer(3)
                guard case .datagram(let datagram) = socket.transport else {
                    throw .raise("setpeer is only available on UDP sockets")
                }
                guard (1...65535).contains(port) else { throw .badArgument(3, "port out of range") }
                guard let endpoint = Endpoint.parse(text, port: UInt16(port)) else { throw .raise("invalid IP address") }
                datagram.setPeer(endpoint)
                return .nothing
            },
        ]
    }

    private func receive(_ call: inout ScriptCall) throws(ScriptError) -> Reply {
        switch try call.object(1, sockets).transport {
        case .stream(let stream):
            if call.hasTimedOut { return call.reply(nil, "timeout") }
            if call.mustQueue(stream.readable) { return call.wait(stream.readable, stream.timeout, network) }
            switch stream.receive(looking: !runtime.isInTurn) {
            case .chunk(let bytes): return .bytes(bytes)
            case .ended(let code): return call.reply(nil, .string(code.reason))
            case .notYet: return call.wait(stream.readable, stream.timeout, network)
            }
        case .datagram(let socket):
            if call.hasTimedOut { return call.reply(nil, "timeout") }
            if call.mustQueue(socket.readable) { return call.wait(socket.readable, socket.timeout, network) }
            switch socket.receive(looking: !runtime.isInTurn) {
            case .chunk(let bytes): return .bytes(bytes)
            case .ended(let code): return call.reply(nil, .string(code.reason))
            case .notYet: return call.wait(socket.readable, socket.timeout, network)
            }
        }
    }

    private func send(_ call: inout ScriptCall) throws(ScriptError) -> Reply {
        switch try call.object(1, sockets).transport {
        case .stream(let stream):
            let state: Stream.Sent
            switch call.outcome {
            case .called:
                let bytes = try call.bytes(2)
                let anchored = call
                state = stream.send(bytes, corked: mayCork) { [runtime] in StringAnchor(anchored, 2, runtime: runtime) }
            case .timedOut: return call.reply(nil, "timeout")
            case .completed, .calledBack: state = stream.sendState()
            }
            switch state {
            case .accepted: return call.reply(true)
            case .overLimit: return call.wait(stream.writable, stream.timeout, network)
            case .failed(let code): return call.reply(nil, .string(code.reason))
            }
        case .datagram(let socket):
            if call.hasTimedOut { return call.reply(nil, "timeout") }
            switch socket.send(try call.bytes(2)) {
            case .accepted: return call.reply(true)
            case .overLimit: return call.wait(socket.writable, socket.timeout, network)
            case .failed(let code): return call.reply(nil, .string(code.reason))
            }
        }
    }

    /// Whether a send may be kept back until the coroutine waits: many small ones in a row then leave together.
    private var mayCork: Bool {
        guard runtime.isInTurn, runtime.callsInTurn > Self.directSends else {
            corkedSince = nil
            return false
        }
        let now = runtime.loop.now
        guard let since = corkedSince else {
            corkedSince = now
            return true
        }
        if now - since < Self.corkTime { return true }
        corkedSince = nil
        return false
    }
}

extension ScriptSocket {
    func close() {
        switch transport {
        case .stream(let stream): stream.close()
        case .datagram(let socket): socket.close()
        }
    }
}

extension ScriptCall {
    /// Waits in a queue under the socket's own limit, counted from the first wait of the call.
    func wait(_ queue: WaitQueue, _ timeout: Duration?, _ network: Network) -> Reply {
        guard let timeout else { return .wait(queue, until: nil) }
        if timeout == .zero { return reply(nil, "timeout") }
        return .wait(queue, until: deadline ?? network.loop.now + timeout)
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
