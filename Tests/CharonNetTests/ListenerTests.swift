import CharonLoop
import CharonNet
import CharonSystem
import Testing

@Suite struct ListenerTests {
    private func isNotYet(_ accepted: Listener.Accepted) -> Bool {
        if case .notYet = accepted { true } else { false }
    }

    private func isClosed(_ accepted: Listener.Accepted) -> Bool {
        if case .closed = accepted { true } else { false }
    }

    @Test func `connections are accepted in the order in which they came`() throws {
        let bench = Workbench()
        let listener = try bench.listener.get()
        let clients = try (0..<5).map { _ in try bench.connect(to: listener.local.port) }
        for client in clients {
            #expect(try bench.accept(from: listener).peer == client.local)
        }
        #expect(isNotYet(listener.accept()))
        bench.finish()
    }

    @Test func `a port on all addresses answers both families`() throws {
        let bench = Workbench()
        let listener = try bench.network.listen(on: .all(port: 0))
        #expect(listener.local.address == "[::]")
        let overIPv4 = try bench.connect(to: listener.local.port)
        let accepted = try bench.accept(from: listener)
        #expect(accepted.peer.address == "127.0.0.1")
        #expect(accepted.local?.address == "127.0.0.1")
        #expect(accepted.side == .server)
        #expect(overIPv4.side == .client)
        #expect(overIPv4.peer.address == "127.0.0.1")
        _ = try bench.connect(to: listener.local.port, host: "::1")
        #expect(try bench.accept(from: listener).peer.address == "[::1]")
        // An IPv4 address in IPv6's clothes is an IPv4 address.
        #expect(try bench.connect(to: listener.local.port, host: "::ffff:127.0.0.1").peer.address == "127.0.0.1")
        bench.finish()
    }

    @Test func `without IPv6 all addresses are those of IPv4`() throws {
        let kernel = ScriptedKernel()
        kernel.fail(.socket, .addressFamilyNotSupported)
        let bench = Workbench(kernel: kernel)
        let listener = try bench.network.listen(on: .all(port: 0))
        #expect(listener.local.address == "0.0.0.0")
        _ = try bench.connect(to: listener.local.port)
        bench.finish()
        #expect(kernel.descriptors.isEmpty)
    }

    @Test func `one address is that address only`() throws {
        let bench = Workbench()
        let listener = try bench.network.listen(on: .address(Endpoint(ipv4: 0x7F00_0002, port: 0)))
        #expect(throws: SocketError.self) { try bench.connect(to: listener.local.port) }
        #expect(try bench.connect(to: listener.local.port, host: "127.0.0.2").peer == listener.local)
        bench.finish()
    }

    @Test func `a port that something listens on is in use`() throws {
        let bench = Workbench()
        let port = try bench.listener.get().local.port
        let error = #expect(throws: SocketError.self) { try bench.network.listen(on: .all(port: port)) }
        #expect(error?.code == .addressInUse)
        #expect(error?.operation == "bind")
        bench.finish()
    }

    @Test func `a port can be listened on again while old connections are not forgotten`() throws {
        let bench = Workbench()
        let listener = try bench.network.listen(on: .all(port: 0))
        let port = listener.local.port
        let client = try bench.connect(to: port)
        let server = try bench.accept(from: listener)
        server.close()
        client.close()
        listener.close()
        bench.network.shutDown()
        let again = try bench.network.listen(on: .all(port: port))
        #expect(again.local.port == port)
        bench.finish()
    }

    @Test func `listeners that ask for it share a port`() throws {
        let bench = Workbench()
        let first = try bench.network.listen(on: .all(port: 0), reusePort: true)
        _ = try bench.network.listen(on: .all(port: first.local.port), reusePort: true)
        bench.finish()
    }

    @Test(arguments: [-1, 65_536, Int.max, Int.min]) func `a port outside the range is refused`(_ port: Int) throws {
        let bench = Workbench()
        let error = #expect(throws: SocketError.self) { try bench.network.listen(on: .all(port: port)) }
        #expect(error?.code == .portOutOfRange)
    }

    @Test func `an address of another machine is not available`() throws {
        let bench = Workbench()
        let address = try #require(BindAddress.parse("192.0.2.1:0"))
        let error = #expect(throws: SocketError.self) { try bench.network.listen(on: address) }
        #expect(error?.code == .addressNotAvailable)
        bench.finish()
    }

