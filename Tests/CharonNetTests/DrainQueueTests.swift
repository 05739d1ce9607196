import CharonLoop
import CharonSystem
import Testing

@testable import CharonNet

@Suite struct DrainQueueTests {
    @Test func `a connection whose peer ends soon is closed without a registration`() throws {
        let kernel = ScriptedKernel()
        let bench = Workbench(kernel: kernel)
        let (client, server) = try bench.pair()
        let controls = kernel.counts[.control]
        let open = kernel.descriptors.count
        client.close()
        server.close()
        #expect(bench.network.lingeringSockets == 2)
        #expect(kernel.descriptors.count == open)
        try bench.turn { bench.network.lingeringSockets == 0 }
        #expect(kernel.descriptors.count == open - 2)
        #expect(kernel.counts[.control] == controls)
        bench.finish()
    }

    @Test func `what the peer still sends is thrown away until it ends`() throws {
        let kernel = ScriptedKernel()
        let bench = Workbench(kernel: kernel)
        let (client, server) = try bench.pair()
        server.send("answer")
        server.close()
        // More than one look throws away, and more than the kernel keeps.
        #expect(client.send([UInt8](repeating: 7, count: 12_000_000)) == .overLimit)
        let writer = Waiter(loop: bench.loop)
        client.writable.add(writer)
        try bench.turn { writer.state == .completed }
        writer.reset()
        #expect(try bench.receiveAll(client).bytes == Array("answer".utf8))
        #expect(bench.network.lingeringSockets == 1)
        client.close()
        try bench.turn { bench.network.lingeringSockets == 0 }
        bench.finish()
        #expect(kernel.descriptors.isEmpty)
    }

    @Test func `a peer that does not end is waited for 2 s from the first look`() throws {
        let clock = ManualClock()
        let bench = Workbench(clock: clock)
        let (client, server) = try bench.pair()
        server.close()
        let registrations = bench.loop.registrationCount
        clock.advance(by: DrainQueue.pause)
        try bench.turn { bench.loop.registrationCount == registrations + 1 }
        clock.advance(by: .milliseconds(1999))
        _ = bench.loop.turn(.none)
        #expect(bench.network.lingeringSockets == 1)
        clock.advance(by: .milliseconds(1))
        _ = bench.loop.turn(.none)
        #expect(bench.network.lingeringSockets == 0)
        #expect(try bench.receive(client).end == .ended)
        client.close()
        bench.finish()
    }

    @Test func `each connection is left alone for a moment however busy the queue is`() throws {
        let clock = ManualClock()
        let kernel = ScriptedKernel()
        let bench = Workbench(kernel: kernel, clock: clock)
        let pairs = try (0..<3).map { _ in try bench.pair() }
        pairs[0].server.close()
        clock.advance(by: .microseconds(900))
        pairs[1].server.close()
        _ = bench.loop.turn(.none)
        #expect(kernel.counts[.discard] == nil)
        clock.advance(by: .microseconds(100))
        _ = bench.loop.turn(.none)
        #expect(kernel.counts[.discard] == 1)
        pairs[2].server.close()
        clock.advance(by: .microseconds(999))
        _ = bench.loop.turn(.none)
        #expect(kernel.counts[.discard] == 1)
        clock.advance(by: .microseconds(1))
        _ = bench.loop.turn(.none)
        #expect(kernel.counts[.discard] == 2)
        clock.advance(by: .milliseconds(1))
        _ = bench.loop.turn(.none)
        #expect(kernel.counts[.discard] == 3)
        for pair in pairs { pair.client.close() }
        bench.finish()
    }

    @Test func `a new socket or connection gets the descriptor of one that is drained`() throws {
        let kernel = ScriptedKernel()
        let bench = Workbench(kernel: kernel, clock: ManualClock())
        let listener = try bench.listener.get()
        func closePair() throws {
            let (client, server) = try bench.pair()
            client.close()
            server.close()
            #expect(bench.network.lingeringSockets == 2)
        }
        try closePair()
        kernel.fail(.socket, .tooManyOpenFilesInSystem)
        let client = try bench.connect(to: listener.local.port)
        #expect(bench.network.lingeringSockets == 0)
        let server = try bench.accept(from: listener)

        let (other, otherServer) = try bench.pair()
        let late = try bench.connect(to: listener.local.port)
        other.close()
        otherServer.close()
        kernel.fail(.accept, .tooManyOpenFiles)
        let lateServer = try bench.accept(from: listener)
        #expect(bench.network.lingeringSockets == 0)

        // With nothing to be freed the failure is told.
        kernel.fail(.socket, .tooManyOpenFiles)
        #expect(throws: SocketError.self) { try bench.connect(to: listener.local.port) }
        #expect(kernel.isPlayed)
        for stream in [client, server, late, lateServer] { stream.close() }
        bench.finish()
    }

    @Test func `a network that nobody keeps stays until its last descriptor is closed`() throws {
        let kernel = ScriptedKernel()
        let loop = EventLoop(kernel: kernel)
        weak var dropped: Network?
        do {
            let network = Network(loop: loop)
            dropped = network
            let listener = try network.listen(on: .address(Endpoint(ipv4: 0x7F00_0001, port: 0)))
            let attempt = network.connect(host: "127.0.0.1", port: listener.local.port)
            while attempt.result == nil { _ = loop.turn(.forever) }
            try #require(attempt.result).get().close()
            listener.close()
        }
        #expect(dropped != nil)
        while dropped != nil { _ = loop.turn(.forever) }
        #expect(kernel.descriptors.isEmpty)
    }
}
