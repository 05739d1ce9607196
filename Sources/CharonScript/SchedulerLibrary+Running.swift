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
    func runPass(_ scheduler: Scheduler, in state: LuaState) throws(ScriptError) -> Bool {
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
                scheduler.setAside(entry)
                continue
            case .suspended:
                if entry.isWaiting { continue }
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
