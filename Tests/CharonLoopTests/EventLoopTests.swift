import CharonLoop
import CharonSystem
import Testing

private final class Recorder: ReadinessObserver {
    var reports: [Readiness] = []
    var onReport: () -> Void = {}

    func readinessChanged(_ readiness: Readiness) {
        reports.append(readiness)
        onReport()
    }
}

private final class Counter: Flushable {
    var flushes = 0
    var onFlush: () -> Void = {}

    func flush() {
        flushes += 1
        onFlush()
    }
}

private struct Word: Letter, Equatable {
    let text: String
}

private final class Reader: LetterRecipient {
    var words: [String] = []

    func receive(_ letter: any Letter) {
        if let word = letter as? Word { words.append(word.text) }
    }
}

/// A kernel that refuses some calls and counts others.
private final class PoorKernel: KernelDecorator {
    let base: any Kernel = LinuxKernel()
    var refusesPoller = false
    var waits = 0
    var pauses: [Int32] = []

    func makePoller() -> SystemResult {
        refusesPoller ? SystemResult(failure: .tooManyOpenFiles) : base.makePoller()
    }

    func wait(_ poller: Int32, _ events: EventList, milliseconds: Int32) -> SystemResult {
        waits += 1
        return base.wait(poller, events, milliseconds: milliseconds)
    }

    func pause(milliseconds: Int32) -> SystemResult {
        pauses.append(milliseconds)
        return SystemResult(value: 0)
    }
}

/// Part of what a loop is for, which keeps it as sockets do.
private final class Belonging: Flushable {
    private let loop: EventLoop

    init(loop: EventLoop) {
        self.loop = loop
    }

    func flush() {}
}

@Suite struct EventLoopTests {
    /// A UDP socket that has one datagram from itself to read.
    private func readyDescriptor(_ system: Syscalls) throws -> Int32 {
        let descriptor = try system.socket(.ipv4, .datagram).descriptor(from: "socket")
        _ = system.bind(descriptor, to: Endpoint(ipv4: 0x7F00_0001, port: 0), family: .ipv4)
        let local = try #require(system.localEndpoint(descriptor))
        _ = [UInt8]([1]).withBorrowedBytes { system.send(descriptor, $0, to: local, family: .ipv4) }
        return descriptor
    }

    @Test func `a turn with nothing to do times out`() {
        let loop = EventLoop()
        #expect(loop.turn(.none) == .timeout)
        #expect(loop.turn(.until(loop.now)) == .timeout)
        #expect(loop.turnNumber == 2)
    }

    @Test func `nothing is opened before it is needed`() {
        let kernel = PoorKernel()
        let loop = EventLoop(kernel: kernel)
        _ = loop.turn(.until(loop.now + .milliseconds(50)))
        #expect(kernel.waits == 0)
        #expect(kernel.pauses == [50])
    }

    @Test func `a wait is rounded up to whole milliseconds`() {
        let kernel = PoorKernel()
        let clock = LoopClock()
        let loop = EventLoop(kernel: kernel, clock: clock)
        _ = loop.turn(.until(clock.now + .nanoseconds(1)))
        _ = loop.turn(.until(clock.now + .nanoseconds(1_000_001)))
        _ = loop.turn(.until(clock.now + .milliseconds(3)))
        _ = loop.turn(.until(.never))
        _ = loop.turn(.forever)
        #expect(kernel.pauses == [1, 2, 3, -1, -1])
    }

    @Test func `what is ready when it is registered is reported`() throws {
        let loop = EventLoop()
        let recorder = Recorder()
        let descriptor = try readyDescriptor(loop.system)
        let registration = try loop.register(descriptor, [.input, .edgeTriggered], recorder)
        #expect(loop.turn(.none) == .events)
        #expect(recorder.reports == [.input])
        #expect(loop.turn(.none) == .timeout)
        try loop.change(registration, to: [.input, .output, .edgeTriggered])
        #expect(loop.turn(.none) == .events)
        #expect(recorder.reports == [.input, [.input, .output]])
        #expect(loop.registrationCount == 1)
        loop.deregister(registration, isClosing: false)
        #expect(loop.registrationCount == 0)
        loop.system.close(descriptor)
    }

    @Test func `an event of a descriptor that was closed in the same turn reaches nobody`() throws {
        let loop = EventLoop()
        let descriptors = [try readyDescriptor(loop.system), try readyDescriptor(loop.system)]
        let recorders = [Recorder(), Recorder()]
        let late = Recorder()
        var heirs: [Int32] = []
        var registrations: [Registration] = []
        for (descriptor, recorder) in zip(descriptors, recorders) {
            registrations.append(try loop.register(descriptor, [.input, .edgeTriggered], recorder))
        }
        // Whoever is told first closes the other and has somebody else take its place.
        for (index, recorder) in recorders.enumerated() {
            recorder.onReport = {
                let other = 1 - index
                loop.deregister(registrations[other], isClosing: true)
                loop.system.close(descriptors[other])
                if let heir = try? loop.system.socket(.ipv4, .datagram).descriptor(from: "socket") {
                    heirs.append(heir)
                    _ = try? loop.register(heir, [.input, .edgeTriggered], late)
                }
            }
        }
        _ = loop.turn(.none)
        #expect(recorders.map(\.reports.count).reduce(0, +) == 1)
        #expect(late.reports.isEmpty)
        let first = try #require(recorders.firstIndex { !$0.reports.isEmpty })
        loop.deregister(registrations[first], isClosing: true)
        for descriptor in heirs + [descriptors[first]] { loop.system.close(descriptor) }
        for recorder in recorders { recorder.onReport = {} }
    }

