internal import CharonLoop
internal import CharonLua
internal import CharonSystem

/// `run`, pass after pass (library.md 7.4).
extension SchedulerLibrary {
    func run(_ call: inout ScriptCall) throws(ScriptError) -> Reply {
        let state = call.state
        state.top = 1
        let scheduler = try open(call)  // at index 2
        defer { scheduler.returnSetAside() }
        state.pushNil()
        state.insert(at: 2)  // where `finish` and `mirror` look for it
        while true {
            try raiseKeptError(of: scheduler, in: state)
            if scheduler.isQueueEmpty {
                if scheduler.restingCount <= 0 {
                    mirror(scheduler, in: state, always: true)
                    return .nothing
                }
                if pushCustomYield(of: state) { return yield(scheduler) }
                if let signal = runtime.blockOnce(until: nil, unless: { !scheduler.isQueueEmpty }) {
                    throw .raise(signal.message)
                }
                continue
            }
            let paceStart = scheduler.hasReady ? nil : runtime.loop.now
            let resumedAny = try runPass(scheduler, in: state)
            if state.top > 3 { return .call(arguments: 1, keeping: 1) }  // errorfunc and the error
            mirror(scheduler, in: state, always: false)
            try raiseKeptError(of: scheduler, in: state)
            guard resumedAny else { continue }
            if pushCustomYield(of: state) { return yield(scheduler) }
            if let signal = runtime.takeSignal() { throw .raise(signal.message) }
            if scheduler.isQueueEmpty || scheduler.restingCount <= 0 { continue }
            if scheduler.hasReady {
                _ = runtime.loop.turn(.none)
            } else {
                let start = paceStart ?? runtime.loop.now
                if let signal = runtime.blockOnce(until: start + Self.yieldPace, unless: { scheduler.hasReady }) {
                    throw .raise(signal.message)
                }
            }
        }
    }

    /// Resumes those that are ready, in list order.
    ///
    /// - Returns: whether any was resumed. If an error is for errorfunc, that and the error are left on the stack.
    func runPass(_ scheduler: Scheduler, in state: LuaState) throws(ScriptError) -> Bool {
        scheduler.beginPass()
        scheduler.passDepth += 1
        defer { scheduler.passDepth -= 1 }
        var resumedAny = false
        while let next = scheduler.nextInPass() {
            guard let resumed = next.with({ attend(to: $0, scheduler, in: state) }) else { continue }
            resumedAny = true
            if resumed == .failed {
                guard !next.with({ $0.isGuarded }), try pushErrorHandler(of: state) else {
                    mirror(scheduler, in: state, always: false)
                    throw .raiseTop
                }
                return true
            }
            if scheduler.hasErrors { return true }
        }
        return resumedAny
    }

    /// Resumes one of the pass; nil if it cannot be resumed now.
    private func attend(to entry: SchedulerEntry, _ scheduler: Scheduler, in state: LuaState) -> Resumed? {
        guard entry.isListed, !entry.isActive else { return nil }
        switch entry.thread.threadStatus {
        case .dead:
            finish(entry, scheduler, in: state)
            return nil
        case .normal:
            scheduler.setAside(entry)
            return nil
        case .suspended:
            return entry.isWaiting ? nil : resume(entry, scheduler, from: state, arguments: 0)
        }
    }

    /// Calls the yieldfunc that has been pushed.
    private func yield(_ scheduler: Scheduler) -> Reply {
        _ = runtime.loop.turn(.none)
        yielding = scheduler
        return .call(arguments: 0, keeping: 1)
    }

    /// Pushes the instance's yieldfunc, if the script has set one of its own.
    func pushCustomYield(of state: LuaState) -> Bool {
        state.pushReference(yieldFunctionName)
        state.rawGet(from: 1)
        state.pushReference(defaultYield)
        let isDefault = state.rawEqual(-1, -2) || state.isNil(at: -2)
        state.pop(isDefault ? 2 : 1)
        return !isDefault
    }
}
