import CharonSystem
import Testing

/// A kernel that is interrupted a number of times before each call that it makes.
private final class InterruptedKernel: KernelDecorator {
    let base: any Kernel = LinuxKernel()
    var interruptions = 0

    private func interrupted() -> SystemResult? {
        guard interruptions > 0 else { return nil }
        interruptions -= 1
        return SystemResult(failure: .interrupted)
    }

    func receive(_ descriptor: Int32, into area: ReceiveArea) -> SystemResult {
        interrupted() ?? base.receive(descriptor, into: area)
    }

    func send(_ descriptor: Int32, _ bytes: BorrowedBytes) -> SystemResult {
        interrupted() ?? base.send(descriptor, bytes)
    }

    func connect(_ descriptor: Int32, to peer: Endpoint, family: AddressFamily) -> SystemResult {
        interrupted() ?? base.connect(descriptor, to: peer, family: family)
    }

    func wait(_ poller: Int32, _ events: EventList, milliseconds: Int32) -> SystemResult {
        interrupted() ?? base.wait(poller, events, milliseconds: milliseconds)
    }
}

@Suite struct SyscallsTests {
    @Test func `an interrupted call is made again`() throws {
        let kernel = InterruptedKernel()
        let system = Syscalls(kernel: kernel)
        let socket = try system.socket(.ipv4, .datagram).descriptor(from: "socket")
        defer { system.close(socket) }
        kernel.interruptions = 3
        #expect(system.receive(socket, into: ReceiveArea(capacity: 8)).failed(with: .wouldBlock))
        #expect(kernel.interruptions == 0)
    }

    @Test func `an interrupted connect has begun`() throws {
        let kernel = InterruptedKernel()
        let system = Syscalls(kernel: kernel)
        kernel.interruptions = 1
        #expect(system.connect(-1, to: Endpoint(ipv4: 1, port: 1), family: .ipv4).failed(with: .inProgress))
    }

    @Test func `an interrupted wait says so`() throws {
        let kernel = InterruptedKernel()
        let system = Syscalls(kernel: kernel)
        let poller = try system.makePoller().descriptor(from: "epoll_create1")
        defer { system.close(poller) }
        kernel.interruptions = 1
        #expect(system.wait(poller, EventList(capacity: 4), milliseconds: 0).failed(with: .interrupted))
    }

    @Test func `a failure keeps its number and its text`() {
        let result = Syscalls(kernel: LinuxKernel()).send(-1, .none)
        #expect(result.failure == .badDescriptor)
        #expect(result.failed(with: .badDescriptor))
        #expect(ErrorNumber.connectionRefused.message == "Connection refused")
        #expect(throws: SystemError.self) { try result.descriptor(from: "send") }
    }

    @Test func `the limit on descriptors is raised without failing`() {
        #expect(Syscalls(kernel: LinuxKernel()).raiseDescriptorLimit().word >= 0)
    }
}

@Suite struct HostLookupTests {
    @Test func `the hosts file is asked`() throws {
        let found = try HostLookup.addresses(of: "localhost", family: .ipv4)
        #expect(found.contains(Endpoint(ipv4: 0x7F00_0001, port: 0)))
    }

    @Test func `a numeric address of the other family is not found`() {
        #expect(throws: HostLookup.Failure.notFound) { try HostLookup.addresses(of: "127.0.0.1", family: .ipv6) }
    }
}
