internal import CCharon

/// Where the kernel writes the events of one `epoll_wait`. Source: epoll_wait(2).
@safe
package final class EventList {
    let events: UnsafeMutablePointer<epoll_event>

    /// The most events that one wait can give.
    package let capacity: Int

    package init(capacity: Int = 512) {
        unsafe events = .allocate(capacity: capacity)
        self.capacity = capacity
    }

    deinit {
        unsafe events.deallocate()
    }

    /// What became ready, and the number that its registration was given.
    ///
    /// - Parameter index: less than what the last wait returned.
    package subscript(index: Int) -> (readiness: Readiness, datum: UInt64) {
        get {
            precondition(index >= 0 && index < capacity, "an event outside the list")
            let event = unsafe events[index]
            return unsafe (Readiness(rawValue: event.events), event.data.u64)
        }
        set {
            precondition(index >= 0 && index < capacity, "an event outside the list")
            unsafe events[index] = epoll_event(
                events: newValue.readiness.rawValue, data: epoll_data_t(u64: newValue.datum))
        }
    }
}