    @Test func `what hasConnection has seen accept gives whatever becomes of it`() throws {
        let bench = Workbench()
        let listener = try bench.listener.get()
        #expect(!listener.hasConnection())
        let peer = RawPeer(port: listener.local.port)
        try bench.turn { listener.hasConnection() }
        #expect(listener.hasConnection())
        peer.reset()
        #expect(listener.hasConnection())
        guard case .stream(let stream) = listener.accept() else {
            Issue.record("promised")
            return
        }
        #expect(try bench.receive(stream).end == .connectionReset)
        #expect(!listener.hasConnection())
        bench.finish()
    }

    @Test func `waiting acceptors are served in turn`() throws {
        let bench = Workbench()
        let listener = try bench.listener.get()
        #expect(isNotYet(listener.accept()))
        let waiters = (0..<2).map { _ in Waiter(loop: bench.loop) }
        for waiter in waiters { listener.acceptable.add(waiter) }
        let clients = try (0..<2).map { _ in try bench.connect(to: listener.local.port) }
        try bench.turn { waiters[0].state == .completed }
        for (waiter, client) in zip(waiters, clients) {
            #expect(waiter.state == .completed)
            #expect(try bench.accept(from: listener).peer == client.local)
            waiter.reset()
        }
        bench.finish()
    }

    @Test func `what came after a connection that was looked at is for the next acceptor`() throws {
        let bench = Workbench()
        let listener = try bench.listener.get()
        #expect(isNotYet(listener.accept()))
        let waiters = (0..<2).map { _ in Waiter(loop: bench.loop) }
        listener.acceptable.add(waiters[0])
        let clients = try (0..<2).map { _ in try bench.connect(to: listener.local.port) }
        try bench.turn { waiters[0].state == .completed }
        #expect(listener.hasConnection())
        listener.acceptable.add(waiters[1])
        for (waiter, client) in zip(waiters, clients) {
            #expect(waiter.state == .completed)
            #expect(try bench.accept(from: listener).peer == client.local)
            waiter.reset()
        }
        bench.finish()
    }

    @Test func `closing resets the connection that hasConnection has seen, too`() throws {
        let bench = Workbench()
        let listener = try bench.network.listen(on: .address(Endpoint(ipv4: 0x7F00_0001, port: 0)))
        let client = try bench.connect(to: listener.local.port)
        try bench.turn { listener.hasConnection() }
        listener.close()
        #expect(try bench.receive(client).end == .connectionReset)
        #expect(bench.network.openSockets == 1)
        bench.finish()
    }

    @Test func `closing wakes acceptors and resets who has not been accepted`() throws {
        let bench = Workbench()
        let listener = try bench.network.listen(on: .address(Endpoint(ipv4: 0x7F00_0001, port: 0)))
        #expect(isNotYet(listener.accept()))
        let waiter = Waiter(loop: bench.loop)
        listener.acceptable.add(waiter)
        let client = try bench.connect(to: listener.local.port)
        listener.close()
        listener.close()
        #expect(waiter.state == .completed)
        #expect(isClosed(listener.accept()))
        #expect(!listener.hasConnection())
        #expect(try bench.receive(client).end == .connectionReset)
        bench.finish()
    }

    @Test func `accepted streams outlive their listener`() throws {
        let bench = Workbench()
        let listener = try bench.network.listen(on: .address(Endpoint(ipv4: 0x7F00_0001, port: 0)))
        let client = try bench.connect(to: listener.local.port)
        let server = try bench.accept(from: listener)
        listener.close()
        client.send("still here")
        #expect(try bench.receive(server).chunk == Array("still here".utf8))
        bench.finish()
    }

    @Test(arguments: [
        ErrorNumber.connectionAborted, .protocolError, .networkDown, .noProtocolOption, .hostDown, .notOnTheNetwork,
        .hostUnreachable, .notSupported, .networkUnreachable, .interrupted, .notPermitted, .timedOut,
    ])
    func `a connection that broke before it was accepted is skipped`(_ number: ErrorNumber) throws {
        let kernel = ScriptedKernel()
        let bench = Workbench(kernel: kernel)
        let listener = try bench.listener.get()
        let client = try bench.connect(to: listener.local.port)
        kernel.fail(.accept, number, times: 5)
        #expect(try bench.accept(from: listener).peer == client.local)
        #expect(kernel.isPlayed)
        bench.finish()
    }

