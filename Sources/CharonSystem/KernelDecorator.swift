/// A kernel that hands every call on to another one, except those that it defines itself.
package protocol KernelDecorator: Kernel {
    var base: any Kernel { get }
}

extension KernelDecorator {
    package func socket(_ family: AddressFamily, _ kind: SocketKind) -> SystemResult {
        base.socket(family, kind)
    }

    package func connect(_ descriptor: Int32, to peer: Endpoint, family: AddressFamily) -> SystemResult {
        base.connect(descriptor, to: peer, family: family)
    }

    package func bind(_ descriptor: Int32, to local: Endpoint, family: AddressFamily) -> SystemResult {
        base.bind(descriptor, to: local, family: family)
    }

    package func listen(_ descriptor: Int32, backlog: Int32) -> SystemResult {
        base.listen(descriptor, backlog: backlog)
    }

    package func accept(_ listener: Int32, peer: inout Endpoint?) -> SystemResult {
        base.accept(listener, peer: &peer)
    }

    package func receive(_ descriptor: Int32, into area: ReceiveArea) -> SystemResult {
        base.receive(descriptor, into: area)
    }

    package func receive(_ descriptor: Int32, into area: ReceiveArea, sender: inout Endpoint?) -> SystemResult {
        base.receive(descriptor, into: area, sender: &sender)
    }

    package func discard(_ descriptor: Int32, _ area: ReceiveArea) -> SystemResult {
        base.discard(descriptor, area)
    }

    package func send(_ descriptor: Int32, _ bytes: BorrowedBytes) -> SystemResult {
        base.send(descriptor, bytes)
    }

    package func send(_ descriptor: Int32, _ pieces: GatherList) -> SystemResult {
        base.send(descriptor, pieces)
    }

    package func send(
        _ descriptor: Int32, _ bytes: BorrowedBytes, to peer: Endpoint, family: AddressFamily
    ) -> SystemResult {
        base.send(descriptor, bytes, to: peer, family: family)
    }

    package func shutdownSending(_ descriptor: Int32) -> SystemResult {
        base.shutdownSending(descriptor)
    }

    package func close(_ descriptor: Int32) -> SystemResult {
        base.close(descriptor)
    }

    package func pendingFailure(_ descriptor: Int32) -> SystemResult {
        base.pendingFailure(descriptor)
    }

    package func set(_ option: SocketOption, of descriptor: Int32, to value: Int32) -> SystemResult {
        base.set(option, of: descriptor, to: value)
    }

    package func localEndpoint(_ descriptor: Int32, _ local: inout Endpoint?) -> SystemResult {
        base.localEndpoint(descriptor, &local)
    }

    package func makePoller() -> SystemResult {
        base.makePoller()
    }

    package func control(
        _ poller: Int32, _ change: InterestChange, _ descriptor: Int32, _ interest: Readiness, datum: UInt64
    ) -> SystemResult {
        base.control(poller, change, descriptor, interest, datum: datum)
    }

    package func wait(_ poller: Int32, _ events: EventList, milliseconds: Int32) -> SystemResult {
        base.wait(poller, events, milliseconds: milliseconds)
    }

    package func makeWakeCounter() -> SystemResult {
        base.makeWakeCounter()
    }

    package func resetWakeCounter(_ descriptor: Int32) -> SystemResult {
        base.resetWakeCounter(descriptor)
    }

    package func pause(milliseconds: Int32) -> SystemResult {
        base.pause(milliseconds: milliseconds)
    }

    package func raiseDescriptorLimit() -> SystemResult {
        base.raiseDescriptorLimit()
    }
}
