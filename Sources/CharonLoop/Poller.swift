internal import CharonSystem

/// The kernel's list of descriptors that the loop has an interest in, and who is behind each. Source: epoll(7).
final class Poller {
    private let system: Syscalls
    private let descriptor: Int32
    private let events = EventList()
    private var looks = BriefLooks()

    /// Who is behind each descriptor. The key is the datum that the kernel gives back with an event, so that one
    /// which was on its way when its descriptor was closed finds nobody.
    private let observers = SlotTable<any ReadinessObserver>()

    init(_ system: Syscalls) throws(SystemError) {
        self.system = system
        descriptor = try system.makePoller().descriptor(from: "epoll_create1")
    }

    deinit {
        system.close(descriptor)
    }

    var count: Int { observers.count }

    func add(
        _ target: Int32, _ interest: Readiness, _ observer: any ReadinessObserver
    ) throws(SystemError) -> Registration {
        let key = observers.insert(observer)
        if let failure = system.control(descriptor, .add, target, interest, datum: key).failure {
            observers.remove(key)
            throw SystemError(number: failure, call: "epoll_ctl")
        }
        return Registration(descriptor: target, interest: interest, key: key)
    }

    /// Asks for something else, and for a fresh report of what is ready.
    func change(_ registration: Registration, to interest: Readiness) throws(SystemError) {
        registration.interest = interest
        let result = system.control(
            descriptor, .modify, registration.descriptor, interest, datum: registration.key)
        if let failure = result.failure {
            throw SystemError(number: failure, call: "epoll_ctl")
        }
    }

    func hand(_ registration: Registration, to observer: any ReadinessObserver) {
        observers.replace(registration.key, with: observer)
    }

    /// - Parameter isClosing: the descriptor is about to be closed, which takes it off the kernel's list.
    func remove(_ registration: Registration, isClosing: Bool) {
        guard observers.has(registration.key) else { return }
        observers.remove(registration.key)
        if isClosing { return }
        // It fails only if the descriptor is gone already.
        _ = system.control(descriptor, .remove, registration.descriptor, [], datum: registration.key)
    }

    /// Something has been sent to somebody whose answer is reported.
    func expectAnswer() {
        looks.expectsAnswer = true
    }

    /// Waits for events.
    ///
    /// - Parameter milliseconds: how long at most; 0 not at all, less than 0 for ever. Source: epoll_wait(2).
    func wait(milliseconds: Int32) -> SystemResult {
        if milliseconds != 0, looks.areDue() {
            for _ in 0..<BriefLooks.count {
                let result = system.wait(descriptor, events, milliseconds: 0)
                if result.word != 0 {
                    looks.note(hasFound: true)
                    return result
                }
            }
            looks.note(hasFound: false)
        }
        return system.wait(descriptor, events, milliseconds: milliseconds)
    }

    /// Tells those who are behind the first `count` events of the last wait.
    func deliver(_ count: Int) {
        looks.note(single: count == 1 ? events[0].datum : nil)
        for index in 0..<count {
            let (readiness, key) = events[index]
            observers.lend(key) { $0.readinessChanged(readiness) }
        }
    }
}
