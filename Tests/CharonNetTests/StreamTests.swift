import CharonLoop
import CharonNet
import CharonSystem
import Testing

@Suite struct StreamTests {
    @Test(arguments: Transfers.allCases)
    func `what one end sends the other end receives in order`(_ transfers: Transfers) throws {
        let bench = Workbench(transfers)
        let (client, server) = try bench.pair()
        #expect(client.send("hello ") == .accepted)
        #expect(client.send("there") == .accepted)
        #expect(try bench.receive(server, count: 11) == Array("hello there".utf8))
        server.send("back")
        #expect(try bench.receive(client, count: 4) == Array("back".utf8))
        #expect(client.now() == .notYet)
        bench.finish()
    }

    @Test(arguments: Transfers.allCases)
    func `large output arrives whole although the reader is slow`(_ transfers: Transfers) throws {
        let bench = Workbench(transfers)
        let (client, server) = try bench.pair()
        let data = pattern(transfers == .whole ? 12_000_000 : 60_000)
        let outcome = client.send(data)
        if transfers == .whole { #expect(outcome == .overLimit) }
        #expect(try bench.receive(server, count: data.count) == data)
        if case .overLimit = SentOutcome(client.sendState()) { Issue.record("all has been received") }
        bench.finish()
    }

    @Test(arguments: Transfers.allCases)
    func `the end arrives after the data and stays`(_ transfers: Transfers) throws {
        let bench = Workbench(transfers)
        let (client, server) = try bench.pair()
        client.send("last words")
        client.close()
        let (bytes, end) = try bench.receiveAll(server)
        #expect(bytes == Array("last words".utf8))
        #expect(end == .ended)
        #expect(server.now() == .ended(.ended))
        #expect(server.isOpen == false)
        bench.finish()
    }

    @Test(arguments: Transfers.allCases)
    func `after a half-close the answer still arrives`(_ transfers: Transfers) throws {
        let bench = Workbench(transfers)
        let (client, server) = try bench.pair()
        client.send("question")
        client.shutdownSending()
        client.shutdownSending()
        #expect(client.send("more") == .failed(.socketClosed))
        #expect(try bench.receiveAll(server).bytes == Array("question".utf8))
        #expect(server.send("answer") == .accepted)
        server.close()
        #expect(try bench.receiveAll(client).bytes == Array("answer".utf8))
        bench.finish()
    }

    @Test(arguments: Transfers.allCases)
    func `half-closing ends the stream after what is queued`(_ transfers: Transfers) throws {
        let bench = Workbench(transfers)
        let (client, server) = try bench.pair()
        let data = pattern(transfers == .whole ? 8_000_000 : 30_000)
        client.send(data)
        client.shutdownSending()
        let (bytes, end) = try bench.receiveAll(server)
        #expect(bytes == data)
        #expect(end == .ended)
        bench.finish()
    }

    @Test(arguments: Transfers.allCases)
    func `closing with unread input loses none of the output`(_ transfers: Transfers) throws {
        let bench = Workbench(transfers)
        let (client, server) = try bench.pair()
        client.send("a request that nobody reads")
        let answer = pattern(transfers == .whole ? 500_000 : 5000)
        server.send(answer)
        server.close()
        #expect(server.isOpen == false)
        // More, so that the kernel would answer with a reset if the descriptor were closed.
        client.send("and more of it")
        let (bytes, end) = try bench.receiveAll(client)
        #expect(bytes == answer)
        #expect(end == .ended)
        bench.finish()
    }

    @Test func `a chunk is what one read gives and at most 65536 bytes`() throws {
        let bench = Workbench()
        let (client, server) = try bench.pair()
        client.send(pattern(200_000))
        var total = 0
        while total < 200_000 {
            let count = try #require(try bench.receive(server).chunk).count
            #expect(count <= 65_536)
            total += count
        }
        bench.finish()
    }

    @Test func `own closing ends both directions and keeps the addresses`() throws {
        let bench = Workbench()
        let (client, server) = try bench.pair()
        client.send("unread")
        try bench.turn { server.peek() != nil }
        let local = try #require(server.local)
        server.close()
        server.close()
        #expect(server.now() == .ended(.socketClosed))
        #expect(server.send("x") == .failed(.socketClosed))
        #expect(SentOutcome(server.sendState()) == .failed(.socketClosed))
        #expect(server.peeked == nil)
        #expect(server.isOpen == false)
        #expect(server.local == local)
        #expect(server.peer == client.local)
        bench.finish()
    }

    @Test func `what is put back comes first in the reverse order even when closed`() throws {
        let bench = Workbench()
        let (client, server) = try bench.pair()
        client.send("kernel")
        try bench.turn { server.peeked == "kernel" }
        server.unreceive("b")
        server.unreceive("")
        server.unreceive("a")
        #expect(server.now() == .chunk("a"))
        #expect(server.now() == .chunk(""))
        #expect(server.peeked == "b")
        #expect(server.now() == .chunk("b"))
        #expect(server.now() == .chunk("kernel"))
        #expect(server.now() == .notYet)
        server.close()
        server.unreceive("late")
        #expect(server.peeked == "late")
        #expect(server.now() == .chunk("late"))
        #expect(server.now() == .ended(.socketClosed))
        bench.finish()
    }

    @Test func `looking takes one chunk from the kernel and no more`() throws {
        let bench = Workbench()
        let (client, server) = try bench.pair()
        client.send("one")
        try bench.turn { server.peeked == "one" }
        client.send("two")
        for _ in 0..<100 { #expect(server.peeked == "one") }
        #expect(server.now() == .chunk("one"))
        #expect(try bench.receive(server).chunk == Array("two".utf8))
        bench.finish()
    }

    @Test func `looking sees what the loop has not reported`() throws {
        let bench = Workbench()
        let (client, server) = try bench.pair()
        #expect(server.now() == .notYet)
        client.send("new")
        #expect(server.now() == .notYet)
        #expect(server.now(looking: true) == .chunk("new"))
        bench.finish()
    }

    @Test func `isOpen alone notices the end`() throws {
        let bench = Workbench()
        let (client, server) = try bench.pair()
        #expect(server.isOpen)
        client.send("x")
        client.close()
        // The chunk is seen first, and as long as it is not received the stream is open.
        var looks = 0
        while server.peeked == nil { looks += 1 }
        #expect(server.isOpen)
        #expect(server.now() == .chunk("x"))
        while server.isOpen { looks += 1 }
        #expect(server.now() == .ended(.ended))
        bench.finish()
    }

    /// A stream and a peer that can reset it.
    private func resettable(_ bench: Workbench) throws -> (peer: RawPeer, server: Stream) {
        let listener = try bench.listener.get()
        let peer = RawPeer(port: listener.local.port)
        return (peer, try bench.accept(from: listener))
    }

    @Test(arguments: Transfers.allCases)
    func `a reset is reported after what had arrived`(_ transfers: Transfers) throws {
        let bench = Workbench(transfers)
        let (peer, server) = try resettable(bench)
        server.unreceive("before")
        peer.reset()
        #expect(server.now() == .chunk("before"))
        #expect(try bench.receive(server).end == .connectionReset)
        #expect(server.now() == .ended(.connectionReset))
        #expect(server.send("x") == .failed(.connectionReset))
        #expect(server.isOpen == false)
        bench.finish()
    }

    @Test func `a reset that a send meets is what receive reports at the end`() throws {
        let bench = Workbench()
        let (peer, server) = try resettable(bench)
        peer.send("before")
        try bench.turn { server.peeked == "before" }
        peer.reset()
        var outcome = server.send("x")
        while outcome == .accepted { outcome = server.send("x") }
        #expect(outcome == .failed(.connectionReset))
        #expect(server.now() == .chunk("before"))
        #expect(try bench.receive(server).end == .connectionReset)
        bench.finish()
    }

    @Test func `a failure in the background wakes the writer and is reported by the next send`() throws {
        let bench = Workbench()
        let (peer, server) = try resettable(bench)
        #expect(server.send(pattern(12_000_000)) == .overLimit)
        let waiter = Waiter(loop: bench.loop)
        server.writable.add(waiter)
        peer.reset()
        try bench.turn { waiter.state != .waiting }
        waiter.reset()
        #expect(SentOutcome(server.sendState()) == .failed(.connectionReset))
        #expect(server.send("x") == .failed(.connectionReset))
        bench.finish()
    }

    @Test func `an answer is looked for briefly after a message has been sent and only then`() throws {
        let kernel = ScriptedKernel()
        let bench = Workbench(kernel: kernel)
        let (client, server) = try bench.pair()
        func waits() -> Int {
            let before = kernel.counts[.wait] ?? 0
            _ = bench.loop.turn(.until(bench.loop.now + .milliseconds(1)))
            return (kernel.counts[.wait] ?? 0) - before
        }
        for text in ["one", "two"] {
            client.send(text)
            #expect(try bench.receive(server).chunk == Array(text.utf8))
            #expect(server.now() == .notYet)
            client.send("more")
            #expect(waits() == 1)
            #expect(server.now() == .chunk("more"))
            #expect(server.now() == .notYet)
        }
        #expect(waits() == 1)
        server.send("answer")
        #expect(waits() > 1)
        client.close()
        server.close()
        bench.finish()
    }

    @Test func `closing wakes whoever waits`() throws {
        let bench = Workbench()
        let (client, server) = try bench.pair()
        #expect(server.send(pattern(12_000_000)) == .overLimit)
        let reader = Waiter(loop: bench.loop)
        let writer = Waiter(loop: bench.loop)
        #expect(server.now() == .notYet)
        server.readable.add(reader)
        server.writable.add(writer)
        server.close()
        #expect(reader.state == .completed)
        #expect(writer.state == .completed)
        #expect(server.now() == .ended(.socketClosed))
        reader.reset()
        writer.reset()
        // What is queued is still on its way.
        #expect(bench.network.lingeringSockets == 1)
        #expect(try bench.receiveAll(client).bytes.count == 12_000_000)
        bench.finish()
    }

    @Test func `waiting readers are served in turn and the end wakes all`() throws {
        let bench = Workbench()
        let (client, server) = try bench.pair()
        let readers = (0..<3).map { _ in Waiter(loop: bench.loop) }
        #expect(server.now() == .notYet)
        for reader in readers { server.readable.add(reader) }
        client.send("one")
        try bench.turn { readers[0].state == .completed }
        #expect(server.now() == .chunk("one"))
        readers[0].reset()
        #expect(readers[1].state == .waiting)
        client.close()
        try bench.turn { readers[1].state == .completed }
        #expect(server.now() == .ended(.ended))
        readers[1].reset()
        #expect(readers[2].state == .completed)
        readers[2].reset()
        bench.finish()
    }

    @Test func `who asks again while another has not seen the end is told of it too`() throws {
        let bench = Workbench()
        let (client, server) = try bench.pair()
        let readers = (0..<2).map { _ in Waiter(loop: bench.loop) }
        #expect(server.now() == .notYet)
        for reader in readers { server.readable.add(reader) }
        client.close()
        try bench.turn { readers[0].state == .completed }
        #expect(server.now() == .ended(.ended))
        readers[0].reset()
        #expect(readers[1].state == .completed)
        server.readable.add(readers[0])
        #expect(server.now() == .ended(.ended))
        readers[1].reset()
        #expect(readers[0].state == .completed)
        readers[0].reset()
        bench.finish()
    }

    @Test func `what came after a chunk that was looked at is for the next reader`() throws {
        let bench = Workbench()
        let (client, server) = try bench.pair()
        let readers = (0..<2).map { _ in Waiter(loop: bench.loop) }
        #expect(server.now() == .notYet)
        server.readable.add(readers[0])
        client.send("one")
        try bench.turn { server.peeked == "one" }
        #expect(readers[0].state == .completed)
        client.send("two")
        // The report of it comes before the second reader does, and there is no other.
        _ = bench.loop.turn(.until(bench.loop.now + .milliseconds(5)))
        server.readable.add(readers[1])
        #expect(server.now() == .chunk("one"))
        readers[0].reset()
        #expect(readers[1].state == .completed)
        #expect(server.now() == .chunk("two"))
        readers[1].reset()
        bench.finish()
    }

    @Test func `a reader that is cancelled with the chunk in sight hands it on`() throws {
        let bench = Workbench()
        let (client, server) = try bench.pair()
        let readers = (0..<2).map { _ in Waiter(loop: bench.loop) }
        #expect(server.now() == .notYet)
        for reader in readers { server.readable.add(reader) }
        client.send("one")
        try bench.turn { readers[0].state == .completed }
        readers[0].cancel()
        #expect(readers[1].state == .completed)
        #expect(server.now() == .chunk("one"))
        readers[1].reset()
        bench.finish()
    }

    @Test func `what is put back wakes a reader`() throws {
        let bench = Workbench()
        let (_, server) = try bench.pair()
        let reader = Waiter(loop: bench.loop)
        #expect(server.now() == .notYet)
        server.readable.add(reader)
        server.unreceive("here")
        #expect(reader.state == .completed)
        reader.reset()
        bench.finish()
    }

    @Test func `a limit ends a wait and loses nothing`() throws {
        let clock = ManualClock()
        let bench = Workbench(clock: clock)
        let (client, server) = try bench.pair()
        server.timeout = .milliseconds(20)
        #expect(server.now() == .notYet)
        let reader = Waiter(loop: bench.loop)
        server.readable.add(reader, deadline: server.waitDeadline)
        clock.advance(by: .milliseconds(20))
        _ = bench.loop.turn(.none)
        #expect(reader.state == .timedOut)
        reader.reset()
        client.send("late")
        #expect(try bench.receive(server).chunk == Array("late".utf8))
        client.close()
        bench.finish()
    }

    @Test func `a large rest is kept with its owner and let go when it is sent`() throws {
        final class Owner { let bytes = pattern(4_000_000) }
        let bench = Workbench()
        let (client, server) = try bench.pair()
        weak var released: Owner?
        var asked = 0
        do {
            let owner = Owner()
            released = owner
            let memory = ByteBuffer()
            owner.bytes.withBorrowedBytes { memory.append($0) }
            final class Kept {
                let owner: Owner
                let memory: ByteBuffer
                init(_ owner: Owner, _ memory: ByteBuffer) {
                    self.owner = owner
                    self.memory = memory
                }
            }
            let kept = Kept(owner, memory)
            _ = client.send(memory.bytes) {
                asked += 1
                return kept
            }
        }
        #expect(asked == 1)
        #expect(released != nil)
        #expect(try bench.receive(server, count: 4_000_000) == pattern(4_000_000))
        #expect(released == nil)
        bench.finish()
    }

    @Test func `an owner is not asked for when the kernel takes all`() throws {
        let bench = Workbench()
        let (client, _) = try bench.pair()
        pattern(8192).withBorrowedBytes { bytes in
            _ = client.send(bytes) {
                Issue.record("nothing is left over")
                return nil
            }
        }
        bench.finish()
    }

    @Test func `writers wait above one mebibyte and go on at or below it`() throws {
        let bench = Workbench()
        let (client, server) = try bench.pair()
        // Fill the kernel's own buffers.
        var sent = 0
        var outcome = SentOutcome.accepted
        while outcome == .accepted {
            outcome = client.send(pattern(65_536))
            sent += 65_536
        }
        #expect(outcome == .overLimit)
        let writer = Waiter(loop: bench.loop)
        client.writable.add(writer)
        var received = 0
        while writer.state == .waiting {
            let count = try #require(try bench.receive(server).chunk).count
            received += count
        }
        #expect(SentOutcome(client.sendState()) == .accepted)
        writer.reset()
        #expect(try bench.receive(server, count: sent - received).count == sent - received)
        bench.finish()
    }
}
