import CharonLoop
import CharonNet
import CharonSystem
import Testing

@Suite struct DatagramTests {
    private func server(_ bench: Workbench) throws -> DatagramSocket {
        try bench.network.bindDatagram(on: .address(Endpoint(ipv4: 0x7F00_0001, port: 0)))
    }

    private func client(_ bench: Workbench, to port: Int, host: String = "127.0.0.1") throws -> DatagramSocket {
        let attempt = bench.network.connectDatagram(host: host, port: port)
        try bench.turn { attempt.result != nil }
        return try #require(try attempt.result?.get())
    }

    private func send(_ bytes: [UInt8], on socket: DatagramSocket) -> SentOutcome {
        SentOutcome(bytes.withBorrowedBytes { socket.send($0) })
    }

    private func send(_ text: String, on socket: DatagramSocket) -> SentOutcome {
        send(Array(text.utf8), on: socket)
    }

    private func receive(_ socket: DatagramSocket, _ bench: Workbench) throws -> ReceivedOutcome {
        while true {
            let outcome = ReceivedOutcome(socket.receive())
            guard outcome == .notYet else { return outcome }
            _ = try bench.wait(in: socket.readable)
        }
    }

    @Test func `a server answers whoever sent last`() throws {
        let bench = Workbench()
        let server = try server(bench)
        let port = try #require(server.local).port
        let clients = try (0..<2).map { _ in try client(bench, to: port) }
        #expect(server.peer == nil)
        #expect(send("x", on: server) == .failed(.other(.destinationRequired)))
        for (index, client) in clients.enumerated() {
            #expect(send("from \(index)", on: client) == .accepted)
            #expect(try receive(server, bench) == .chunk("from \(index)"))
            #expect(server.peer == client.local)
            #expect(send("to \(index)", on: server) == .accepted)
            #expect(try receive(client, bench) == .chunk("to \(index)"))
        }
        #expect(server.side == .server)
        #expect(clients[0].side == .client)
        bench.finish()
    }

