internal import CharonLoop
internal import CharonLua
internal import CharonSystem

/// The scheduler as scripts use it: lists of coroutines, passes, errors (library.md section 7).
///
/// An instance is a table of the script's; what belongs to it here is found through a weak table by
/// the instance: `{ box, anchors, coros }`.
package final class SchedulerLibrary {
    let runtime: ScriptRuntime
    private let kind = UserdataKind<Scheduler>("pluto:scheduler")
    /// Registry references: instance -> state; the default yieldfunc; the Lua function that guards a function.
    let instances: Int32
    private(set) var defaultYield: Int32 = -1
    let guardFunction: Int32
    /// Registry references of field names. A look-up by one costs no look at the table of all strings.
    let errorFunctionName: Int32
    let yieldFunctionName: Int32
    /// Registry reference of the class, once it has been made.
    package var classTable: Int32 = -1
    /// Whose yieldfunc was called last.
    weak var yielding: Scheduler?

    enum Part {
        static let box = 1
        static let anchors = 2
        static let coros = 3
        static let errors = 4
    }

    enum Resumed { case suspended, ended, failed }

    /// Pace of passes while coroutines merely yield. Source: library.md 7.4.
    static let yieldPace = Duration.milliseconds(1)

    /// - Throws: `ScriptFailure` if its Lua part does not load.
    package init(runtime: ScriptRuntime) throws(ScriptFailure) {
        self.runtime = runtime
        let state = runtime.main
        kind.pushNewMetatable(in: state)
        state.pop()
        state.pushNewTable()
        state.pushNewTable()
        state.push("k")
        state.rawSet("__mode", in: -2)
        state.setMetatable(of: -2)
        instances = state.makeReference()
        state.push("errorfunc")
        errorFunctionName = state.makeReference()
        state.push("yieldfunc")
        yieldFunctionName = state.makeReference()
        runtime.push(ScriptFunction("isinterruption") { call throws(ScriptError) in
            call.reply(ScriptRuntime.isInterruption(at: 1, of: call.state))
        }, onto: state)
        try runtime.runLua(Self.guardSource, chunkName: "=[scheduler]", arguments: 1, results: 1)
        guardFunction = state.makeReference()
        runtime.push(ScriptFunction("yieldfunc") { [self] _ throws(ScriptError) in
            let end = runtime.loop.now + Self.yieldPace
            if let signal = runtime.blockOnce(until: end, unless: { self.yielding?.hasReady ?? false }) {
                throw .raise(signal.message)
            }
            return .nothing
        }, onto: state)
        defaultYield = state.makeReference()
    }

    // MARK: The functions of the class

    /// The class's functions in Swift.
    package var functions: [ScriptFunction] {
        [
            ScriptFunction("__construct") { [self] call throws(ScriptError) in try construct(&call) },
            ScriptFunction("add") { [self] call throws(ScriptError) in try add(&call) },
            ScriptFunction("run") { [self] call throws(ScriptError) in try run(&call) },
            ScriptFunction("contains") { [self] call throws(ScriptError) in
                call.state.top = 2
                let scheduler = try open(call)
                guard let record = record(at: 2, of: call.state) else { return call.reply(false) }
                return call.reply(scheduler.entry(of: record) != nil)
            },
            ScriptFunction("remove") { [self] call throws(ScriptError) in
                call.state.top = 2
                let scheduler = try open(call)
                if let record = record(at: 2, of: call.state), let entry = scheduler.entry(of: record) {
                    finish(entry, scheduler, in: call.state)
                    mirror(scheduler, in: call.state, always: true)
                }
                return .nothing
            },
        ]
    }

    /// `spawn(sched, callback, value)`: as `sched:add(|| -> callback(value))`, but an error in the first
    /// resume is kept for `run`, so that it never ends the caller (library.md 3.3).
    package var spawn: ScriptFunction {
        ScriptFunction("spawn") { [self] call throws(ScriptError) in try spawn(&call) }
    }

    func construct(_ call: inout ScriptCall) throws(ScriptError) -> Reply {
        let state = call.state
        guard state.type(at: 1) == .table else { throw .badType(1, expected: "table") }
        guard state.reserve(16) else { throw .raise("stack overflow") }
        state.pushReference(instances)
        state.pushCopy(of: 1)
        state.pushNewTable(array: 4)
        kind.push(Scheduler(), onto: state)
        state.rawSet(position: Part.box, in: -2)
        state.pushNewTable()
        state.rawSet(position: Part.anchors, in: -2)
        state.pushNewTable()
        state.pushCopy(of: -1)
        state.rawSet("coros", in: 1)
        state.rawSet(position: Part.coros, in: -2)
        state.pushNewTable()
        state.rawSet(position: Part.errors, in: -2)
        state.rawSet(in: -3)
        state.pop()
        state.pushReference(defaultYield)
        state.rawSet("yieldfunc", in: 1)
        return .nothing
    }

    /// Finds the scheduler of the instance, and leaves its state on top of the stack.
    func open(_ call: ScriptCall) throws(ScriptError) -> Scheduler {
        let state = call.state
        guard state.reserve(24) else { throw .raise("stack overflow") }
        guard call.count > 0 else { throw .badArgument(1, "scheduler expected, got no value") }
        guard state.type(at: 1) == .table else { throw .badType(1, expected: "scheduler") }
        state.pushReference(instances)
        state.pushCopy(of: 1)
        let hasState = state.rawGet(from: -2) == .table
        state.replace(at: -2)
        guard hasState else {
            throw .badArgument(1, "scheduler expected, got table")
        }
        state.rawGet(position: Part.box, from: -1)
        defer { state.pop() }
        return try call.object(-1, kind)
    }

    func record(at index: Int32, of state: LuaState) -> CoroutineRecord? {
        state.thread(at: index).flatMap { VirtualMachine.record(of: $0, as: CoroutineRecord.self) }
    }
}
