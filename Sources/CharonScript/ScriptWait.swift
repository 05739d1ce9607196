internal import CharonLoop
internal import CharonLua
package import CharonSystem

/// Where scripts wait. The choice between suspending a coroutine and blocking the thread is made here
/// and nowhere else, by asking Lua whether the running function can yield.
extension ScriptRuntime {
    /// Satisfied waits in a row after which a coroutine gives its turn up.
    private static let turnLength = 128

    /// Runs a script function: the first time, after a wait, after a callback.
    @inline(__always)
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
            let resumed = VirtualMachine.withRecord(of: state, as: CoroutineRecord.self) { resume($0, &call) }
            guard let resumed else { return raise("internal: a parked coroutine has no record", in: state) }
            if case .instead(let answer) = resumed { return answer }
        case .callback:
            call.outcome = .calledBack
        }
        if let receiver = function.receiver {
            // Each time: `debug.setlocal` reaches the arguments of a parked function.
            guard let object = receiver.with({ $0.lentObject(at: 1, of: state) }) else {
                return answer(.badType(1, expected: receiver.object.name), in: state)
            }
            call.receiver = object
        }
        return perform(function, &call)
    }

    /// Runs the body, blocking and running it again where the caller cannot yield.
    @inline(__always)
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
            case .call(let arguments, let keeping): return .call(arguments: arguments, frame: keeping)
            case .sleep(let time): return park(call) { $0.loop.sleep($0, until: time) }
            case .waiting(let queue, let time):
                call.deadline = time
                let deadline = time == .never ? nil : time
                if state.isYieldable {
                    let again = call.isCompleted
                    return park(call) { waiter in queue.with { $0.add(waiter, deadline: deadline, again: again) } }
                }
                if let interruption = queue.with({ block(in: $0, until: deadline, &call) }) { return interruption }
            }
        }
    }

    /// Blocks the thread until a wait is over.
    ///
    /// - Returns: nil, or what to do instead of going on.
    @inline(never)
    private func block(
        in queue: WaitQueue, until deadline: Moment?, _ call: inout ScriptCall
    ) -> HostFunction.Answer? {
        let waiter = Waiter(loop: loop)
        queue.add(waiter, deadline: deadline, first: true)
        while waiter.isWaiting {
            if let signal = blockOnce(until: nil) {
                waiter.cancel()
                call.operation?.cancel()
                return raise(signal.message, in: call.state)
            }
        }
        call.outcome = waiter.hasTimedOut ? .timedOut : .completed
        waiter.reset()
        call.state.top = call.count
        return nil
    }

    private enum Resumption {
        /// The function is to run again.
        case again
        case instead(HostFunction.Answer)
    }

    @inline(__always)
    private func resume(_ record: CoroutineRecord, _ call: inout ScriptCall) -> Resumption {
        let byScheduler = scheduled == call.state.identity
        if record.isHeld {
            // Somebody else's resume: look at the kernel then and there.
            if !byScheduler {
                _ = loop.turn(.none)
                if let signal = takeSignal() {
                    record.dropWait()
                    return .instead(raise(signal.message, in: call.state))
                }
            }
            if record.isHeld { return .instead(.park(frame: call.count)) }
        }
        record.isParked = false
        if let operation = record.operation {
            call.operation = operation
            record.operation = nil
        }
        call.deadline = record.deadline
        if record.isTurnGivenUp {
            record.isTurnGivenUp = false
        } else {
            call.outcome = record.hasTimedOut ? .timedOut : .completed
            record.reset()
        }
        // It goes on outside of its scheduler, which must look what becomes of it.
        if !byScheduler { record.notifySchedulers() }
        return .again
    }

    /// Suspends the coroutine after its waiter has begun to wait.
    @inline(__always)
    private func park(_ call: ScriptCall, _ begin: (Waiter) -> Void) -> HostFunction.Answer {
        let hasRecord: Void? = VirtualMachine.withRecord(of: call.state, as: CoroutineRecord.self) {
            park($0, call, begin)
        }
        if hasRecord == nil { park(record(of: call.state), call, begin) }
        return .park(frame: call.count)
    }

    @inline(__always)
    private func park(_ record: CoroutineRecord, _ call: ScriptCall, _ begin: (Waiter) -> Void) {
        begin(record)
        if let operation = call.operation { record.operation = operation }
        record.deadline = call.deadline
        record.isParked = true
    }

    /// Suspends a coroutine that has not waited for long, to be resumed in the next pass.
    @inline(never)
    private func giveTurnUp(_ call: ScriptCall) -> HostFunction.Answer {
        let record = record(of: call.state)
        record.isParked = true
        record.isTurnGivenUp = true
        record.notifySchedulers()
        return .park(frame: call.count)
    }

    /// Lets the loop run while the thread blocks, at most until `deadline`.
    ///
    /// - Parameter isReady: for a scheduler, which need not wait if one of its coroutines is ready; whoever blocks the
    ///   thread for something else cannot let any run.
    /// - Returns: a signal that interrupts the wait.
    package func blockOnce(until deadline: Moment?, unless isReady: (() -> Bool)? = nil) -> PendingSignal? {
        // In this order: a signal that comes in between wakes the loop.
        prepareSignals()
        if let signal = takeSignal() { return signal }
        machine.paceCollector()
        var limit = deadline
        if let time = collector.nextCollection {
            if time <= loop.now {
                collectFully()
            } else {
                limit = min(limit ?? time, time)
            }
        }
        // Finalisers may have ended a wait.
        let patience = isReady?() ?? false ? EventLoop.Patience.none : limit.map { .until($0) } ?? .forever
        _ = loop.turn(patience, heedingJobs: isReady != nil)
        return takeSignal()
    }

    // MARK: Errors

    @inline(never)
    private func raise(_ message: String, in state: LuaState) -> HostFunction.Answer {
        state.push(message)
        return .raiseWithPosition
    }

    @inline(never)
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
