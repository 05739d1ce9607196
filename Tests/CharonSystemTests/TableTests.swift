import CharonSystem
import Testing

private final class Tracked {
    let number: Int
    init(_ number: Int) { self.number = number }
}

@Suite struct SlotTableTests {
    @Test func `an element is found by its key until it is removed`() {
        let table = SlotTable<Tracked>()
        let keys = (0..<100).map { table.insert(Tracked($0)) }
        for (number, key) in keys.enumerated() { #expect(table[key]?.number == number) }
        #expect(table.count == 100)
        #expect(table.remove(keys[50])?.number == 50)
        #expect(table[keys[50]] == nil)
        #expect(table.remove(keys[50]) == nil)
        #expect(table.count == 99)
    }

    @Test func `a key never finds a later tenant of its place`() {
        let table = SlotTable<Tracked>()
        let first = table.insert(Tracked(1))
        table.remove(first)
        let second = table.insert(Tracked(2))
        #expect(first != second)
        #expect(table[first] == nil)
        #expect(table[second]?.number == 2)
    }

    @Test func `removed elements are let go at once and the others with the table`() {
        weak var removed: Tracked?
        weak var kept: Tracked?
        do {
            let table = SlotTable<Tracked>()
            let first = Tracked(1)
            let second = Tracked(2)
            removed = first
            kept = second
            let key = table.insert(first)
            _ = table.insert(second)
            table.remove(key)
        }
        #expect(removed == nil)
        #expect(kept == nil)
    }

    @Test func `an element can give its place to another`() {
        let table = SlotTable<Tracked>()
        let key = table.insert(Tracked(1))
        table.replace(key, with: Tracked(2))
        #expect(table[key]?.number == 2)
        #expect(table.all.map(\.number) == [2])
    }

    @Test func `an element that is lent comes back`() {
        let table = SlotTable<Tracked>()
        let key = table.insert(Tracked(1))
        var seen: [Int] = []
        table.lend(key) { element in
            seen.append(element.number)
            #expect(table.has(key))
            #expect(table[key] == nil)
            // More than there is room for: the elements move.
            for number in 2..<100 { _ = table.insert(Tracked(number)) }
        }
        #expect(seen == [1])
        #expect(table[key]?.number == 1)
        #expect(table.count == 99)
    }

    @Test func `one that is removed while it is lent goes when it is given back`() {
        let table = SlotTable<Tracked>()
        weak var tracked: Tracked?
        let key: UInt64
        do {
            let element = Tracked(1)
            tracked = element
            key = table.insert(element)
        }
        table.lend(key) { element in
            #expect(table.remove(key) == nil)
            #expect(!table.has(key))
            #expect(element.number == 1)
            #expect(table[table.insert(Tracked(2))]?.number == 2)
        }
        #expect(tracked == nil)
        #expect(table.all.map(\.number) == [2])
        table.lend(key) { _ in Issue.record("lent after it was removed") }
    }

    @Test func `one that is replaced while it is lent does not come back`() {
        let table = SlotTable<Tracked>()
        let key = table.insert(Tracked(1))
        table.lend(key) { _ in table.replace(key, with: Tracked(2)) }
        #expect(table[key]?.number == 2)
    }
}

@Suite struct NumberQueueTests {
    @Test func `numbers leave in the order in which they came`() {
        let queue = NumberQueue()
        var expected: [UInt64] = []
        var next: UInt64 = 0
        for round in 0..<2000 {
            for _ in 0..<round % 7 {
                queue.append(next)
                expected.append(next)
                next += 1
            }
            for _ in 0..<round % 6 where !expected.isEmpty {
                #expect(queue.popFirst() == expected.removeFirst())
            }
            #expect(queue.count == expected.count)
        }
        while let number = queue.popFirst() { #expect(number == expected.removeFirst()) }
        #expect(expected.isEmpty)
        #expect(queue.isEmpty)
    }
}
