/// The system calls as the layers above make them: one that a signal interrupted is made again.
///
/// Two are left as they are: `wait` and `pause`, whose caller wants to know of the signal. `connect` must not be
/// made again either, since the connection goes on being made; an interrupted one counts as begun. And a `close`
/// that was interrupted has closed.
package struct Syscalls {
    /// Who stands in for the kernel; nil for the kernel itself, whose functions are then called without a detour.
    private let substitute: (any Kernel)?

    package init(kernel: any Kernel) {
        substitute = kernel is LinuxKernel ? nil : kernel
    }

    @inline(__always)
    private func asking(_ call: (any Kernel) -> SystemResult) -> SystemResult {
        if let substitute { return call(substitute) }
        return call(LinuxKernel())
    }

    @inline(__always)
    private func retrying(_ call: (any Kernel) -> SystemResult) -> SystemResult {
        while true {
            let result = asking(call)
            if !result.failed(with: .interrupted) { return result }
        }
    }

    package func socket(_ family: AddressFamily, _ kind: SocketKind) -> SystemResult {
        retrying { $0.socket(family, kind) }
    }

    /// - Returns: `inProgress` while the connection is being made.
    package func connect(_ descriptor: Int32, to peer: Endpoint, family: AddressFamily) -> SystemResult {
        let result = asking { $0.connect(descriptor, to: peer, family: family) }
        let hasBegun = result.failed(with: .interrupted) || result.failed(with: .alreadyInProgress)
        return hasBegun ? SystemResult(failure: .inProgress) : result
    }

    package func bind(_ descriptor: Int32, to local: Endpoint, family: AddressFamily) -> SystemResult {
        retrying { $0.bind(descriptor, to: local, family: family) }
    }

    package func listen(_ descriptor: Int32, backlog: Int32) -> SystemResult {
        retrying { $0.listen(descriptor, backlog: backlog) }
    }

    package func accept(_ listener: Int32, peer: inout Endpoint?) -> SystemResult {
        retrying { $0.accept(listener, peer: &peer) }
    }

    package func receive(_ descriptor: Int32, into area: ReceiveArea) -> SystemResult {
        retrying { $0.receive(descriptor, into: area) }
    }

    package func receive(_ descriptor: Int32, into area: ReceiveArea, sender: inout Endpoint?) -> SystemResult {
        retrying { $0.receive(descriptor, into: area, sender: &sender) }
    }

    package func discard(_ descriptor: Int32, _ area: ReceiveArea) -> SystemResult {
        retrying { $0.discard(descriptor, area) }
    }

    package func send(_ descriptor: Int32, _ bytes: BorrowedBytes) -> SystemResult {
        retrying { $0.send(descriptor, bytes) }
    }

    package func send(_ descriptor: Int32, _ pieces: GatherList) -> SystemResult {
        retrying { $0.send(descriptor, pieces) }
    }

    package func send(
        _ descriptor: Int32, _ bytes: BorrowedBytes, to peer: Endpoint, family: AddressFamily
    ) -> SystemResult {
        retrying { $0.send(descriptor, bytes, to: peer, family: family) }
    }

    @discardableResult
    package func shutdownSending(_ descriptor: Int32) -> SystemResult {
        retrying { $0.shutdownSending(descriptor) }
    }

    @discardableResult
    package func close(_ descriptor: Int32) -> SystemResult {
        asking { $0.close(descriptor) }
    }

    package func pendingFailure(_ descriptor: Int32) -> SystemResult {
        retrying { $0.pendingFailure(descriptor) }
    }

    @discardableResult
    package func set(_ option: SocketOption, of descriptor: Int32, to value: Int32) -> SystemResult {
        retrying { $0.set(option, of: descriptor, to: value) }
    }

    /// - Returns: this end of the socket; nil if the kernel does not tell.
    package func localEndpoint(_ descriptor: Int32) -> Endpoint? {
        var local: Endpoint?
        return retrying { $0.localEndpoint(descriptor, &local) }.word < 0 ? nil : local
    }

    package func makePoller() -> SystemResult {
        retrying { $0.makePoller() }
    }

    package func control(
        _ poller: Int32, _ change: InterestChange, _ descriptor: Int32, _ interest: Readiness, datum: UInt64
    ) -> SystemResult {
        retrying { $0.control(poller, change, descriptor, interest, datum: datum) }
    }

    package func wait(_ poller: Int32, _ events: EventList, milliseconds: Int32) -> SystemResult {
        asking { $0.wait(poller, events, milliseconds: milliseconds) }
    }

    package func makeWakeCounter() -> SystemResult {
        retrying { $0.makeWakeCounter() }
    }

    @discardableResult
    package func resetWakeCounter(_ descriptor: Int32) -> SystemResult {
        retrying { $0.resetWakeCounter(descriptor) }
    }

    package func pause(milliseconds: Int32) -> SystemResult {
        asking { $0.pause(milliseconds: milliseconds) }
    }

    @discardableResult
    package func raiseDescriptorLimit() -> SystemResult {
        retrying { $0.raiseDescriptorLimit() }
    }
}
