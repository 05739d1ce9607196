public import CharonSystem

/// Those who wait for one condition, first come, first served.
///
/// The waiters are the links of the list themselves, so joining and leaving cost no memory and no search. The list
/// does not keep them alive: one that is dropped leaves it.
@usableFromInline
package final class WaitQueue {
    @usableFromInline var head: Uncounted<Waiter>?

    /// The last of several; nil if there is only one or none.
    private var tail: Uncounted<Waiter>?

    /// Grows from one who begins to wait to the next.
    private var arrivals: UInt64 = 0

    /// How many have been completed and have not yet looked.
    @usableFromInline var claims = 0

    package init() {}

    /// Whether nobody waits.
    @inlinable package var isEmpty: Bool { head == nil }

    /// Whether what comes next belongs to somebody already: one who waits, or who has been completed and has not
    /// yet taken. Who comes later and can wait must queue.
    @inlinable package var isClaimed: Bool { claims > 0 || head != nil }

    /// Lets `waiter`, which must be idle, wait here.
    ///
    /// - Parameters:
    ///   - deadline: when it stops to wait; nil for never.
    ///   - first: ahead of those who are here, for one that blocks the thread and so must not wait for them.
    ///   - again: it was completed here last and has found nothing: ahead of those who came later than it did.
    package func add(_ waiter: Waiter, deadline: Moment? = nil, first: Bool = false, again: Bool = false) {
        waiter.begin(in: self, deadline: deadline)
        if !again {
            arrivals += 1
            waiter.arrival = first ? 0 : arrivals
        }
        guard head != nil else {
            head = Uncounted(waiter)
            return
        }
        insert(waiter, first: first, again: again)
    }

    private func insert(_ waiter: Waiter, first: Bool, again: Bool) {
        guard let head else { return }
        let last = tail ?? head
        if again {
            // Those who are ahead of it have found nothing either, or block the thread: they are few.
            var place: Uncounted<Waiter>? = head
            while let other = place, other.with({ $0.arrival < waiter.arrival }) { place = other.with { $0.next } }
            guard let place else { return append(waiter, after: last) }
            if let before = place.with({ $0.previous }) {
                waiter.next = place
                waiter.previous = before
                before.with { $0.next = Uncounted(waiter) }
                place.with { $0.previous = Uncounted(waiter) }
                return
            }
        }
        if first || again {
            waiter.next = head
            head.with { $0.previous = Uncounted(waiter) }
            self.head = Uncounted(waiter)
            tail = last
        } else {
            append(waiter, after: last)
        }
    }

    private func append(_ waiter: Waiter, after last: Uncounted<Waiter>) {
        waiter.previous = last
        last.with { $0.next = Uncounted(waiter) }
        tail = Uncounted(waiter)
    }

    /// Tells the one who has waited longest that its wait is over.
    package func completeFirst() {
        guard let first = head else { return }
        claims += 1
        if tail == nil {
            head = nil
            first.with { $0.complete() }
        } else {
            first.with {
                remove($0)
                $0.complete()
            }
        }
    }

    /// Tells all, in their order.
    package func completeAll() {
        while head != nil {
            completeFirst()
        }
    }

    func remove(_ waiter: Waiter) {
        let next = waiter.next
        let previous = waiter.previous
        if let previous {
            previous.with { $0.next = next }
            waiter.previous = nil
        } else {
            head = next
        }
        if let next {
            next.with { $0.previous = previous }
            waiter.next = nil
        } else {
            tail = previous
        }
        // One alone is only the head.
        if let tail, let head, tail.with({ head.isTo($0) }) { self.tail = nil }
    }

    func releaseClaim() {
        claims -= 1
    }
}
