internal import CharonLoop
internal import CharonLua
internal import CharonScript
internal import CharonSystem

/// What Pluto adds to `coroutine` that deals with time, and closing a coroutine that waits (library.md section 10).
extension Libraries {
    func extendCoroutines() {
        let state = runtime.main
        state.rawGetGlobal("coroutine")
        state.rawGet("close", from: -1)
        let close = state.makeReference()
        state.pop()
        extend("coroutine", with: [
            sleep,
            // A coroutine that waits is closed as any other, and what it waits for is dropped.
            ScriptFunction("close") { [runtime] call throws(ScriptError) in
                let state = call.state
                guard let thread = state.thread(at: 1) else { throw .badType(1, expected: "thread") }
                if thread != state, thread.threadStatus == .suspended { runtime.dropWait(of: thread) }
                state.pushReference(close)
                state.insert(at: 1)
                return .tailCall(arguments: call.count)
            },
        ])
    }

    private var sleep: ScriptFunction {
        ScriptFunction("sleep") { [runtime] call throws(ScriptError) in
            guard call.isFirst else { return .nothing }
            let milliseconds = try call.integer(1)
            guard call.isYieldable else {
                throw .raise(
                    call.state == runtime.main
                        ? "attempt to yield from outside a coroutine" : "attempt to yield across a C-call boundary")
            }
            let now = runtime.loop.now
            return .sleep(until: milliseconds > 0 ? now.advanced(milliseconds: milliseconds) : now)
        }
    }
}
