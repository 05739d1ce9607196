internal import CharonLoop
internal import CharonLua
internal import CharonNet
internal import CharonScript
internal import CharonSystem

/// `socket.connect`, `listen` and `udpserver`.
extension SocketLibrary {
    var constructors: [ScriptFunction] {
        [
            ScriptFunction("connect", mayWait: true) { [self] call throws(ScriptError) in try connect(&call) },
            ScriptFunction("listen") { [self] call throws(ScriptError) in try listen(call) },
            ScriptFunction("udpserver") { [self] call throws(ScriptError) in
                let address = try bindAddress(call)
                do throws(SocketError) {
                    return reply(with: .datagram(try network.bindDatagram(on: address)), to: call)
                } catch {
                    return call.reply(nil, .string(error.code.reason))
                }
            },
        ]
    }

    private func connect(_ call: inout ScriptCall) throws(ScriptError) -> Reply {
        let host = try call.string(1)
        let port = try call.integer(2)
        var isDatagram = false
        if !call.isAbsent(3) {
            switch try call.string(3) {
            case "tcp": break
            case "udp": isDatagram = true
            case let other: throw .badArgument(3, "invalid option '\(other)'")
            }
        }
        let options = try connectOptions(call)
        guard (1...65535).contains(port) else {
            return yieldFirst(call, isDatagram) ?? call.reply(nil, "port out of range")
        }

        guard let connecting = call.operation as? Connecting else {
            return try start(Connecting(), &call, host, Int(port), options, isDatagram)
        }
        guard let result = connecting.attempt?.result else {
            return call.hasTimedOut ? call.reply(nil, "timeout") : connecting.wait(call.deadline == .never ? nil : call.deadline)
        }
        switch result {
        case .success(let transport):
            return reply(with: transport, to: call)
        case .failure(let error):
            // Sockets that nothing refers to may hold the descriptors: once more without them.
            if error.code == .tooManyOpenFiles, !connecting.isSecondTry {
                runtime.collectFully()
                connecting.isSecondTry = true
                return try start(connecting, &call, host, Int(port), options, isDatagram)
            }
            return call.reply(nil, .string(error.code.reason))
        }
    }

    private func start(
        _ connecting: Connecting, _ call: inout ScriptCall, _ host: String, _ port: Int, _ options: ConnectOptions,
        _ isDatagram: Bool
    ) throws(ScriptError) -> Reply {
        connecting.attempt =
            isDatagram
            ? .datagram(network.connectDatagram(host: host, port: port, options: options))
            : .stream(network.connect(host: host, port: port, options: options))
        call.operation = connecting
        if connecting.attempt?.result != nil {
            // It failed before it began.
            if let yielding = yieldFirst(call, isDatagram) { return yielding }
            return try connect(&call)
        }
        return connecting.wait(nil)
    }

    /// In a coroutine the result of connecting shows after a yield, also where nothing had to be waited for; nil if it
    /// has yielded, or need not (library.md 1.1).
    private func yieldFirst(_ call: ScriptCall, _ isDatagram: Bool) -> Reply? {
        call.isFirst && call.isYieldable && !isDatagram ? .sleep(until: runtime.loop.now) : nil
    }

    private func connectOptions(_ call: ScriptCall) throws(ScriptError) -> ConnectOptions {
        var result = ConnectOptions()
        guard let options = try call.options(4) else { return result }
        if let timeout = try options.integer("timeout") {
            guard timeout >= 0 else { throw .badArgument(4, "timeout must not be negative") }
            result.timeout = .milliseconds(timeout)
        }
        result.bind = try options.string("bind")
        switch try options.string("family") {
        case nil: break
        case "ipv4": result.family = .ipv4
        case "ipv6": result.family = .ipv6
        case let other?: throw .badArgument(4, "invalid option '\(other)'")
        }
        return result
    }

    private func listen(_ call: ScriptCall) throws(ScriptError) -> Reply {
        let address = try bindAddress(call)
        var backlog = 1024
        if let options = try call.options(2), let wanted = try options.integer("backlog") {
            guard (1...65535).contains(wanted) else { throw .badArgument(2, "'backlog' must be from 1 to 65535") }
            backlog = Int(wanted)
        }
        var isSecondTry = false
        while true {
            do throws(SocketError) {
                let listener = try network.listen(on: address, backlog: backlog, reusePort: sharesPorts)
                listeners.push(ScriptListener(listener), onto: call.state)
                runtime.noteGarbage()
                return .pushed(1)
            } catch {
                guard error.code == .tooManyOpenFiles, !isSecondTry else {
                    return call.reply(nil, .string(error.code.reason))
                }
                runtime.collectFully()
                isSecondTry = true
            }
        }
    }

    /// A port, or an address and a port. A port out of range is an address too: it fails when it is used.
    private func bindAddress(_ call: ScriptCall) throws(ScriptError) -> BindAddress {
        if call.state.type(at: 1) == .string {
            guard let text = call.state.string(at: 1), let address = BindAddress.parse(text) else {
                throw .raise("invalid bind address")
            }
            return address
        }
        return .all(port: Int(clamping: try call.integer(1)))
    }
}

/// A connection on its way, held by the coroutine that waits for it.
final class Connecting: ScriptOperation {
    enum Attempt {
        case stream(ConnectAttempt)
        case datagram(DatagramConnectAttempt)

        var result: Result<ScriptSocket.Transport, SocketError>? {
            switch self {
            case .stream(let attempt): attempt.result?.map { .stream($0) }
            case .datagram(let attempt): attempt.result?.map { .datagram($0) }
            }
        }
    }

    var attempt: Attempt?
    var isSecondTry = false

    func wait(_ deadline: Moment?) -> Reply {
        switch attempt {
        case .stream(let attempt): .wait(attempt.finished, until: deadline)
        case .datagram(let attempt): .wait(attempt.finished, until: deadline)
        case nil: .nothing
        }
    }

    func cancel() {
        switch attempt {
        case .stream(let attempt): attempt.cancel()
        case .datagram(let attempt): attempt.cancel()
        case nil: break
        }
    }
}
