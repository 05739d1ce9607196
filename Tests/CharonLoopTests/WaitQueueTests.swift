import CharonLoop
import CharonSystem
import Testing

@Suite struct WaitQueueTests {
    private let clock = LoopClock()
    private let loop: EventLoop
    private let queue = WaitQueue()
    private let crowd = Crowd()
    private let notes = NotedWaiter.Notes()

    /// Keeps the waiters of a test to its end: a queue does not, and an optimized test would let go of its own before.
    private final class Crowd {
        var waiters: [Waiter] = []
    }

    init() {
        loop = EventLoop(clock: clock)
    }

    private func waiters(_ count: Int) -> [Waiter] {
        let made = (0..<count).map { NotedWaiter(loop: loop, $0, notes) }
        crowd.waiters += made
        return made
    }

    private var ready: [Int] { notes.take() }

    @Test func `who has waited longest is completed first`() {
        let all = waiters(3)
        for waiter in all { queue.add(waiter) }
        queue.completeFirst()
        #expect(ready == [0])
        #expect(all.map(\.state) == [.completed, .waiting, .waiting])
        queue.completeAll()
        #expect(ready == [1, 2])
        #expect(queue.isEmpty)
        queue.completeFirst()
        #expect(ready == [])
    }

    @Test func `one that blocks goes ahead of those that are parked`() {
        let all = waiters(3)
        queue.add(all[0])
        queue.add(all[1])
        queue.add(all[2], first: true)
        queue.completeAll()
        #expect(ready == [2, 0, 1])
    }

    @Test(arguments: [[0, 1, 2], [2, 1, 0], [1, 0, 2], [2, 0, 1]])
    func `those who were completed for nothing keep their places`(_ order: [Int]) {
        let all = waiters(5)
        for waiter in all { queue.add(waiter) }
        for _ in 0..<3 { queue.completeFirst() }
        #expect(ready == [0, 1, 2])
        for index in order {
            all[index].reset()
            queue.add(all[index], again: true)
        }
        queue.completeAll()
        #expect(ready == [0, 1, 2, 3, 4])
    }

    @Test func `one that waits again stays behind one that blocks`() {
        let all = waiters(2)
        queue.add(all[0])
        queue.completeFirst()
        all[0].reset()
        queue.add(all[1], first: true)
        queue.add(all[0], again: true)
        queue.completeAll()
        #expect(ready == [0, 1, 0])
    }

    @Test(arguments: 0..<3) func `a waiter leaves from any place`(_ place: Int) {
        let all = waiters(3)
        for waiter in all { queue.add(waiter) }
        all[place].cancel()
        #expect(all[place].state == .idle)
        queue.completeAll()
        #expect(ready == [0, 1, 2].filter { $0 != place })
        // And it can wait again.
        for waiter in all { waiter.reset() }
        queue.add(all[place])
        queue.completeFirst()
        #expect(ready == [place])
    }

    @Test func `one that is cancelled after it was completed hands on what it has not taken`() {
        let all = waiters(2)
        for waiter in all { queue.add(waiter) }
        queue.completeFirst()
        all[0].cancel()
        #expect(ready == [0, 1])
        #expect(all[1].state == .completed)
    }

    @Test func `one that has taken keeps it to itself`() {
        let all = waiters(2)
        for waiter in all { queue.add(waiter) }
        queue.completeFirst()
        all[0].reset()
        #expect(all[1].state == .waiting)
    }

    @Test func `what comes next is claimed by whoever waits or has not yet looked`() {
        let waiter = waiters(1)[0]
        #expect(!queue.isClaimed)
        queue.add(waiter)
        #expect(queue.isClaimed)
        queue.completeFirst()
        #expect(queue.isEmpty)
        #expect(queue.isClaimed)
        waiter.reset()
        #expect(!queue.isClaimed)
    }

    @Test func `a deadline ends the wait and leaves the others in the queue`() {
        let all = waiters(3)
        queue.add(all[0])
        queue.add(all[1], deadline: clock.now + .milliseconds(10))
        queue.add(all[2])
        clock.advance(by: .milliseconds(10))
        _ = loop.turn(.none)
        #expect(all.map(\.state) == [.waiting, .timedOut, .waiting])
        #expect(all[1].hasTimedOut)
        queue.completeAll()
        #expect(ready == [1, 0, 2])
        all[1].reset()
        #expect(all[1].state == .idle)
    }

    @Test func `a wait that is over no longer has a deadline`() {
        let waiter = waiters(1)[0]
        queue.add(waiter, deadline: clock.now + .milliseconds(10))
        queue.completeFirst()
        clock.advance(by: .seconds(1))
        _ = loop.turn(.none)
        #expect(waiter.state == .completed)
        #expect(ready == [0])
    }

    @Test func `waiting for two things at a time traps`() async {
        await #expect(processExitsWith: .failure) {
            let loop = EventLoop()
            let waiter = Waiter(loop: loop)
            WaitQueue().add(waiter)
            WaitQueue().add(waiter)
        }
    }
}
