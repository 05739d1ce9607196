internal import CharonSystem

/// The kernel's list of descriptors that the loop has an interest in, and who is behind each. Source: epoll(7).
final class Poller {
    private let system: Syscalls
    private let descriptor: Int32
    let events: EventList

    /// A registration's datum is its index here and the number of earlier ones at that index, so that an event
    /// which was on its way when its descriptor was closed finds nobody, or the wrong number.
    private var slots: [Slot] = []
    private var freeSlots: [Int] = []

    private struct Slot {
        var generation: UInt32 = 0
        var registration: Registration?
    }

    init(_ system: Syscalls) throws(SystemError) {
        self.system = system
        descriptor = try system.makePoller().descriptor(from: "epoll_create1")
        events = EventList()
    }

    deinit {
        system.close(descriptor)
    }

    var count: Int { slots.count - freeSlots.count }

    func add(
        _ target: Int32, _ interest: Readiness, _ observer: any ReadinessObserver
    ) throws(SystemError) -> Registration {
        let index = freeSlots.popLast() ?? slots.count
        if index == slots.count { slots.append(Slot()) }
        let datum = UInt64(slots[index].generation) << 32 | UInt64(UInt32(truncatingIfNeeded: index))
        if let failure = system.control(descriptor, .add, target, interest, datum: datum).failure {
            freeSlots.append(index)
            throw SystemError(number: failure, call: "epoll_ctl")
        }
        let registration = Registration(
            descriptor: target, interest: interest, datum: datum, observer: observer)
        slots[index].registration = registration
        return registration
    }

    /// Asks for something else, and for a fresh report of what is ready.
    func change(_ registration: Registration, to interest: Readiness) throws(SystemError) {
        registration.interest = interest
        let result = system.control(
            descriptor, .modify, registration.descriptor, interest, datum: registration.datum)
        if let failure = result.failure {
            throw SystemError(number: failure, call: "epoll_ctl")
        }
    }

    /// - Parameter isClosing: the descriptor is about to be closed, which takes it off the kernel's list.
    func remove(_ registration: Registration, isClosing: Bool) {
        registration.observer = nil
        let index = Int(UInt32(truncatingIfNeeded: registration.datum))
        guard slots[index].registration === registration else { return }
        slots[index].registration = nil
        slots[index].generation &+= 1
        freeSlots.append(index)
        if !isClosing {
            // It fails only if the descriptor is gone already.
            _ = system.control(
                descriptor, .remove, registration.descriptor, [], datum: registration.datum)
        }
    }

    func wait(milliseconds: Int32) -> SystemResult {
        system.wait(descriptor, events, milliseconds: milliseconds)
    }

    /// Tells whoever is behind the event at `index` of the last wait.
    func deliver(_ index: Int) {
        let (readiness, datum) = events[index]
        let slot = Int(UInt32(truncatingIfNeeded: datum))
        guard slot < slots.count, slots[slot].generation == UInt32(truncatingIfNeeded: datum >> 32) else { return }
        slots[slot].registration?.observer?.readinessChanged(readiness)
    }
}
