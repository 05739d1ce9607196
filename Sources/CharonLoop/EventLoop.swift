package import CharonSystem

/// Who has something to do before the loop waits for events.
package protocol Flushable: AnyObject {
    /// Runs on the loop's thread at the beginning of a turn; it must not call script or user code.
    func flush()
}

/// One thread's events: descriptors, timers, and what other threads send it.
///
/// It is turned by whoever has to wait, on that thread, and belongs to that thread alone. Nothing is opened before
/// the first descriptor is registered or somebody asks to be able to wake it.
package final class EventLoop {
    /// How long a turn may wait for something to happen.
    package enum Patience {
        /// Not at all.
        case none
        case until(Moment)
        case forever
    }

    /// What ended a turn.
    package enum Turn: Equatable, Sendable {
        /// A descriptor became ready, or a timer expired.
        case events
        /// Nothing happened.
        case timeout
        /// Somebody woke the loop, whatever else happened.
        case woken
        /// A signal came.
        case interrupted
    }

    package let system: Syscalls
    package let clock: any TimeSource

    /// How many turns have begun.
    package var turnNumber: UInt64 { turnCount }
    private var turnCount: UInt64 = 0

    /// How many waits have ended, and other things that somebody may block for have happened.
    var completionCount: UInt64 = 0

    let timers = TimerHeap()
    private var poller: Poller?

    /// Who is to be flushed at the beginning of the next turn. Its emptiness is kept apart, since reading a flag in
    /// each turn costs less than reading an array that others change.
    private var flushables: [any Flushable] = []
    private var hasFlushables = false
    private var wakeUp: WakeUp?
    private var taskExecutor: LoopExecutor?

    /// The tasks that wait; there since there is an executor.
    private(set) var suspensions: Suspensions?

    package init(kernel: any Kernel = LinuxKernel(), clock: any TimeSource = MonotonicClock()) {
        system = Syscalls(kernel: kernel)
        self.clock = clock
    }

    deinit {
        wakeUp?.end()
    }

    /// Forgets all timers and who asked to be flushed, when nobody will turn the loop any more.
    ///
    /// Both keep their loop, and it keeps them until a turn in which it notices that they are of no use: without this a
    /// loop would never go, nor its descriptors.
    package func end() {
        timers.removeAll()
        flushables.removeAll()
        hasFlushables = false
    }

    /// The present, read from the clock each time.
    package var now: Moment { clock.now }

    /// How many descriptors are registered, the loop's own not counted.
    package var registrationCount: Int { (poller?.count ?? 0) - (wakeUp == nil ? 0 : 1) }

    /// How many timers the loop keeps, those included that it has not yet noticed to be of no use.
    package var timerCount: Int { timers.entryCount }

    // MARK: Turning

    /// Turns once: flushes what asked for it, waits for events, tells those whom they concern, expires timers.
    ///
    /// - Parameters:
    ///   - patience: how long to wait for the first event; a timer shortens it.
    ///   - heedingJobs: not to wait at all if there are tasks to be run.
    /// - Complexity: O(events and expired timers), one system call. Source: epoll_wait(2).
    package func turn(_ patience: Patience, heedingJobs: Bool = true) -> Turn {
        turnCount &+= 1
        // What is flushed may be what the caller waits for; then the turn only looks.
        let completed = completionCount
        if hasFlushables { flush() }
        let milliseconds = completed == completionCount ? waitLimit(patience, heedingJobs) : 0
        let result =
            if let poller { poller.wait(milliseconds: milliseconds) } else { system.pause(milliseconds: milliseconds) }

        var hasHappened = false
        if result.word > 0, let poller {
            poller.deliver(result.word)
            hasHappened = true
        }
        if timers.entryCount > 0, expireTimers() { hasHappened = true }
        if let wakeUp, wakeUp.isRaised {
            wakeUp.isRaised = false
            return .woken
        }
        if hasHappened { return .events }
        return result.failed(with: .interrupted) ? .interrupted : .timeout
    }

    /// Has `flushable` flushed once, at the beginning of the next turn.
    package func beforePolling(_ flushable: any Flushable) {
        flushables.append(flushable)
        hasFlushables = true
    }

    /// Says that something has happened for which somebody may block without a waiter: if it was while the turn
    /// flushed, the turn only looks.
    package func noteCompletion() {
        completionCount &+= 1
    }

    private func flush() {
        // One that asks again while it is flushed is served at the beginning of the next turn.
        let count = flushables.count
        for index in 0..<count {
            flushables[index].flush()
        }
        if flushables.count == count {
            flushables.removeAll(keepingCapacity: true)
            hasFlushables = false
        } else {
            flushables.removeFirst(count)
        }
    }

    /// The milliseconds for which the kernel may wait: rounded up, so that a deadline has passed when it returns.
    private func waitLimit(_ patience: Patience, _ heedingJobs: Bool) -> Int32 {
        guard !hasFlushables else { return 0 }
        if heedingJobs, taskExecutor?.hasJobs ?? false { return 0 }
        var limit: Moment
        switch patience {
        case .none: return 0
        case .until(let moment): limit = moment
        case .forever: limit = .never
        }
        if let next = timers.next(), next < limit { limit = next }
        if limit == .never { return -1 }
        let present = now
        guard limit > present else { return 0 }
        let (nanoseconds, overflow) = limit.nanoseconds.subtractingReportingOverflow(present.nanoseconds)
        let whole = overflow ? Int64(Int32.max) : nanoseconds / 1_000_000 + (nanoseconds % 1_000_000 == 0 ? 0 : 1)
        return Int32(clamping: whole)
    }

    private func expireTimers() -> Bool {
        let present = now
        let horizon = timers.horizon
        var hasExpired = false
        while let timer = timers.popDue(at: present, horizon: horizon) {
            timer.expire()
            hasExpired = true
        }
        return hasExpired
    }

    // MARK: Registering

    /// Begins to watch a descriptor.
    ///
    /// - Parameters:
    ///   - interest: what to report. What is so already is reported in the next turn.
    ///   - observer: is told; the loop keeps it until the registration ends.
    /// - Throws: the kernel's refusal, for example for want of descriptors or memory.
    package func register(
        _ descriptor: Int32, _ interest: Readiness, _ observer: any ReadinessObserver
    ) throws(SystemError) -> Registration {
        try openPoller().add(descriptor, interest, observer)
    }

    /// Changes what is reported. What is so already is reported again in the next turn.
    package func change(_ registration: Registration, to interest: Readiness) throws(SystemError) {
        try poller?.change(registration, to: interest)
    }

    /// Has somebody else told of the descriptor from now on.
    package func hand(_ registration: Registration, to observer: any ReadinessObserver) {
        poller?.hand(registration, to: observer)
    }

    /// Ends the watch over a descriptor; its observer hears nothing more, not even what has happened in this turn.
    ///
    /// - Parameter isClosing: the descriptor is closed right after, which spares a system call.
    package func deregister(_ registration: Registration, isClosing: Bool) {
        poller?.remove(registration, isClosing: isClosing)
    }

    /// Says that a message has been sent over a registered descriptor: its answer may be there in no time.
    package func expectAnswer() {
        poller?.expectAnswer()
    }

    private func openPoller() throws(SystemError) -> Poller {
        if let poller { return poller }
        let opened = try Poller(system)
        poller = opened
        return opened
    }

    // MARK: Waking

    /// What other threads wake the loop with.
    ///
    /// - Throws: the kernel's refusal of the descriptors for it, at the first use.
    package func waker() throws(SystemError) -> Waker {
        try openWakeUp().waker
    }

    /// Gives `recipient`, whom the loop does not keep, an address for letters from other threads.
    ///
    /// - Throws: as `waker`.
    package func makeMailbox(for recipient: any LetterRecipient) throws(SystemError) -> Mailbox {
        try openWakeUp().makeMailbox(for: recipient)
    }

    /// A descriptor to which a signal handler writes the number 1 as 8 bytes to wake the loop; -1 if there is none left.
    package var wakeDescriptor: Int32 {
        (try? waker().descriptor) ?? -1
    }

    /// Ends the wait of the next turn. Only for the loop's own thread; others use `waker`.
    package func wake() {
        try? waker().wake()
    }

    /// What runs Swift tasks on this loop's thread.
    ///
    /// - Throws: as `waker`.
    package func executor() throws(SystemError) -> LoopExecutor {
        if let taskExecutor { return taskExecutor }
        let suspensions = Suspensions()
        suspensions.open(try makeMailbox(for: suspensions))
        let opened = LoopExecutor(waker: try waker())
        self.suspensions = suspensions
        taskExecutor = opened
        return opened
    }

    private func openWakeUp() throws(SystemError) -> WakeUp {
        if let wakeUp { return wakeUp }
        let opened = try WakeUp(system)
        _ = try register(opened.waker.descriptor, [.input, .edgeTriggered], opened)
        wakeUp = opened
        return opened
    }

    // MARK: Time

    /// Lets `waiter`, which must be idle, wait for a moment and nothing else. It ends as completed.
    package func sleep(_ waiter: Waiter, until deadline: Moment) {
        waiter.begin(in: nil, deadline: deadline)
    }
}
