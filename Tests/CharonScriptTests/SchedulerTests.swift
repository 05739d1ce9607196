import CharonLoop
import CharonLua
import CharonSystem
import Testing

@testable import CharonScript

@Suite struct SchedulerTests {
    /// A scheduler with coroutines that nothing runs.
    private final class Bench {
        let machine: VirtualMachine
        let scheduler = Scheduler()
        private(set) var entries: [SchedulerEntry] = []

        init(count: Int) throws {
            machine = try #require(VirtualMachine(memoryLimit: 0))
            let loop = EventLoop()
            for _ in 0..<count {
                let thread = machine.main.pushNewThread()
                let record = CoroutineRecord(loop: loop)
                machine.setRecord(record, of: thread)
                entries.append(scheduler.add(thread, record: record, isGuarded: false))
                // Ten thousand threads would not fit on the stack.
                _ = machine.main.makeReference()
            }
        }

        func close() { machine.close() }
    }

    private func pass(_ scheduler: Scheduler, upTo count: Int = .max) -> [SchedulerEntry] {
        scheduler.beginPass()
        var taken: [SchedulerEntry] = []
        while taken.count < count, let entry = scheduler.nextInPass() { taken.append(entry.object) }
        return taken
    }

    private func positions(_ entries: [SchedulerEntry]) -> [UInt64] { entries.map(\.sequence) }

    @Test func `a pass takes what is ready in the order of adding, each once`() throws {
        let bench = try Bench(count: 5)
        defer { bench.close() }
        for index in [3, 0, 4, 3] { bench.scheduler.enqueue(bench.entries[index]) }
        #expect(positions(pass(bench.scheduler)) == [0, 3, 4])
        #expect(bench.scheduler.isQueueEmpty)
    }

    @Test func `the rest of a pass that ended early comes first`() throws {
        let bench = try Bench(count: 4)
        defer { bench.close() }
        for entry in bench.entries { bench.scheduler.enqueue(entry) }
        #expect(positions(pass(bench.scheduler, upTo: 2)) == [0, 1])
        bench.scheduler.enqueue(bench.entries[0])
        #expect(positions(pass(bench.scheduler)) == [2, 3])
        #expect(positions(pass(bench.scheduler)) == [0])
    }

    @Test func `one added in the middle of a pass joins it, but not what that one adds`() throws {
        let bench = try Bench(count: 3)
        defer { bench.close() }
        let scheduler = bench.scheduler
        scheduler.enqueueNew(bench.entries[0])
        scheduler.beginPass()
        scheduler.passDepth = 1
        #expect(scheduler.nextInPass()?.object === bench.entries[0])
        scheduler.enqueueNew(bench.entries[1])
        #expect(scheduler.nextInPass()?.object === bench.entries[1])
        scheduler.enqueueNew(bench.entries[2])
        #expect(scheduler.nextInPass() == nil)
        #expect(positions(pass(scheduler)) == [2])
    }

    @Test func `dropped entries leave no gaps`() throws {
        let bench = try Bench(count: 6)
        defer { bench.close() }
        bench.scheduler.drop(bench.entries[1])
        bench.scheduler.drop(bench.entries[4])
        #expect(bench.scheduler.restingCount == 4)
        let change = try #require(bench.scheduler.compact(always: false))
        #expect(change.from == 1)
        #expect(change.oldCount == 6)
        #expect(positions(bench.scheduler.entries) == [0, 2, 3, 5])
        #expect(bench.scheduler.entries.enumerated().allSatisfy { $0.offset == $0.element.position })
        #expect(bench.scheduler.compact(always: true) == nil)
    }

    @Test func `closing a gap before many waits until it is worth it`() throws {
        let bench = try Bench(count: 2000)
        defer { bench.close() }
        bench.scheduler.drop(bench.entries[0])
        #expect(bench.scheduler.compact(always: false) == nil)
        for entry in bench.entries[1..<250] { bench.scheduler.drop(entry) }
        #expect(bench.scheduler.compact(always: false)?.from == 0)
        #expect(bench.scheduler.entries.count == 1750)
    }

    @Test func `a coroutine that was dropped is not in the list and is not queued again`() throws {
        let bench = try Bench(count: 2)
        defer { bench.close() }
        let entry = bench.entries[0]
        #expect(bench.scheduler.entry(of: entry.record) === entry)
        bench.scheduler.drop(entry)
        bench.scheduler.enqueue(entry)
        #expect(bench.scheduler.entry(of: entry.record) == nil)
        #expect(bench.scheduler.isQueueEmpty)
    }

    @Test func `one that leaves the list while it is queued stays until its pass is over`() throws {
        let bench = try Bench(count: 1)
        defer { bench.close() }
        let scheduler = bench.scheduler
        let thread = bench.machine.main.pushNewThread()
        let record = CoroutineRecord(loop: EventLoop())
        weak var entry: SchedulerEntry?
        do {
            let added = scheduler.add(thread, record: record, isGuarded: false)
            entry = added
            scheduler.enqueue(added)
            scheduler.drop(added)
        }
        #expect(scheduler.compact(always: true)?.oldCount == 2)
        #expect(pass(scheduler).allSatisfy { $0 === entry })
        #expect(entry != nil)
        scheduler.beginPass()
        #expect(entry == nil)
    }

    @Test func `what has become ready is told from what has yielded`() throws {
        let bench = try Bench(count: 2)
        defer { bench.close() }
        let scheduler = bench.scheduler
        #expect(!scheduler.hasReady)
        scheduler.enqueue(bench.entries[0], yielded: true)
        #expect(!scheduler.hasReady)
        bench.entries[1].record.notifySchedulers()
        #expect(scheduler.hasReady)
        #expect(positions(pass(scheduler)) == [0, 1])
        #expect(!scheduler.hasReady)
        scheduler.drop(bench.entries[1])
        bench.entries[1].record.notifySchedulers()
        #expect(!scheduler.hasReady)
    }

    @Test func `a scheduler that goes away lets go of its coroutines`() throws {
        let machine = try #require(VirtualMachine(memoryLimit: 0))
        defer { machine.close() }
        let thread = machine.main.pushNewThread()
        let record = CoroutineRecord(loop: EventLoop())
        machine.setRecord(record, of: thread)
        weak var entry: SchedulerEntry?
        do {
            let scheduler = Scheduler()
            entry = scheduler.add(thread, record: record, isGuarded: false)
            #expect(entry != nil)
        }
        #expect(record.entry == nil)
        #expect(entry == nil)
    }
}