    @Test func `failing connections without end do not hold the loop`() throws {
        let kernel = ScriptedKernel()
        let bench = Workbench(kernel: kernel)
        let listener = try bench.listener.get()
        let client = try bench.connect(to: listener.local.port)
        kernel.fail(.accept, .connectionAborted, times: 1000)
        #expect(isNotYet(listener.accept()))
        #expect(kernel.counts[.accept, default: 0] < 200)
        #expect(try bench.accept(from: listener).peer == client.local)
        bench.finish()
    }

    @Test(arguments: [ErrorNumber.tooManyOpenFiles, .tooManyOpenFilesInSystem])
    func `out of descriptors the listener stays and can pause`(_ number: ErrorNumber) throws {
        let clock = ManualClock()
        let kernel = ScriptedKernel()
        let bench = Workbench(kernel: kernel, clock: clock)
        let listener = try bench.listener.get()
        let client = try bench.connect(to: listener.local.port)
        kernel.fail(.accept, number)
        guard case .failed(.tooManyOpenFiles) = listener.accept() else {
            Issue.record("there are no descriptors")
            return
        }
        listener.pause(for: .milliseconds(100))
        let attempts = kernel.counts[.accept]
        let waiter = Waiter(loop: bench.loop)
        #expect(isNotYet(listener.accept()))
        #expect(!listener.hasConnection())
        listener.acceptable.add(waiter)
        clock.advance(by: .milliseconds(99))
        _ = bench.loop.turn(.none)
        #expect(waiter.state == .waiting)
        #expect(kernel.counts[.accept] == attempts)
        clock.advance(by: .milliseconds(1))
        _ = bench.loop.turn(.none)
        #expect(waiter.state == .completed)
        #expect(try bench.accept(from: listener).peer == client.local)
        waiter.reset()
        client.close()
        bench.finish()
        #expect(kernel.descriptors.isEmpty)
    }

    @Test(arguments: [ErrorNumber.noBufferSpace, .noMemory])
    func `out of memory the listener tries again by itself`(_ number: ErrorNumber) throws {
        let kernel = ScriptedKernel()
        let bench = Workbench(kernel: kernel)
        let listener = try bench.listener.get()
        let client = try bench.connect(to: listener.local.port)
        kernel.fail(.accept, number, times: 3)
        #expect(try bench.accept(from: listener).peer == client.local)
        bench.finish()
    }

    @Test func `a listener takes no more than one connection ahead`() throws {
        let kernel = ScriptedKernel()
        let bench = Workbench(kernel: kernel)
        let listener = try bench.listener.get()
        for _ in 0..<5 { _ = try bench.connect(to: listener.local.port) }
        let before = kernel.descriptors.count
        for _ in 0..<10 { #expect(listener.hasConnection()) }
        #expect(kernel.descriptors.count == before + 1)
        bench.finish()
    }
}

@Suite struct BindAddressTests {
    @Test func `ports and numeric addresses are where to listen`() {
        #expect(BindAddress.parse("8080") == .all(port: 8080))
        #expect(BindAddress.parse("0") == .all(port: 0))
        #expect(BindAddress.parse("1.2.3.4:567") == .address(Endpoint(ipv4: 0x0102_0304, port: 567)))
        #expect(BindAddress.parse("[::1]:567") == .address(Endpoint(ipv6: 0, 1, port: 567)))
        guard case .all(let port) = BindAddress.parse("65536") else {
            Issue.record("digits are a port")
            return
        }
        #expect(port > 65_535)
    }

    @Test(arguments: [
        "", "nonsense", "localhost:80", ":80", "1.2.3.4", "1.2.3.4:", "1.2.3.4:x", "1.2.3.4:65536", "::1:80", "[::1]",
        "[::1]80", "[::1]:", "1.2.3.4:-1", "-1", "80 ", "1.2.3.4:80\0", "[1.2.3.4]:80",
    ])
    func `anything else is not`(_ text: String) {
        #expect(BindAddress.parse(text) == nil)
    }
}
