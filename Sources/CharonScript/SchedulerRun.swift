internal import CharonLoop
internal import CharonLua
internal import CharonSystem

/// The scheduler as scripts use it: lists of coroutines, passes, errors (library.md section 7).
///
/// An instance is a table of the script's; what belongs to it here is found through a weak table by
/// the instance: `{ box, anchors, coros }`.
package final class SchedulerLibrary {
    private let runtime: ScriptRuntime
    private let kind = UserdataKind<Scheduler>("pluto:scheduler")
    /// Registry references: instance -> state; the default yieldfunc; the Lua function that guards a function.
    private let instances: Int32
    private let defaultYield: Int32
    private let guardFunction: Int32
    /// Registry reference of the class, once it has been made.
    package var classTable: Int32 = -1

    private enum Part {
        static let box = 1
        static let anchors = 2
        static let coros = 3
        static let errors = 4
    }

    private enum Resumed { case suspended, ended, failed }

    /// Pace of passes while coroutines merely yield. Source: library.md 7.4.
    private static let yieldPace = Duration.milliseconds(1)

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
        runtime.push(ScriptFunction("yieldfunc") { [runtime] _ throws(ScriptError) in
            if let signal = runtime.blockOnce(until: runtime.loop.now + Self.yieldPace, heedingReady: true) {
                throw .raise(signal.message)
            }
            return .nothing
        }, onto: state)
        defaultYield = state.makeReference()
        runtime.push(ScriptFunction("isinterruption") { call throws(ScriptError) in
            call.reply(.boolean(ScriptRuntime.isInterruption(at: 1, of: call.state)))
        }, onto: state)
        try runtime.runLua(Self.guardSource, chunkName: "=[scheduler]", arguments: 1, results: 1)
        guardFunction = state.makeReference()
    }

    /// Wraps a function so that errorfunc is called where its errors happen, the stack being intact.
    private static let guardSource = """
        local isinterruption = ...
        local pcall, xpcall, error = pcall, xpcall, error
        return function(sched, f)
          return function(...)
            local failed, why = false, nil
            xpcall(f, function(err)
              local handler = sched.errorfunc
              if handler == nil or isinterruption(err) then
                failed, why = true, err
              else
                local ok, other = pcall(handler, err)
                if not ok then failed, why = true, other end
              end
              return err
            end, ...)
            if failed then error(why, 0) end
          end
        end
        """

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
                return call.reply(.boolean(scheduler.entry(of: record) != nil))
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

    private func construct(_ call: inout ScriptCall) throws(ScriptError) -> Reply {
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
    private func open(_ call: ScriptCall) throws(ScriptError) -> Scheduler {
        let state = call.state
        guard state.reserve(24) else { throw .raise("stack overflow") }
        guard state.type(at: 1) == .table else { throw .badType(1, expected: "scheduler") }
        state.pushReference(instances)
        state.pushCopy(of: 1)
        state.rawGet(from: -2)
        state.remove(at: -2)
        guard state.type(at: -1) == .table else {
            throw .badArgument(1, "scheduler expected, got a table that is none")
        }
        state.rawGet(position: Part.box, from: -1)
        defer { state.pop() }
        return try call.object(-1, kind)
    }

    private func record(at index: Int32, of state: LuaState) -> CoroutineRecord? {
        state.thread(at: index).flatMap { VirtualMachine.record(of: $0, as: CoroutineRecord.self) }
    }

    // MARK: Adding

    private func add(_ call: inout ScriptCall) throws(ScriptError) -> Reply {
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
            if let record = record(at: 2, of: state), record.isWaiting { _ = runtime.loop.turn(.none) }
            return try start(thread, scheduler, call, arguments: 0, isGuarded: false, isSpawned: false)
        default:
            state.push("bad argument #1 to 'create' (function expected, got \(state.typeName(at: 2)))")
            throw .raiseTop
        }
    }

    /// Puts the guarded function in the place of a function if errorfunc is set.
    private func guardFunction(at index: Int32, of state: LuaState) throws(ScriptError) -> Bool {
        guard try pushErrorFunction(of: state) else { return false }
        state.pop()
        state.pushReference(guardFunction)
        state.pushCopy(of: 1)
        state.pushCopy(of: index)
        guard state.call(arguments: 2, results: 1).isOK else { throw .raiseTop }
        state.replace(at: index)
        return true
    }

    private func spawn(_ call: inout ScriptCall) throws(ScriptError) -> Reply {
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
    private func start(
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
            state.push(true)
            state.rawSet(in: -3)
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

    // MARK: Running

    private func run(_ call: inout ScriptCall) throws(ScriptError) -> Reply {
        let state = call.state
        state.top = 1
        let scheduler = try open(call)  // at index 2
        state.pushNil()
        state.insert(at: 2)  // where `finish` and `mirror` look for it
        while true {
            try raiseKeptError(of: scheduler, in: state)
            runtime.deliverReady()
            if scheduler.isQueueEmpty {
                if scheduler.restingCount <= 0 {
                    mirror(scheduler, in: state, always: true)
                    return .nothing
                }
                if pushCustomYield(of: state) {
                    _ = runtime.loop.turn(.none)
                    return .call(arguments: 0, keeping: 1)
                }
                if let signal = runtime.blockOnce(until: nil, heedingReady: true) { throw .raise(signal.message) }
                continue
            }
            let paceStart = scheduler.queueHasReady ? nil : runtime.loop.now
            let resumedAny = try runPass(scheduler, in: state)
            if state.top > 3 { return .call(arguments: 1, keeping: 1) }  // errorfunc and the error
            mirror(scheduler, in: state, always: false)
            try raiseKeptError(of: scheduler, in: state)
            guard resumedAny else { continue }
            if pushCustomYield(of: state) {
                _ = runtime.loop.turn(.none)
                return .call(arguments: 0, keeping: 1)
            }
            if let signal = runtime.takeSignal() { throw .raise(signal.message) }
            runtime.deliverReady()
            if scheduler.isQueueEmpty || scheduler.restingCount <= 0 { continue }
            if scheduler.queueHasReady {
                _ = runtime.loop.turn(.none)
            } else {
                let start = paceStart ?? runtime.loop.now
                if let signal = runtime.blockOnce(until: start + Self.yieldPace, heedingReady: true) {
                    throw .raise(signal.message)
                }
            }
        }
    }

    /// Resumes those that are ready, in list order.
    ///
    /// - Returns: whether any was resumed. If an error is for errorfunc, that and the error are left on the stack.
    private func runPass(_ scheduler: Scheduler, in state: LuaState) throws(ScriptError) -> Bool {
        scheduler.beginPass()
        scheduler.passDepth += 1
        defer { scheduler.passDepth -= 1 }
        var resumedAny = false
        while let entry = scheduler.nextInPass() {
            guard entry.isListed, !entry.isActive else { continue }
            switch entry.thread.threadStatus {
            case .dead:
                finish(entry, scheduler, in: state)
                continue
            case .normal:
                scheduler.enqueue(entry, yielded: true)
                continue
            case .suspended:
                if entry.record.isWaiting { continue }
            }
            resumedAny = true
            if resume(entry, scheduler, from: state, arguments: 0) == .failed {
                guard !entry.isGuarded, try pushErrorHandler(of: state) else {
                    mirror(scheduler, in: state, always: false)
                    throw .raiseTop
                }
                return true
            }
            if scheduler.hasErrors { return true }
        }
        return resumedAny
    }

    /// Resumes one coroutine and files it anew; its error, if it failed, is left on top of `state`.
    private func resume(
        _ entry: SchedulerEntry, _ scheduler: Scheduler, from state: LuaState, arguments: Int32, isNew: Bool = false
    ) -> Resumed {
        let thread = entry.thread
        let (outer, outerCalls) = (runtime.scheduled, runtime.turnCalls)
        (runtime.scheduled, runtime.turnCalls) = (thread.identity, 0)
        entry.isActive = true
        scheduler.activeCount += 1
        let (status, results) = thread.resume(from: state, arguments: arguments)
        if entry.isActive {
            entry.isActive = false
            scheduler.activeCount -= 1
        }
        (runtime.scheduled, runtime.turnCalls) = (outer, outerCalls)
        switch status {
        case .yield:
            if results > 0 {
                thread.pop(results)
                runtime.warn("Coroutine yielded values to scheduler. Discarding them.", in: state)
            }
            // A parked one comes back through the loop's ready keys.
            if !entry.record.isParked {
                if isNew { scheduler.enqueueNew(entry) } else { scheduler.enqueue(entry, yielded: true) }
            }
            return .suspended
        case .ok:
            thread.pop(results)
            finish(entry, scheduler, in: state)
            runtime.noteGarbage()
            return .ended
        default:
            runtime.keepTraceback(of: thread)
            _ = thread.reset()  // closes what is to be closed; the error stays on top, or the one of a __close
            if thread.top > 0 { thread.move(1, to: state) } else { state.pushNil() }
            finish(entry, scheduler, in: state)
            runtime.noteGarbage()
            return .failed
        }
    }

    /// Takes an entry out of the list. Its scheduler's state is at index 3.
    private func finish(_ entry: SchedulerEntry, _ scheduler: Scheduler, in state: LuaState) {
        guard entry.isListed else { return }
        scheduler.drop(entry)
        state.rawGet(position: Part.anchors, from: 3)
        guard entry.thread.reserve(1) else {
            state.pop()
            return
        }
        entry.thread.pushSelf()
        entry.thread.move(1, to: state)
        state.pushNil()
        state.rawSet(in: -3)
        state.pop()
    }

    /// Brings the script's table `coros` up to date.
    private func mirror(_ scheduler: Scheduler, in state: LuaState, always: Bool) {
        guard let (from, oldCount) = scheduler.compact(always: always) else { return }
        state.rawGet(position: Part.coros, from: 3)
        for position in from..<oldCount {
            if position < scheduler.entries.count, scheduler.entries[position].thread.reserve(1) {
                let thread = scheduler.entries[position].thread
                thread.pushSelf()
                thread.move(1, to: state)
            } else {
                state.pushNil()
            }
            state.rawSet(position: position + 1, in: -2)
        }
        state.pop()
    }

    /// Puts the instance's errorfunc below the error on top, if it is to have it.
    private func pushErrorHandler(of state: LuaState) throws(ScriptError) -> Bool {
        guard !ScriptRuntime.isInterruption(at: -1, of: state), try pushErrorFunction(of: state) else { return false }
        state.insert(at: -2)
        return true
    }

    /// Pushes the instance's errorfunc, if it is not nil.
    private func pushErrorFunction(of state: LuaState) throws(ScriptError) -> Bool {
        // Nearly always neither the instance nor its class has one, which needs no protected call to find out.
        if state.rawGet("errorfunc", from: 1) != .nil { return true }
        state.pop()
        if state.pushMetatable(of: 1) {
            state.pushReference(classTable)
            let isClass = state.rawEqual(-1, -2)
            let isAbsent = state.rawGet("errorfunc", from: -2) == .nil
            state.pop(3)
            if isClass, isAbsent { return false }
        }
        guard state.getField("errorfunc", of: 1) else { throw .raiseTop }
        if !state.isNil(at: -1) { return true }
        state.pop()
        return false
    }

    /// Pushes the instance's yieldfunc, if the script has set one of its own.
    private func pushCustomYield(of state: LuaState) -> Bool {
        state.rawGet("yieldfunc", from: 1)
        state.pushReference(defaultYield)
        let isDefault = state.rawEqual(-1, -2) || state.isNil(at: -2)
        state.pop(isDefault ? 2 : 1)
        return !isDefault
    }

    /// Raises the oldest error that `spawn` kept.
    private func raiseKeptError(of scheduler: Scheduler, in state: LuaState) throws(ScriptError) {
        guard scheduler.hasErrors else { return }
        state.rawGet(position: Part.errors, from: 3)
        let count = state.rawLength(at: -1)
        guard count > 0 else {
            scheduler.hasErrors = false
            state.pop()
            return
        }
        state.rawGet(position: 1, from: -1)
        for position in 1...count {
            state.rawGet(position: position + 1, from: -2)
            state.rawSet(position: position, in: -3)
        }
        scheduler.hasErrors = count > 1
        throw .raiseTop
    }
}
