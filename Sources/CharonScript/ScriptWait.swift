internal import CharonLoop
internal import CharonLua
package import CharonSystem

/// Where scripts wait. The choice between suspending a coroutine and blocking the thread is made here
/// and nowhere else, by asking Lua whether the running function can yield.
extension ScriptRuntime {
    /// Satisfied waits in a row after which a coroutine gives its turn up.
    private static let turnLength = 128

    /// Runs a script function: the first time, after a wait, after a callback.
    func enter(
        _ state: LuaState, _ entrance: HostFunction.Entrance, _ function: ScriptHostFunction
    ) -> HostFunction.Answer {
        var call = ScriptCall(state: state, count: state.top, outcome: .called)
        switch entrance {
        case .call:
            if function.mayWait, scheduled == state.identity {
                turnCalls += 1
                if turnCalls > Self.turnLength, state.isYieldable { return giveTurnUp(call) }
            }
        case .resume:
            guard let record = VirtualMachine.record(of: state, as: CoroutineRecord.self) else {
                return raise("internal: a parked coroutine has no record", in: state)
            }
            if let again = resume(record, &call) { return again }
        case .callback:
            call.outcome = .calledBack
        }
        return perform(function, &call)
    }

    /// Runs the body, blocking and running it again where the caller cannot yield.
    private func perform(_ function: ScriptHostFunction, _ call: inout ScriptCall) -> HostFunction.Answer {
        let state = call.state
        while true {
            let reply: Reply
            do throws(ScriptError) {
                reply = try function.body(&call)
            } catch {
                return answer(error, in: state)
            }
            switch reply {
            case .pushed(let count): return .results(count)
            case .bytes(let bytes): return bytes.answer
            case .tailCall(let arguments): return .tailCall(arguments: arguments)
            case .call(let arguments, let frame): return .call(arguments: arguments, frame: frame)
            case .sleep(let time):
                let record = record(of: state)
                loop.sleep(record.waiter, until: time)
                return park(record, call)
            case .wait(let queue, let deadline):
                call.deadline = deadline
                if state.isYieldable {
                    let record = record(of: state)
                    queue.add(record.waiter, deadline: deadline, again: call.isCompleted)
                    return park(record, call)
                }
                let waiter = Waiter(loop: loop, wake: .flag)
                queue.add(waiter, deadline: deadline, first: true)
                while waiter.isWaiting {
                    if let signal = blockOnce(until: nil) {
                        waiter.cancel()
                        call.operation?.cancel()
                        return raise(signal.message, in: state)
                    }
                }
                call.outcome = waiter.hasTimedOut ? .timedOut : .completed
                waiter.reset()
                state.top = call.count
            }
        }
    }

    /// - Returns: nil if the function is to run again, else what to do instead.
    private func resume(_ record: CoroutineRecord, _ call: inout ScriptCall) -> HostFunction.Answer? {
        let byScheduler = scheduled == call.state.identity
        if record.isWaiting {
            // Somebody else's resume: look at the kernel then and there.
            if !byScheduler {
                _ = loop.turn(.none)
                if let signal = takeSignal() {
                    record.dropWait()
                    return raise(signal.message, in: call.state)
                }
            }
            if record.isWaiting { return .park(frame: call.count) }
        }
        record.isParked = false
        call.operation = record.operation
        call.deadline = record.deadline
        record.operation = nil
        if record.isTurnGivenUp {
            record.isTurnGivenUp = false
            call.outcome = .called
        } else {
            call.outcome = record.waiter.hasTimedOut ? .timedOut : .completed
            record.waiter.reset()
        }
        // It goes on outside of its scheduler, which must look what becomes of it.
        if !byScheduler { record.notifySchedulers() }
        return nil
    }

    private func park(_ record: CoroutineRecord, _ call: ScriptCall) -> HostFunction.Answer {
        record.operation = call.operation
        record.deadline = call.deadline
        record.isParked = true
        return .park(frame: call.count)
    }

    /// Suspends a coroutine that has not waited for long, to be resumed in the next pass.
    private func giveTurnUp(_ call: ScriptCall) -> HostFunction.Answer {
        let record = record(of: call.state)
        record.isParked = true
        record.isTurnGivenUp = true
        loop.readyKeys.append(record.key)
        return .park(frame: call.count)
    }

    /// Lets the loop run while the thread blocks, at most until `deadline`.
    ///
    /// - Parameter heedingReady: to return at once if a coroutine is ready, as a scheduler wants it; whoever blocks
    ///   the thread for something else cannot let it run.
    /// - Returns: a signal that interrupts the wait.
    package func blockOnce(until deadline: Moment?, heedingReady: Bool = false) -> PendingSignal? {
        if let signal = takeSignal() { return signal }
        prepareSignals()
        machine.paceCollector()
        var limit = deadline
        if let time = collector.nextCollection {
            if time <= loop.now {
                collectFully()
            } else {
                limit = min(limit ?? time, time)
            }
        }
        _ = loop.turn(limit.map { .until($0) } ?? .forever, heedingReadyKeys: heedingReady)
        return takeSignal()
    }

    // MARK: Errors

    private func raise(_ message: String, in state: LuaState) -> HostFunction.Answer {
        state.push(message)
        return .raiseWithPosition
    }

    private func answer(_ error: ScriptError, in state: LuaState) -> HostFunction.Answer {
        switch error {
        case .badArgument(let index, let message):
            state.push(message)
            return .badArgument(index)
        case .badType(let index, let expected):
            // The name of what is there is taken first: a missing argument's place is the top of the stack.
            let got = state.argumentTypeName(at: index)
            state.push("\(expected) expected, got \(got)")
            return .badArgument(index)
        case .raise(let message):
            return raise(message, in: state)
        case .raiseBare(let message):
            state.push(message)
            return .raise
        case .raiseTop:
            return .raise
        }
    }
}
