internal import CharonLua

/// One resume of one coroutine, and what becomes of it.
extension SchedulerLibrary {
    /// Resumes one coroutine and files it anew; its error, if it failed, is left on top of `state`.
    func resume(
        _ entry: SchedulerEntry, _ scheduler: Scheduler, from state: LuaState, arguments: Int32, isNew: Bool = false
    ) -> Resumed {
        let thread = entry.thread
        let (outer, outerCalls) = (runtime.scheduled, runtime.turnCalls)
        (runtime.scheduled, runtime.turnCalls) = (thread.identity, 0)
        entry.isActive = true
        entry.isInHand = true
        scheduler.activeCount += 1
        let (status, results) = thread.resume(from: state, arguments: arguments)
        if entry.isActive {
            entry.isActive = false
            scheduler.activeCount -= 1
        }
        (runtime.scheduled, runtime.turnCalls) = (outer, outerCalls)
        defer {
            if entry.isAnchorOwed { releaseAnchor(of: entry, scheduler, in: state) }
            entry.isInHand = false
        }
        switch status {
        case .yield:
            if results > 0 {
                thread.pop(results)
                runtime.warn("Coroutine yielded values to scheduler. Discarding them.", in: state)
            }
            // A parked one comes back when its wait is over.
            if !entry.isParked {
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
            if thread.threadStatus == .suspended {
                // It could not be resumed at all, for want of stack: closing it would drop the reason.
                thread.move(1, to: state)
                _ = thread.reset()
            } else {
                _ = thread.reset()  // closes what is to be closed; the error stays on top, or the one of a __close
                if thread.top > 0 { thread.move(1, to: state) } else { state.pushNil() }
            }
            finish(entry, scheduler, in: state)
            runtime.noteGarbage()
            return .failed
        }
    }

    /// Takes an entry out of the list. Its scheduler's state is at index 3.
    func finish(_ entry: SchedulerEntry, _ scheduler: Scheduler, in state: LuaState) {
        guard entry.isListed else { return }
        // While it is being resumed only the anchor keeps its thread.
        let isActive = entry.isActive
        scheduler.drop(entry)
        if isActive { entry.isAnchorOwed = true } else { releaseAnchor(of: entry, scheduler, in: state) }
    }

    private func releaseAnchor(of entry: SchedulerEntry, _ scheduler: Scheduler, in state: LuaState) {
        entry.isAnchorOwed = false
        state.rawGet(position: Part.anchors, from: 3)
        state.push(false)  // not nil: the table stays an array
        state.rawSet(position: entry.anchor, in: -2)
        state.pop()
        scheduler.releaseAnchor(of: entry)
    }

    /// Brings the script's table `coros` up to date.
    func mirror(_ scheduler: Scheduler, in state: LuaState, always: Bool) {
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
}
