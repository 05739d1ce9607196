import CharonLoop
import CharonSystem
import Testing

/// Lives on a loop's thread.
private actor Resident {
    private let executor: LoopExecutor
    private let loop: EventLoop
    private let queue = WaitQueue()
    private(set) var log: [String] = []

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    /// On the thread that is to be the loop's.
    init() throws {
        let loop = EventLoop()
        executor = try loop.executor()
        self.loop = loop
    }

    func note(_ text: String) { log.append(text) }

    func wait(_ name: String, for duration: Duration? = nil) async -> WaitEnd {
        log.append("\(name) waits")
        let end = await queue.wait(on: loop, until: duration.map { loop.now + $0 }, unless: { false })
        log.append("\(name) \(end)")
        return end
    }

    func sleep(_ duration: Duration) async -> WaitEnd {
        await loop.sleep(until: loop.now + duration)
    }

    var isAnybodyWaiting: Bool { !queue.isEmpty }

    func complete() { queue.completeFirst() }

    /// Runs `body` on a resident of a thread of its own, whose loop turns until it has ended.
    static func drive(_ body: @Sendable @escaping (Resident) async -> Void) async {
        await withCheckedContinuation { (finished: CheckedContinuation<Void, Never>) in
            let isStarted = NativeThread.start(stackSize: 1 << 20) {
                if let resident = try? Resident() {
                    let flag = Finished()
                    _ = Task(executorPreference: resident.executor) {
                        await body(resident)
                        await resident.stop(flag)
                    }
                    resident.assumeIsolated { try? $0.loop.run { flag.isSet } }
                }
                finished.resume()
            }
            precondition(isStarted)
        }
    }

    func stop(_ flag: Finished) { flag.set() }
}

/// Set and read on one thread only.
private final class Finished: @unchecked Sendable {
    private(set) var isSet = false
    func set() { isSet = true }
}

/// Says how long each wait might have taken, and waits for nothing.
private final class ImpatientKernel: KernelDecorator {
    let base: any Kernel = LinuxKernel()
    private(set) var limits: [Int32] = []

    func wait(_ poller: Int32, _ events: EventList, milliseconds: Int32) -> SystemResult {
        limits.append(milliseconds)
        return SystemResult(value: 0)
    }
}

@Suite struct ExecutorTests {
    @Test func `tasks to be run keep a turn from waiting unless the caller cannot heed them`() throws {
        let kernel = ImpatientKernel()
        let loop = EventLoop(kernel: kernel)
        let executor = try loop.executor()
        _ = loop.turn(.forever)
        _ = Task(executorPreference: executor) {}
        _ = loop.turn(.forever)
        _ = loop.turn(.forever, heedingJobs: false)
        #expect(kernel.limits == [-1, 0, -1])
        executor.runJobs()
    }

    @Test func `a task waits in a queue and goes on when it is completed`() async {
        await Resident.drive { resident in
            async let end = resident.wait("first")
            while await !resident.isAnybodyWaiting { await Task.yield() }
            await resident.complete()
            #expect(await end == .completed)
            #expect(await resident.log == ["first waits", "first completed"])
        }
    }

    @Test func `a deadline ends the wait of a task`() async {
        await Resident.drive { resident in
            #expect(await resident.wait("only", for: .milliseconds(1)) == .timedOut)
            #expect(await resident.sleep(.milliseconds(1)) == .completed)
        }
    }

    @Test func `cancelling a task ends its wait and leaves the queue to others`() async {
        await Resident.drive { resident in
            let first = Task { await resident.wait("first") }
            while await !resident.isAnybodyWaiting { await Task.yield() }
            let second = Task { await resident.wait("second") }
            while await resident.log.count < 2 { await Task.yield() }
            first.cancel()
            #expect(await first.value == .cancelled)
            await resident.complete()
            #expect(await second.value == .completed)
        }
    }

    @Test func `a task that is cancelled before it waits does not wait`() async {
        await Resident.drive { resident in
            let task = Task {
                while !Task.isCancelled { await Task.yield() }
                return await resident.wait("late")
            }
            task.cancel()
            #expect(await task.value == .cancelled)
        }
    }
}