    @Test(arguments: [0, 1, 5000, 65_507]) func `a datagram of any size is one chunk`(_ size: Int) throws {
        let bench = Workbench()
        let server = try server(bench)
        let client = try client(bench, to: try #require(server.local).port)
        #expect(send(pattern(size), on: client) == .accepted)
        _ = try bench.turn { server.peek() != nil }
        #expect(server.peek()?.copy() == pattern(size))
        guard case .chunk(let bytes) = server.receive() else {
            Issue.record("it was there")
            return
        }
        #expect(bytes.copy() == pattern(size))
        #expect(ReceivedOutcome(server.receive()) == .notYet)
        bench.finish()
    }

    @Test func `more than a datagram holds is too long`() throws {
        let bench = Workbench()
        let server = try server(bench)
        let client = try client(bench, to: try #require(server.local).port)
        #expect(send(pattern(65_508), on: client) == .failed(.messageTooLong))
        #expect(client.isOpen)
        bench.finish()
    }

    @Test func `a client hears its peer only`() throws {
        let bench = Workbench()
        let server = try server(bench)
        let client = try client(bench, to: try #require(server.local).port)
        let stranger = try self.client(bench, to: try #require(client.local).port)
        _ = send("hello", on: client)
        #expect(try receive(server, bench) == .chunk("hello"))
        _ = send("from a stranger", on: stranger)
        _ = send("from the server", on: server)
        #expect(try receive(client, bench) == .chunk("from the server"))
        #expect(ReceivedOutcome(client.receive(looking: true)) == .notYet)
        bench.finish()
    }

    @Test func `the peer can be chosen`() throws {
        let bench = Workbench()
        let first = try server(bench)
        let second = try server(bench)
        let client = try client(bench, to: try #require(first.local).port)
        _ = send("one", on: client)
        #expect(try receive(first, bench) == .chunk("one"))
        client.setPeer(try #require(second.local))
        #expect(client.peer == second.local)
        _ = send("two", on: client)
        #expect(try receive(second, bench) == .chunk("two"))
        // What the earlier peer sends is a stranger's now.
        _ = send("late", on: first)
        _ = send("answer", on: second)
        #expect(try receive(client, bench) == .chunk("answer"))
        // A server's choice holds until somebody else is heard.
        first.setPeer(try #require(second.local))
        _ = send("to a server", on: first)
        #expect(try receive(second, bench) == .chunk("to a server"))
        bench.finish()
    }

    /// A port of this machine that nobody listens on: one that has just been given up.
    private func deafPort(_ bench: Workbench) throws -> Int {
        let server = try server(bench)
        defer { server.close() }
        return try #require(server.local).port
    }

    @Test func `a refusal is reported once and the socket stays open`() throws {
        let bench = Workbench()
        let port = try deafPort(bench)
        let client = try client(bench, to: port)
        #expect(send("anyone?", on: client) == .accepted)
        #expect(try receive(client, bench) == .ended(.connectionRefused))
        #expect(client.isOpen)
        #expect(ReceivedOutcome(client.receive(looking: true)) == .notYet)
        bench.finish()
    }

    @Test func `a refusal that a send meets is kept for receive and the datagram is sent`() throws {
        let bench = Workbench()
        let port = try deafPort(bench)
        let client = try client(bench, to: port)
        #expect(send("anyone?", on: client) == .accepted)
        let again = try bench.network.bindDatagram(on: .address(Endpoint(ipv4: 0x7F00_0001, port: UInt16(port))))
        #expect(send("now?", on: client) == .accepted)
        #expect(try receive(again, bench) == .chunk("now?"))
        #expect(ReceivedOutcome(client.receive()) == .ended(.connectionRefused))
        #expect(ReceivedOutcome(client.receive(looking: true)) == .notYet)
        bench.finish()
    }

    @Test func `the port is not shared`() throws {
        let bench = Workbench()
        let port = try #require(try server(bench).local).port
        let error = #expect(throws: SocketError.self) { try bench.network.bindDatagram(on: .all(port: port)) }
        #expect(error?.code == .addressInUse)
        bench.finish()
    }

    @Test func `a port on all addresses serves both families`() throws {
        let bench = Workbench()
        let server = try bench.network.bindDatagram(on: .all(port: 0))
        let port = try #require(server.local).port
        for host in ["127.0.0.1", "::1", "localhost"] {
            let client = try client(bench, to: port, host: host)
            _ = send("to \(host)", on: client)
            #expect(try receive(server, bench) == .chunk("to \(host)"))
            #expect(server.peer?.address == (host == "::1" ? "[::1]" : "127.0.0.1"))
            _ = send("back", on: server)
            #expect(try receive(client, bench) == .chunk("back"))
        }
        bench.finish()
    }

    @Test func `what is put back comes first and empty datagrams are chunks`() throws {
        let bench = Workbench()
        let server = try server(bench)
        let client = try client(bench, to: try #require(server.local).port)
        _ = send("", on: client)
        _ = send("kernel", on: client)
        try bench.turn { server.peek() != nil }
        Array("b".utf8).withBorrowedBytes { server.unreceive($0) }
        #expect(ReceivedOutcome(server.receive()) == .chunk("b"))
        #expect(ReceivedOutcome(server.receive()) == .chunk(""))
        #expect(try receive(server, bench) == .chunk("kernel"))
        server.close()
        #expect(ReceivedOutcome(server.receive()) == .ended(.socketClosed))
        #expect(send("x", on: server) == .failed(.socketClosed))
        bench.finish()
    }

    @Test func `looking does not make the sender the peer`() throws {
        let bench = Workbench()
        let server = try server(bench)
        let client = try client(bench, to: try #require(server.local).port)
        _ = send("x", on: client)
        try bench.turn { server.peek() != nil }
        #expect(server.peer == nil)
        #expect(ReceivedOutcome(server.receive()) == .chunk("x"))
        #expect(server.peer == client.local)
        bench.finish()
    }

    @Test func `what came after a datagram that was looked at is for the next reader`() throws {
        let bench = Workbench()
        let server = try server(bench)
        let client = try client(bench, to: try #require(server.local).port)
        let readers = (0..<2).map { _ in Waiter(loop: bench.loop) }
        #expect(ReceivedOutcome(server.receive()) == .notYet)
        server.readable.add(readers[0])
        #expect(send("one", on: client) == .accepted)
        try bench.turn { server.peek() != nil }
        #expect(readers[0].state == .completed)
        #expect(send("two", on: client) == .accepted)
        // The report of it comes before the second reader does, and there is no other.
        _ = bench.loop.turn(.until(bench.loop.now + .milliseconds(5)))
        server.readable.add(readers[1])
        for (reader, text) in zip(readers, ["one", "two"]) {
            #expect(reader.state == .completed)
            #expect(ReceivedOutcome(server.receive()) == .chunk(text))
            reader.reset()
        }
        bench.finish()
    }

    @Test func `closing wakes whoever waits and keeps the address`() throws {
        let bench = Workbench()
        let server = try server(bench)
        let local = server.local
        let waiter = Waiter(loop: bench.loop)
        #expect(ReceivedOutcome(server.receive()) == .notYet)
        server.readable.add(waiter)
        server.close()
        server.close()
        #expect(waiter.state == .completed)
        #expect(!server.isOpen)
        #expect(server.local == local)
        bench.finish()
    }

    @Test(arguments: [ErrorNumber.wouldBlock, .noBufferSpace, .noMemory])
    func `a datagram that the kernel cannot take waits and keeps its place`(_ number: ErrorNumber) throws {
        let kernel = ScriptedKernel()
        let bench = Workbench(kernel: kernel)
        let server = try server(bench)
        let client = try client(bench, to: try #require(server.local).port)
        kernel.fail(.send, number)
        #expect(send("one", on: client) == .overLimit)
        #expect(send("two", on: client) == .overLimit)
        #expect(SentOutcome(client.sendState()) == .overLimit)
        if number == .wouldBlock { #expect(try bench.wait(in: client.writable) == .completed) }
        #expect(try receive(server, bench) == .chunk("one"))
        #expect(try receive(server, bench) == .chunk("two"))
        #expect(SentOutcome(client.sendState()) == .accepted)
        bench.finish()
    }

    @Test func `a datagram that waits is still sent when the socket is closed`() throws {
        let kernel = ScriptedKernel()
        let bench = Workbench(kernel: kernel)
        let server = try server(bench)
        let client = try client(bench, to: try #require(server.local).port)
        kernel.fail(.send, .wouldBlock)
        #expect(send("late", on: client) == .overLimit)
        client.close()
        #expect(bench.network.lingeringSockets == 1)
        #expect(try receive(server, bench) == .chunk("late"))
        bench.finish()
        #expect(kernel.descriptors.isEmpty)
    }

    @Test func `a datagram of a closed socket that never leaves is given up after 30 s`() throws {
        let clock = ManualClock()
        let kernel = ScriptedKernel()
        let bench = Workbench(kernel: kernel, clock: clock)
        let server = try server(bench)
        let client = try client(bench, to: try #require(server.local).port)
        kernel.fail(.send, .noBufferSpace, times: 100_000)
        #expect(send("never", on: client) == .overLimit)
        client.close()
        for _ in 0..<29 {
            clock.advance(by: .seconds(1))
            _ = bench.loop.turn(.none)
        }
        #expect(bench.network.lingeringSockets == 1)
        clock.advance(by: .seconds(1))
        _ = bench.loop.turn(.none)
        #expect(bench.network.lingeringSockets == 0)
        bench.finish()
    }

    @Test(arguments: [ErrorNumber.interrupted, .noMemory, .wouldBlock])
    func `a receive that fails for a moment loses nothing`(_ number: ErrorNumber) throws {
        let kernel = ScriptedKernel()
        let bench = Workbench(kernel: kernel)
        let server = try server(bench)
        let client = try client(bench, to: try #require(server.local).port)
        _ = send("x", on: client)
        kernel.fail(.receiveFrom, number)
        #expect(try receive(server, bench) == .chunk("x"))
        bench.finish()
    }

    @Test func `a flood of strangers does not hold the loop`() throws {
        let bench = Workbench()
        let server = try server(bench)
        let client = try client(bench, to: try #require(server.local).port)
        let stranger = try self.client(bench, to: try #require(client.local).port)
        for _ in 0..<200 { _ = send("noise", on: stranger) }
        _ = send("hello", on: client)
        #expect(try receive(server, bench) == .chunk("hello"))
        _ = send("signal", on: server)
        #expect(try receive(client, bench) == .chunk("signal"))
        bench.finish()
    }

    @Test(arguments: [0, -1, 65_536]) func `a port outside the range is refused`(_ port: Int) {
        let bench = Workbench()
        guard case .failure(let error) = bench.network.connectDatagram(host: "127.0.0.1", port: port).result else {
            Issue.record("no such port")
            return
        }
        #expect(error.code == .portOutOfRange)
        bench.finish()
    }

    @Test func `names are looked up and unknown ones are not found`() throws {
        let names = ScriptedNames(["host.test": [Endpoint(ipv4: 0x7F00_0001, port: 0)]])
        let bench = Workbench(names: names)
        let server = try server(bench)
        let client = try client(bench, to: try #require(server.local).port, host: "host.test")
        _ = send("x", on: client)
        #expect(try receive(server, bench) == .chunk("x"))
        let attempt = bench.network.connectDatagram(host: "nobody.test", port: 9)
        try bench.turn { attempt.result != nil }
        guard case .failure(let error) = attempt.result else {
            Issue.record("nobody has that name")
            return
        }
        #expect(error.code == .hostNotFound)
        bench.finish()
    }
}
