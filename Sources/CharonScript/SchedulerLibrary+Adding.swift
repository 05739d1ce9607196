internal import CharonLoop
internal import CharonLua

/// How coroutines come into a scheduler: each is resumed at once (library.md 7.1).
extension SchedulerLibrary {
    func add(_ call: inout ScriptCall) throws(ScriptError) -> Reply {
        let state = call.state
        if case .calledBack = call.outcome {  // errorfunc has taken the error of the first resume
            state.top = 2
            return .pushed(1)
        }
        let thread: LuaState
        var isGuarded = false
        switch state.type(at: 2) {
        case .function:
            state.top = 2
            let scheduler = try open(call)
            isGuarded = try guardFunction(at: 2, of: state)
            thread = state.pushNewThread()
            state.pushCopy(of: 2)
            state.move(1, to: thread)
            state.replace(at: 2)
            return try start(thread, scheduler, call, arguments: 0, isGuarded: isGuarded, isSpawned: false)
        case .thread:
            guard let found = state.thread(at: 2) else { throw .badType(2, expected: "thread") }
            thread = found
            switch thread == state ? .normal : thread.threadStatus {
            case .dead: throw .raiseBare("cannot resume dead coroutine")
            case .normal: throw .raiseBare("cannot resume non-suspended coroutine")
            case .suspended: break
            }
            state.top = 2
            let scheduler = try open(call)
            if let record = record(at: 2, of: state), record.isHeld { _ = runtime.loop.turn(.none) }
            return try start(thread, scheduler, call, arguments: 0, isGuarded: false, isSpawned: false)
        default:
            state.push("bad argument #1 to 'create' (function expected, got \(state.typeName(at: 2)))")
            throw .raiseTop
        }
    }

    func spawn(_ call: inout ScriptCall) throws(ScriptError) -> Reply {
        let state = call.state
        if case .calledBack = call.outcome { return .nothing }
        state.top = 3
        let scheduler = try open(call)
        let isGuarded = try guardFunction(at: 2, of: state)
        let thread = state.pushNewThread()
        // The instance, the thread, then the scheduler's state: what `start` expects.
        state.pushCopy(of: 2)
        state.pushCopy(of: 3)
        state.move(2, to: thread)
        state.replace(at: 2)
        state.remove(at: 3)
        return try start(thread, scheduler, call, arguments: 1, isGuarded: isGuarded, isSpawned: true)
    }

    /// Lists the thread at index 2 and resumes it once; the scheduler's state is at index 3.
    func start(
        _ thread: LuaState, _ scheduler: Scheduler, _ call: ScriptCall, arguments: Int32, isGuarded: Bool,
        isSpawned: Bool
    ) throws(ScriptError) -> Reply {
        let state = call.state
        let record = runtime.record(of: thread)
        let entry: SchedulerEntry
        if let listed = scheduler.entry(of: record) {
            entry = listed
        } else {
            mirror(scheduler, in: state, always: true)
            entry = scheduler.add(thread, record: record, isGuarded: isGuarded)
            state.rawGet(position: Part.anchors, from: 3)
            state.pushCopy(of: 2)
            state.rawSet(position: entry.anchor, in: -2)
            state.pop()
            state.rawGet(position: Part.coros, from: 3)
            state.pushCopy(of: 2)
            state.rawSet(position: entry.position + 1, in: -2)
            state.pop()
        }
        if resume(entry, scheduler, from: state, arguments: arguments, isNew: true) == .failed {
            if !entry.isGuarded, try pushErrorHandler(of: state) {
                return .call(arguments: 1, keeping: 2)
            }
            guard isSpawned else { throw .raiseTop }
            // The error value goes to the end of the list of errors for run.
            state.rawGet(position: Part.errors, from: 3)
            state.insert(at: -2)
            state.rawSet(position: state.rawLength(at: -2) + 1, in: -2)
            state.pop()
            scheduler.hasErrors = true
        }
        state.top = 2
        return isSpawned ? .nothing : .pushed(1)
    }
}
