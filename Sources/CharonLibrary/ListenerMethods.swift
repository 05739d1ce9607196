internal import CharonLua
internal import CharonNet
internal import CharonScript
internal import CharonSystem

/// The methods of a listener (library.md section 8).
extension SocketLibrary {
    /// One warning for the whole process is enough.
    private static let hasWarnedOfDescriptors = Locked(false)
    /// How long a listener stops looking when there is no descriptor for a connection. Source: library.md 4.11.
    private static let descriptorPause = Duration.milliseconds(100)

    var listenerMethods: [ScriptFunction] {
        [
            accept,
            ScriptFunction("hasconnection", of: listeners) { call, own throws(ScriptError) in
                call.reply(own.listener.hasConnection())
            },
            ScriptFunction("close", of: listeners) { call, own throws(ScriptError) in
                own.listener.close()
                return .nothing
            },
            ScriptFunction("getlocal", of: listeners) { call, own throws(ScriptError) in
                call.reply(own.listener.local)
            },
            ScriptFunction("settimeout", of: listeners) { call, own throws(ScriptError) in
                own.listener.timeout = try call.timeout(2)
                return .nothing
            },
        ]
    }

    var accept: ScriptFunction {
        ScriptFunction("accept", of: listeners, mayWait: true) { [self] call, own throws(ScriptError) in
            let listener = own.listener
            if call.hasTimedOut { return call.reply(nil, "timeout") }
            if call.mustQueue(listener.acceptable) {
                return call.wait(listener.acceptable, listener.timeout, network)
            }
            switch acceptCollecting(listener) {
            case .stream(let stream): return reply(with: .stream(stream), to: call)
            case .closed: return call.reply(nil, "listener closed")
            case .notYet: break
            case .failed(let code):
                warnOfDescriptors(code)
                listener.pause(for: Self.descriptorPause)
            }
            return call.wait(listener.acceptable, listener.timeout, network)
        }
    }

    /// Accepts; when there is no descriptor left, once more after closing the sockets that are garbage.
    private func acceptCollecting(_ listener: Listener) -> Listener.Accepted {
        let first = listener.accept(looking: !runtime.isInTurn)
        guard case .failed = first else { return first }
        runtime.collectFully()
        return listener.accept()
    }

    private func warnOfDescriptors(_ code: SocketError.Code) {
        let isFirst = Self.hasWarnedOfDescriptors.withLock { hasWarned in
            defer { hasWarned = true }
            return !hasWarned
        }
        if isFirst { StandardStream.error.write(line: "charon: \(code.reason): connections wait until a descriptor is free") }
    }
}
