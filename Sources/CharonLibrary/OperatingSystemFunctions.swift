internal import CharonLoop
internal import CharonLua
internal import CharonNet
internal import CharonScript
internal import CharonSystem
internal import Glibc

/// What Pluto adds to `os` that deals with time and the network, and the end of the program (library.md section 11).
extension Libraries {
    var operatingSystemFunctions: [ScriptFunction] {
        [
            ScriptFunction("sleep") { [self] call throws(ScriptError) in
                let milliseconds = try call.integer(1)
                guard milliseconds > 0 else { return .nothing }
                let end = runtime.loop.now.advanced(milliseconds: milliseconds)
                while runtime.loop.now < end {
                    if let signal = runtime.blockOnce(until: end) { throw .raise(signal.message) }
                }
                return .nothing
            },
            clock("seconds", unit: 1_000_000_000),
            clock("millis", unit: 1_000_000),
            clock("micros", unit: 1_000),
            clock("nanos", unit: 1),
            ScriptFunction("unixseconds") { call throws(ScriptError) in call.reply(.integer(time(nil))) },
            ScriptFunction("exit") { [self] call throws(ScriptError) in
                let status: Int32
                switch call.state.type(at: 1) {
                case .none, .nil: status = EXIT_SUCCESS
                case .boolean: status = call.state.boolean(at: 1) ? EXIT_SUCCESS : EXIT_FAILURE
                default: status = Int32(truncatingIfNeeded: try call.integer(1))
                }
                if call.state.boolean(at: 2) {
                    // Finalisers run, and the state is freed: nothing may look at it again.
                    runtime.close()
                } else {
                    closeSockets()
                }
                Glibc.exit(StandardStream.flushOutput() || status != EXIT_SUCCESS ? status : EXIT_FAILURE)
            },
        ]
    }

    /// A monotonic clock in whole units; all of them have the same origin.
    private func clock(_ name: String, unit: Int64) -> ScriptFunction {
        ScriptFunction(name) { [runtime] call throws(ScriptError) in
            call.reply(.integer(Int(runtime.loop.now.nanoseconds / unit)))
        }
    }

    /// Adds the constants.
    func extendOperatingSystem() {
        let state = runtime.main
        state.rawGetGlobal("os")
        state.push("linux")
        state.rawSet("platform", in: -2)
        #if arch(arm64)
        state.push("arm, 64-bit")
        #else
        state.push("x86, 64-bit")
        #endif
        state.rawSet("arch", in: -2)
        state.pop()
    }
}
