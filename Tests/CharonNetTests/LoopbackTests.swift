import CharonLoop
import CharonNet
import CharonSystem
import Testing

@Suite struct LoopbackTests {
    @Test func `what one end sends the other end receives`() throws {
        let loop = EventLoop()
        let network = Network(loop: loop)
        let listener = try network.listen(on: .all(port: 0))
        let attempt = network.connect(host: "127.0.0.1", port: listener.local.port)
        let waiter = Waiter(loop: loop, wake: .flag)
        if attempt.result == nil {
            attempt.finished.add(waiter)
            #expect(loop.block(on: waiter) == .events)
            waiter.reset()
        }
        let client = try #require(try attempt.result?.get())
        guard case .stream(let server) = listener.accept() else {
            Issue.record("nobody there")
            return
        }
        #expect(client.local == server.peer)
        guard case .accepted = ([UInt8]("hello".utf8)).withBorrowedBytes({ client.send($0) }) else {
            Issue.record("not sent")
            return
        }
        if case .notYet = server.receive() {
            server.readable.add(waiter)
            _ = loop.block(on: waiter)
            waiter.reset()
        }
        server.close()
        client.close()
        listener.close()
        network.shutDown()
        #expect(network.openSockets == 0)
        #expect(network.lingeringSockets == 0)
        #expect(loop.registrationCount == 0)
    }
}
