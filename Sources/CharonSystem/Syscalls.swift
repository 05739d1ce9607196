/// The system calls as the layers above make them: one that a signal interrupted is made again.
///
/// Two are left as they are: `wait` and `pause`, whose caller wants to know of the signal. `connect` must not be
/// made again either, since the connection goes on being made; an interrupted one counts as begun. And a `close`
/// that was interrupted has closed.
package struct Syscalls {
    /// Nil for the kernel itself: what each message and each connection needs is then called without a detour.
    private let substitute: (any Kernel)?
    private static let linux = LinuxKernel()

    package init(kernel: any Kernel) {
        substitute = kernel is LinuxKernel ? nil : kernel
    }

    private var kernel: any Kernel { substitute ?? Self.linux }

    @inline(__always)
    private func retrying(_ call: () -> SystemResult) -> SystemResult {
        while true {
            let result = call()
            if !result.failed(with: .interrupted) { return result }
        }
    }

    package func socket(_ family: AddressFamily, _ kind: SocketKind) -> SystemResult {
        retrying { kernel.socket(family, kind) }
    }

    /// - Returns: `inProgress` while the connection is being made.
    package func connect(_ descriptor: Int32, to peer: Endpoint, family: AddressFamily) -> SystemResult {
        let result = kernel.connect(descriptor, to: peer, family: family)
        let hasBegun = result.failed(with: .interrupted) || result.failed(with: .alreadyInProgress)
        return hasBegun ? SystemResult(failure: .inProgress) : result
    }

    package func bind(_ descriptor: Int32, to local: Endpoint, family: AddressFamily) -> SystemResult {
        retrying { kernel.bind(descriptor, to: local, family: family) }
    }

    package func listen(_ descriptor: Int32, backlog: Int32) -> SystemResult {
        retrying { kernel.listen(descriptor, backlog: backlog) }
    }

    package func accept(_ listener: Int32, peer: inout Endpoint?) -> SystemResult {
        retrying { substitute?.accept(listener, peer: &peer) ?? LinuxKernel().accept(listener, peer: &peer) }
    }

    package func receive(_ descriptor: Int32, into area: ReceiveArea) -> SystemResult {
        retrying { substitute?.receive(descriptor, into: area) ?? LinuxKernel().receive(descriptor, into: area) }
    }

    package func receive(_ descriptor: Int32, into area: ReceiveArea, sender: inout Endpoint?) -> SystemResult {
        retrying { kernel.receive(descriptor, into: area, sender: &sender) }
    }

    package func discard(_ descriptor: Int32, _ area: ReceiveArea) -> SystemResult {
        retrying { substitute?.discard(descriptor, area) ?? LinuxKernel().discard(descriptor, area) }
    }

    package func send(_ descriptor: Int32, _ bytes: BorrowedBytes) -> SystemResult {
        retrying { substitute?.send(descriptor, bytes) ?? LinuxKernel().send(descriptor, bytes) }
    }

    package func send(_ descriptor: Int32, _ pieces: GatherList) -> SystemResult {
        retrying { kernel.send(descriptor, pieces) }
    }

    package func send(
        _ descriptor: Int32, _ bytes: BorrowedBytes, to peer: Endpoint, family: AddressFamily
    ) -> SystemResult {
        retrying { kernel.send(descriptor, bytes, to: peer, family: family) }
    }

    @discardableResult
    package func shutdownSending(_ descriptor: Int32) -> SystemResult {
        retrying { substitute?.shutdownSending(descriptor) ?? LinuxKernel().shutdownSending(descriptor) }
    }

    @discardableResult
    package func close(_ descriptor: Int32) -> SystemResult {
        substitute?.close(descriptor) ?? LinuxKernel().close(descriptor)
    }

    package func pendingFailure(_ descriptor: Int32) -> SystemResult {
        retrying { kernel.pendingFailure(descriptor) }
    }

    @discardableResult
    package func set(_ option: SocketOption, of descriptor: Int32, to value: Int32) -> SystemResult {
        retrying { kernel.set(option, of: descriptor, to: value) }
    }

    /// - Returns: this end of the socket; nil if the kernel does not tell.
    package func localEndpoint(_ descriptor: Int32) -> Endpoint? {
        var local: Endpoint?
        return retrying { kernel.localEndpoint(descriptor, &local) }.word < 0 ? nil : local
    }

    package func makePoller() -> SystemResult {
        retrying { kernel.makePoller() }
    }

    package func control(
        _ poller: Int32, _ change: InterestChange, _ descriptor: Int32, _ interest: Readiness, datum: UInt64
    ) -> SystemResult {
        retrying { kernel.control(poller, change, descriptor, interest, datum: datum) }
    }

    package func wait(_ poller: Int32, _ events: EventList, milliseconds: Int32) -> SystemResult {
        substitute?.wait(poller, events, milliseconds: milliseconds)
            ?? LinuxKernel().wait(poller, events, milliseconds: milliseconds)
    }

    package func makeWakeCounter() -> SystemResult {
        retrying { kernel.makeWakeCounter() }
    }

    @discardableResult
    package func resetWakeCounter(_ descriptor: Int32) -> SystemResult {
        retrying { kernel.resetWakeCounter(descriptor) }
    }

    package func pause(milliseconds: Int32) -> SystemResult {
        kernel.pause(milliseconds: milliseconds)
    }

    @discardableResult
    package func raiseDescriptorLimit() -> SystemResult {
        retrying { kernel.raiseDescriptorLimit() }
    }
}
