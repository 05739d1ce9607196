import Charon
import Testing

/// Scripts in a Swift program.
@Suite struct RuntimeTests {
    private func failure(_ source: String, _ options: Runtime.Options = .init()) throws -> Runtime.Failure? {
        let runtime = try Runtime(options)
        defer { runtime.close() }
        do {
            try runtime.run(source, name: "=test")
            return nil
        } catch {
            return error
        }
    }

    @Test func `chunks share their globals and get their arguments`() throws {
        let runtime = try Runtime()
        defer { runtime.close() }
        try runtime.run("kept = table.concat({...}, ',')", name: "=first", arguments: ["a", "b"])
        try runtime.run("assert(kept == 'a,b')", name: "=second")
        try runtime.require("socket")
        try runtime.run("assert(socket.connect)", name: "=third")
        runtime.setArguments(["charon", "script.pluto", "x"], scriptIndex: 1)
        try runtime.run("assert(arg[-1] == 'charon' and arg[0] == 'script.pluto' and arg[1] == 'x')", name: "=fourth")
    }

    @Test func `failures name what and where`() throws {
        #expect(try failure("local x = ")?.message.hasPrefix("test:1: ") == true)
        let raised = try #require(try failure("\nerror('here')"))
        #expect(raised.message.hasPrefix("test:2: here\nstack traceback:\n"))
        let inCoroutine = try #require(
            try failure("local { scheduler } = require '*' local s = new scheduler() s:add(|| -> error('deep')) s:run()"))
        #expect(inCoroutine.message.contains("deep"))
        #expect(try failure("return 1") == nil)
    }

    @Test func `the memory limit is an error of the script`() throws {
        var options = Runtime.Options()
        options.memoryLimit = 16 << 20
        #expect(try failure("local t = {} while true do t[#t + 1] = ('x'):rep(1000) .. #t end", options)?
            .message.contains("not enough memory") == true)
    }

    @Test func `runtimes share nothing`() throws {
        let one = try Runtime()
        let other = try Runtime()
        defer {
            one.close()
            other.close()
        }
        try one.run("value = 1", name: "=one")
        try other.run("assert(value == nil)", name: "=other")
    }

    @Test func `a closed runtime has closed its sockets`() async throws {
        let loop = try SocketLoop()
        let listener = try await loop.listen(on: "127.0.0.1:0")
        let port = listener.local.port
        let runtime = try Runtime()
        try runtime.run("kept = require 'socket'.connect('127.0.0.1', \(port)) kept:send('bye')", name: "=client")
        runtime.closeQuickly()
        let server = try #require(try await listener.accept())
        #expect(try await server.receive() == Array("bye".utf8))
        #expect(try await server.receive() == nil)
    }
}
