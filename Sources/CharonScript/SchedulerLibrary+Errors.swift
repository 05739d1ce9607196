internal import CharonLua

/// Where the errors of a scheduler's coroutines go (library.md 7.6).
extension SchedulerLibrary {
    /// Wraps a function so that errorfunc is called where its errors happen, the stack being intact.
    static let guardSource = """
        local isinterruption = ...
        local pcall, xpcall, error = pcall, xpcall, error
        return function(sched, f)
          return function(...)
            local failed, why, handled = false, nil, false
            local ok, last = xpcall(f, function(err)
              local handler = sched.errorfunc
              if handler == nil or isinterruption(err) then
                failed, why = true, err
              else
                local ok, other = pcall(handler, err)
                if not ok then failed, why = true, other end
              end
              handled = true
              return err
            end, ...)
            -- The handler itself can fail, as where there is no stack left for it.
            if not ok and not handled then failed, why = true, last end
            if failed then error(why, 0) end
          end
        end
        """

    /// Puts the guarded function in the place of a function if errorfunc is set.
    func guardFunction(at index: Int32, of state: LuaState) throws(ScriptError) -> Bool {
        guard try pushErrorFunction(of: state) else { return false }
        state.pop()
        state.pushReference(guardFunction)
        state.pushCopy(of: 1)
        state.pushCopy(of: index)
        guard state.call(arguments: 2, results: 1).isOK else { throw .raiseTop }
        state.replace(at: index)
        return true
    }

    /// Puts the instance's errorfunc below the error on top, if it is to have it.
    func pushErrorHandler(of state: LuaState) throws(ScriptError) -> Bool {
        guard !ScriptRuntime.isInterruption(at: -1, of: state), try pushErrorFunction(of: state) else { return false }
        state.insert(at: -2)
        return true
    }

    /// Pushes the instance's errorfunc, if it is not nil.
    func pushErrorFunction(of state: LuaState) throws(ScriptError) -> Bool {
        // Nearly always neither the instance nor its class has one, which needs no protected call to find out.
        state.pushReference(errorFunctionName)
        if state.rawGet(from: 1) != .nil { return true }
        state.pop()
        if state.pushMetatable(of: 1) {
            state.pushReference(classTable)
            let isClass = state.rawEqual(-1, -2)
            state.pushReference(errorFunctionName)
            let isAbsent = state.rawGet(from: -2) == .nil
            state.pop(3)
            if isClass, isAbsent { return false }
        }
        guard state.getField("errorfunc", of: 1) else { throw .raiseTop }
        if !state.isNil(at: -1) { return true }
        state.pop()
        return false
    }

    /// Raises the oldest error that `spawn` kept.
    func raiseKeptError(of scheduler: Scheduler, in state: LuaState) throws(ScriptError) {
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