    @Test func `a registration can be handed to another observer`() throws {
        let loop = EventLoop()
        let first = Recorder()
        let second = Recorder()
        let descriptor = try readyDescriptor(loop.system)
        let registration = try loop.register(descriptor, [.input, .edgeTriggered], first)
        loop.hand(registration, to: second)
        _ = loop.turn(.none)
        #expect(first.reports.isEmpty)
        #expect(second.reports == [.input])
        loop.deregister(registration, isClosing: true)
        loop.system.close(descriptor)
    }

    @Test func `a refused poller is an error of the registration and turns go on`() throws {
        let kernel = PoorKernel()
        kernel.refusesPoller = true
        let loop = EventLoop(kernel: kernel)
        let descriptor = try readyDescriptor(loop.system)
        defer { loop.system.close(descriptor) }
        #expect(throws: SystemError.self) { try loop.register(descriptor, [.input], Recorder()) }
        #expect(loop.wakeDescriptor == -1)
        #expect(loop.turn(.none) == .timeout)
        kernel.refusesPoller = false
        let recorder = Recorder()
        _ = try loop.register(descriptor, [.input], recorder)
        #expect(loop.turn(.none) == .events)
    }

    @Test func `flushing happens once and before the wait`() {
        let kernel = PoorKernel()
        let loop = EventLoop(kernel: kernel)
        let counter = Counter()
        loop.beforePolling(counter)
        #expect(counter.flushes == 0)
        _ = loop.turn(.forever)
        _ = loop.turn(.none)
        #expect(counter.flushes == 1)
        #expect(kernel.pauses == [-1, 0])
    }

    @Test func `who asks to be flushed while flushed is served in the next turn`() {
        let kernel = PoorKernel()
        let loop = EventLoop(kernel: kernel)
        let counter = Counter()
        counter.onFlush = { if counter.flushes == 1 { loop.beforePolling(counter) } }
        loop.beforePolling(counter)
        _ = loop.turn(.forever)
        #expect(counter.flushes == 1)
        _ = loop.turn(.forever)
        #expect(counter.flushes == 2)
        // Only the turn that leaves something to be flushed may not wait.
        #expect(kernel.pauses == [0, -1])
        counter.onFlush = {}
    }

    @Test func `a loop that has ended keeps nobody who asked to be flushed`() {
        weak var gone: EventLoop?
        do {
            let loop = EventLoop()
            gone = loop
            loop.beforePolling(Belonging(loop: loop))
            loop.end()
        }
        #expect(gone == nil)
    }

    @Test func `a turn whose flushing ends a wait does not wait`() {
        let kernel = PoorKernel()
        let loop = EventLoop(kernel: kernel)
        let queue = WaitQueue()
        let waiter = Waiter(loop: loop)
        queue.add(waiter)
        let counter = Counter()
        counter.onFlush = { queue.completeFirst() }
        loop.beforePolling(counter)
        #expect(loop.block(on: waiter) == .events)
        #expect(kernel.pauses == [0])
    }

    @Test func `another thread wakes the loop`() throws {
        let loop = EventLoop()
        let waker = try loop.waker()
        #expect(NativeThread.start(stackSize: 65_536) { waker.wake() })
        #expect(loop.turn(.forever) == .woken)
        #expect(loop.turn(.none) == .timeout)
        loop.wake()
        #expect(loop.turn(.forever) == .woken)
        #expect(loop.wakeDescriptor == waker.descriptor)
    }

    @Test func `a waker outlives its loop`() throws {
        var loop: EventLoop? = EventLoop()
        let waker = try #require(try loop?.waker())
        loop = nil
        waker.wake()
    }

    @Test func `letters of other threads arrive in order and those to nobody are dropped`() throws {
        let loop = EventLoop()
        let reader = Reader()
        let mailbox = try loop.makeMailbox(for: reader)
        let lost: Mailbox
        do { lost = try loop.makeMailbox(for: Reader()) }
        #expect(
            NativeThread.start(stackSize: 65_536) {
                for word in ["one", "two", "three"] { mailbox.post(Word(text: word)) }
                lost.post(Word(text: "lost"))
            })
        while reader.words.count < 3 { _ = loop.turn(.forever) }
        #expect(reader.words == ["one", "two", "three"])
    }

    @Test func `a blocked caller goes on when its wait ends`() {
        let clock = LoopClock()
        let kernel = PoorKernel()
        let loop = EventLoop(kernel: kernel, clock: clock)
        let waiter = Waiter(loop: loop)
        loop.sleep(waiter, until: clock.now + .milliseconds(5))
        clock.advance(by: .milliseconds(5))
        #expect(loop.block(on: waiter) == .events)
        #expect(waiter.state == .completed)
    }

    @Test func `a blocked caller hears of a signal`() throws {
        let loop = EventLoop()
        let waiter = Waiter(loop: loop)
        WaitQueue().add(waiter)
        loop.wake()
        #expect(loop.block(on: waiter) == .woken)
        #expect(waiter.state == .waiting)
    }
}
