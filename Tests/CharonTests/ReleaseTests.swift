@testable import Charon
import CharonScript
import Testing

/// What has been closed and dropped is gone, with its descriptors and its memory.
@Suite struct ReleaseTests {
    private final class Watch: @unchecked Sendable {
        // Set before the one that is watched is dropped, and read after.
        weak var object: AnyObject?
    }

    @Test func `a runtime goes with its loop and its libraries`() throws {
        weak var script: AnyObject?
        weak var loop: AnyObject?
        do {
            let runtime = try Runtime()
            (script, loop) = (runtime.runtime, runtime.runtime.loop)
            try runtime.run(
                """
                local { socket, http, scheduler, buffer, json, crypto, bigint } = require "*"
                local listener = socket.listen(0)
                local _, port = listener:getlocal()
                local client = socket.connect("127.0.0.1", port)
                local server = listener:accept()
                client:settimeout(50000)
                server:send("x")
                assert(client:recv() == "x")
                server:settimeout(1)
                assert(select(2, server:recv()) == "timeout")
                client:close()
                buffer.new():append("x")
                assert(not http.request("http://127.0.0.1:" .. port .. "/", { timeout = 50 }))
                local sched = new scheduler()
                sched:add(function() coroutine.yield() end)
                sched:run()
                """, name: "=test")
            runtime.close()
        }
        #expect(script == nil)
        #expect(loop == nil)
    }

    @Test(.timeLimit(.minutes(1))) func `a loop that nobody uses any more goes with its thread`() async throws {
        let watch = Watch()
        do {
            let loop = try SocketLoop()
            let listener = try await loop.listen(on: "127.0.0.1:0")
            let client = try await loop.connect(to: "127.0.0.1", port: listener.local.port)
            let server = try #require(try await listener.accept())
            try await server.send([1])
            _ = try await client.receive(timeout: .seconds(50))
            await client.close()
            await server.close()
            await listener.close()
            await loop.run { watch.object = $0.loop }
        }
        // Its thread ends when it has seen that it may.
        while watch.object != nil {
            try Task.checkCancellation()
            await Task.yield()
        }
    }
}
