import CharonLoop
import CharonSystem
import Testing

private final class Bell: AlarmObserver {
    var rings = 0
    var onRing: (Alarm) -> Void = { _ in }

    func alarmRang(_ alarm: Alarm) {
        rings += 1
        onRing(alarm)
    }
}

@Suite final class TimerTests {
    private let clock = LoopClock()
    private let loop: EventLoop

    init() {
        loop = EventLoop(clock: clock)
    }

    deinit {
        loop.end()
    }

    private func after(_ duration: Duration) -> Moment { clock.now + duration }

    @Test func `sleepers wake in the order of their deadlines and those of one moment in the order of their arming`() {
        let order: [Int64] = [30, 10, 20, 10]
        let notes = NotedWaiter.Notes()
        let sleepers = order.indices.map { NotedWaiter(loop: loop, $0, notes) }
        for (sleeper, milliseconds) in zip(sleepers, order) {
            loop.sleep(sleeper, until: after(.milliseconds(milliseconds)))
        }
        clock.advance(by: .milliseconds(9))
        #expect(loop.turn(.none) == .timeout)
        #expect(notes.take() == [])
        clock.advance(by: .milliseconds(21))
        #expect(loop.turn(.none) == .events)
        #expect(notes.take() == [1, 3, 2, 0])
        #expect(sleepers.allSatisfy { $0.state == .completed })
        #expect(loop.timerCount == 0)
    }

    @Test func `a sleeper ends as completed and can be cancelled`() {
        let first = Waiter(loop: loop)
        let second = Waiter(loop: loop)
        loop.sleep(first, until: after(.milliseconds(1)))
        loop.sleep(second, until: after(.milliseconds(1)))
        second.cancel()
        clock.advance(by: .milliseconds(1))
        _ = loop.turn(.none)
        #expect(first.state == .completed)
        #expect(second.state == .idle)
    }

    @Test func `a waiter with a limit is not kept by the loop and leaves its queue`() {
        weak var gone: Waiter?
        let queue = WaitQueue()
        let notes = NotedWaiter.Notes()
        do {
            let waiter = NotedWaiter(loop: loop, 0, notes)
            gone = waiter
            queue.add(waiter, deadline: after(.milliseconds(1)))
        }
        #expect(gone == nil)
        #expect(queue.isEmpty)
        clock.advance(by: .milliseconds(1))
        _ = loop.turn(.none)
        #expect(notes.take() == [])
        #expect(loop.timerCount == 0)
    }

    @Test func `an alarm rings once at its last deadline whether that was moved later or earlier`() {
        let alarm = Alarm(loop: loop)
        let bell = Bell()
        alarm.arm(at: after(.milliseconds(10)), bell)
        alarm.arm(at: after(.milliseconds(20)), bell)
        clock.advance(by: .milliseconds(10))
        _ = loop.turn(.none)
        #expect(bell.rings == 0)
        alarm.arm(at: after(.milliseconds(2)), bell)
        clock.advance(by: .milliseconds(2))
        _ = loop.turn(.none)
        #expect(bell.rings == 1)
        clock.advance(by: .seconds(1))
        _ = loop.turn(.none)
        #expect(bell.rings == 1)
        #expect(!alarm.isArmed)
        #expect(loop.timerCount == 0)
    }

    @Test func `a cancelled alarm does not ring and lets go of its observer`() {
        let alarm = Alarm(loop: loop)
        weak var released: Bell?
        do {
            let bell = Bell()
            released = bell
            alarm.arm(at: after(.milliseconds(10)), bell)
            alarm.cancel()
        }
        #expect(released == nil)
        clock.advance(by: .seconds(1))
        #expect(loop.turn(.none) == .timeout)
    }

    @Test func `an alarm that arms itself for now again rings once in a turn`() {
        let alarm = Alarm(loop: loop)
        let bell = Bell()
        bell.onRing = { [clock] alarm in alarm.arm(at: clock.now, bell) }
        alarm.arm(at: clock.now, bell)
        _ = loop.turn(.none)
        #expect(bell.rings == 1)
        _ = loop.turn(.none)
        #expect(bell.rings == 2)
        bell.onRing = { _ in }
        _ = loop.turn(.none)
    }

    @Test func `waits that end before their deadline leave no heap behind`() {
        let queue = WaitQueue()
        for _ in 0..<10_000 {
            let waiter = Waiter(loop: loop)
            queue.add(waiter, deadline: after(.seconds(3600)))
            queue.completeFirst()
            waiter.reset()
        }
        #expect(loop.timerCount < 200)
    }

    @Test func `one waiter that waits again and again has one entry`() {
        let queue = WaitQueue()
        let waiter = Waiter(loop: loop)
        for _ in 0..<1000 {
            queue.add(waiter, deadline: after(.seconds(30)))
            queue.completeFirst()
            waiter.reset()
            clock.advance(by: .milliseconds(1))
        }
        #expect(loop.timerCount == 1)
        clock.advance(by: .seconds(60))
        _ = loop.turn(.none)
        #expect(loop.timerCount == 0)
    }

    @Test func `deadlines moved earlier again and again are swept out`() {
        let alarms = (0..<10).map { _ in Alarm(loop: loop) }
        let bell = Bell()
        for round in 0..<1000 {
            for alarm in alarms { alarm.arm(at: after(.seconds(5000 - Int64(round))), bell) }
        }
        #expect(loop.timerCount < 200)
        clock.advance(by: .seconds(4001))
        _ = loop.turn(.none)
        #expect(bell.rings == 10)
    }

    @Test func `random arming and cancelling rings exactly what is armed`() {
        var random = SystemRandomNumberGenerator()
        let seed = random.next()
        var state = seed
        func next(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % limit
        }
        let alarms = (0..<50).map { _ in Alarm(loop: loop) }
        let bells = (0..<50).map { _ in Bell() }
        var due = Array(repeating: Moment?.none, count: 50)
        var expected = Array(repeating: 0, count: 50)
        for _ in 0..<5000 {
            let index = next(50)
            switch next(4) {
            case 0:
                alarms[index].cancel()
                due[index] = nil
            case 1:
                clock.advance(by: .milliseconds(next(20)))
                for (index, moment) in due.enumerated() {
                    if let moment, moment <= clock.now {
                        expected[index] += 1
                        due[index] = nil
                    }
                }
                _ = loop.turn(.none)
            default:
                let moment = after(.milliseconds(1 + next(100)))
                alarms[index].arm(at: moment, bells[index])
                due[index] = moment
            }
        }
        #expect(bells.map(\.rings) == expected, "seed \(seed)")
    }

    @Test func `a loop that has ended goes whatever timers it has had`() {
        weak var gone: EventLoop?
        do {
            let ending = EventLoop(clock: clock)
            gone = ending
            let waiter = Waiter(loop: ending)
            ending.sleep(waiter, until: after(.seconds(1)))
            let cancelled = Waiter(loop: ending)
            ending.sleep(cancelled, until: after(.seconds(2)))
            cancelled.cancel()
            ending.end()
            #expect(ending.timerCount == 0)
            // Timers that are kept can still be dropped, or used again.
            waiter.cancel()
            ending.sleep(cancelled, until: after(.seconds(3)))
            #expect(ending.timerCount == 1)
            ending.end()
        }
        #expect(gone == nil)
    }
}
