import CharonLoop
import CharonSystem
import Testing

private final class Silent: ReadinessObserver {
    func readinessChanged(_ readiness: Readiness) {}
}

/// A kernel whose waits report what the test has laid down.
private final class ScriptedKernel: KernelDecorator {
    let base: any Kernel = LinuxKernel()
    /// The data of the descriptors, in the order in which they were registered.
    var data: [UInt64] = []
    /// Which of them the next sleep reports.
    var next: [Int] = []
    /// Whether a look reports it already.
    var isThere = false
    var looks = 0
    var sleeps = 0

    func control(
        _ poller: Int32, _ change: InterestChange, _ descriptor: Int32, _ interest: Readiness, datum: UInt64
    ) -> SystemResult {
        data.append(datum)
        return SystemResult(value: 0)
    }

    func wait(_ poller: Int32, _ events: EventList, milliseconds: Int32) -> SystemResult {
        if milliseconds == 0 {
            looks += 1
            if !isThere { return SystemResult(value: 0) }
        } else {
            sleeps += 1
        }
        for (index, position) in next.enumerated() {
            events[index] = (.input, data[position])
        }
        return SystemResult(value: next.count)
    }
}

@Suite struct BriefLooksTests {
    private let kernel = ScriptedKernel()
    private let loop: EventLoop

    init() throws {
        loop = EventLoop(kernel: kernel)
        for descriptor: Int32 in 1000..<1003 { _ = try loop.register(descriptor, .input, Silent()) }
    }

    /// Sends something and waits, once for each, and tells how many looks there were.
    private func looks(waitingFor positions: [[Int]], isSending: Bool = true) -> Int {
        let before = kernel.looks
        for next in positions {
            kernel.next = next
            if isSending { loop.expectAnswer() }
            _ = loop.turn(.forever)
        }
        return kernel.looks - before
    }

    @Test func `an exchange of messages with one other goes on without sleep`() {
        kernel.isThere = true
        _ = looks(waitingFor: [[0], [0]])
        let sleeps = kernel.sleeps
        #expect(looks(waitingFor: Array(repeating: [0], count: 100)) == 100)
        #expect(kernel.sleeps == sleeps)
    }

    @Test func `an exchange between two others goes on without sleep`() {
        kernel.isThere = true
        _ = looks(waitingFor: [[0], [1], [0]])
        let sleeps = kernel.sleeps
        #expect(looks(waitingFor: [[1], [0], [0], [1], [1], [0]]) == 6)
        #expect(kernel.sleeps == sleeps)
    }

    @Test func `with many others there are no looks`() {
        kernel.isThere = true
        #expect(looks(waitingFor: [[0], [1], [2], [0], [1], [2], [0]]) == 0)
        #expect(looks(waitingFor: [[0, 1], [0, 1], [0, 2, 1], [1, 0]]) == 0)
    }

    @Test func `where nothing has been sent there are no looks`() {
        kernel.isThere = true
        #expect(looks(waitingFor: Array(repeating: [0], count: 100), isSending: false) == 0)
        #expect(looks(waitingFor: [[0]]) == 1)
        #expect(looks(waitingFor: [[0]], isSending: false) == 0)
    }

    @Test func `one that waits for long makes next to no looks`() {
        let count = looks(waitingFor: Array(repeating: [0], count: 10_000))
        #expect(count > 0)
        #expect(count < 12_000)
        #expect(kernel.sleeps == 10_000)
    }

    @Test func `looks come back when they are of use again`() {
        _ = looks(waitingFor: Array(repeating: [0], count: 1000))
        kernel.isThere = true
        _ = looks(waitingFor: Array(repeating: [0], count: 65))
        let sleeps = kernel.sleeps
        #expect(looks(waitingFor: Array(repeating: [0], count: 100)) == 100)
        #expect(kernel.sleeps == sleeps)
    }

    @Test func `a turn that does not wait looks once`() {
        _ = looks(waitingFor: [[0], [0]])
        let before = kernel.looks
        _ = loop.turn(.none)
        #expect(kernel.looks == before + 1)
    }
}
