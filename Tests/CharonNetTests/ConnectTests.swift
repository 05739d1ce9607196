import CharonLoop
import CharonNet
import CharonSystem
import Testing

@Suite struct ConnectTests {
    private func failure(_ attempt: ConnectAttempt) -> SocketError.Code? {
        guard case .failure(let error) = attempt.result else { return nil }
        return error.code
    }

    /// A port of this machine on which nothing listens.
    private func deadPort(_ bench: Workbench) throws -> Int {
        let listener = try bench.network.listen(on: .address(Endpoint(ipv4: 0x7F00_0001, port: 0)))
        listener.close()
        return listener.local.port
    }

    /// A name's connection, decided.
    private func connect(_ bench: Workbench, _ host: String, _ port: Int) throws -> ConnectAttempt {
        let attempt = bench.network.connect(host: host, port: port)
        try bench.turn { attempt.result != nil }
        return attempt
    }

    @Test(arguments: [0, -1, 65_536, Int.max, Int.min]) func `a port outside the range is refused`(_ port: Int) {
        let bench = Workbench()
        #expect(failure(bench.network.connect(host: "127.0.0.1", port: port)) == .portOutOfRange)
        bench.finish()
    }

    @Test(arguments: [
        "", " ", "a\0b", "127.0.0.1\0", "local\nhost", "tab\t", "\u{7F}", String(repeating: "a", count: 255),
    ])
    func `what cannot be a name is not found at once and nobody is asked`(_ host: String) {
        let names = ScriptedNames()
        let bench = Workbench(names: names)
        #expect(failure(bench.network.connect(host: host, port: 80)) == .hostNotFound)
        #expect(names.asked.isEmpty)
        bench.finish()
    }

    @Test(arguments: ["127.0.0.1", "::1", "[::1]", "::ffff:127.0.0.1"])
    func `a numeric address is not looked up`(_ host: String) throws {
        let names = ScriptedNames()
        let bench = Workbench(names: names)
        let listener = try bench.network.listen(on: .all(port: 0))
        let stream = try bench.connect(to: listener.local.port, host: host)
        #expect(stream.peer.isLoopback)
        #expect(names.asked.isEmpty)
        bench.finish()
    }

    @Test func `nobody who listens is a refusal`() throws {
        let bench = Workbench()
        let attempt = bench.network.connect(host: "127.0.0.1", port: try deadPort(bench))
        try bench.turn { attempt.result != nil }
        #expect(failure(attempt) == .connectionRefused)
        bench.finish()
    }

    @Test func `a link-local address of the loopback interface needs its zone`() throws {
        let bench = Workbench()
        let attempt = bench.network.connect(host: "fe80::1%lo", port: 9)
        try bench.turn { attempt.result != nil }
        #expect(failure(attempt) != nil)
        bench.finish()
    }

    @Test func `localhost is known without a network`() throws {
        let bench = Workbench()
        let port = try bench.listener.get().local.port
        #expect(try bench.connect(to: port, host: "localhost").peer.address == "127.0.0.1")
        bench.finish()
    }

    @Test func `the addresses of a name are tried one after the other until one connects`() throws {
        let dead = [Endpoint(ipv4: 0x7F00_0003, port: 0), Endpoint(ipv6: 0, 1, port: 0)]
        let alive = Endpoint(ipv4: 0x7F00_0001, port: 0)
        let bench = Workbench(names: ScriptedNames(["host.test": [dead[1], dead[0], alive]]))
        let port = try bench.listener.get().local.port
        let attempt = try connect(bench, "host.test", port)
        #expect(try attempt.result?.get().peer == alive.with(port: UInt16(port)))
        bench.finish()
    }

    @Test func `when all addresses fail the last failure is the reason`() throws {
        let addresses = [Endpoint(ipv4: 0x7F00_0003, port: 0), Endpoint(ipv4: 0x7F00_0004, port: 0)]
        let kernel = ScriptedKernel()
        let bench = Workbench(kernel: kernel, names: ScriptedNames(["host.test": addresses]))
        kernel.fail(.connect, .connectionRefused)
        kernel.fail(.connect, .hostUnreachable)
        #expect(failure(try connect(bench, "host.test", 80)) == .hostUnreachable)
        bench.finish()
        #expect(kernel.descriptors.isEmpty)
    }

    @Test func `a silent address delays the next by 250 ms and is dropped when that wins`() throws {
        let clock = ManualClock()
        let kernel = ScriptedKernel()
        let silent = Endpoint(ipv4: 0x7F00_0003, port: 0)
        let alive = Endpoint(ipv4: 0x7F00_0001, port: 0)
        let names = ScriptedNames(["host.test": [silent, alive]])
        let bench = Workbench(kernel: kernel, clock: clock, names: names)
        let listener = try bench.listener.get()
        // Both calls of the first attempt say that it goes on, and nothing is ever sent for it.
        kernel.fail(.connect, .inProgress, times: 2)
        let attempt = bench.network.connect(host: "host.test", port: listener.local.port)
        try bench.turn { kernel.counts[.connect] == 2 }
        clock.advance(by: .milliseconds(249))
        _ = bench.loop.turn(.none)
        #expect(attempt.result == nil)
        clock.advance(by: .milliseconds(1))
        try bench.turn { attempt.result != nil }
        #expect(try attempt.result?.get().peer.address == "127.0.0.1")
        try bench.accept(from: listener).close()
        bench.finish()
        #expect(kernel.descriptors.isEmpty)
    }

    @Test func `an unknown name is not found, and a resolver that cannot work says why`() throws {
        let names = ScriptedNames()
        names.answer("broken.test", .failure(.unavailable))
        names.answer("crowded.test", .failure(.tooManyOpenFiles))
        let bench = Workbench(names: names)
        #expect(failure(try connect(bench, "nobody.test", 80)) == .hostNotFound)
        #expect(failure(try connect(bench, "broken.test", 80)) == .hostLookupFailed)
        #expect(failure(try connect(bench, "crowded.test", 80)) == .tooManyOpenFiles)
        bench.finish()
    }

    @Test func `a look-up is given up after ten seconds`() throws {
        let clock = ManualClock()
        let names = ScriptedNames()
        names.isHeld = true
        defer { names.isHeld = false }
        let bench = Workbench(clock: clock, names: names)
        let attempt = bench.network.connect(host: "slow.test", port: 80)
        clock.advance(by: .milliseconds(9_999))
        _ = bench.loop.turn(.none)
        #expect(attempt.result == nil)
        clock.advance(by: .milliseconds(1))
        _ = bench.loop.turn(.none)
        #expect(failure(attempt) == .hostLookupFailed)
        bench.finish()
    }

    @Test func `the timeout option counts from the beginning and includes the look-up`() throws {
        let clock = ManualClock()
        let names = ScriptedNames()
        names.isHeld = true
        defer { names.isHeld = false }
        let bench = Workbench(clock: clock, names: names)
        let attempt = bench.network.connect(
            host: "slow.test", port: 80, options: ConnectOptions(timeout: .milliseconds(50)))
        clock.advance(by: .milliseconds(50))
        _ = bench.loop.turn(.none)
        #expect(failure(attempt) == .timeout)
        bench.finish()
    }

    @Test func `a silent address times out with the option`() throws {
        let clock = ManualClock()
        let kernel = ScriptedKernel()
        let bench = Workbench(kernel: kernel, clock: clock)
        kernel.fail(.connect, .inProgress, times: 2)
        let attempt = bench.network.connect(
            host: "127.0.0.1", port: 9, options: ConnectOptions(timeout: .milliseconds(50)))
        #expect(attempt.result == nil)
        clock.advance(by: .milliseconds(50))
        _ = bench.loop.turn(.none)
        #expect(failure(attempt) == .timeout)
        bench.finish()
        #expect(kernel.descriptors.isEmpty)
    }

    @Test func `look-ups run side by side and a stuck one holds nobody up`() throws {
        let stuck = ScriptedNames(["host.test": [Endpoint(ipv4: 0x7F00_0001, port: 0)]])
        stuck.isHeld = true
        let bench = Workbench(names: stuck)
        let port = try bench.listener.get().local.port
        let attempts = (0..<20).map { _ in bench.network.connect(host: "host.test", port: port) }
        try bench.turn { stuck.running == 20 }
        // Timers and other connections go on meanwhile.
        _ = try bench.connect(to: port)
        stuck.isHeld = false
        try bench.turn { attempts.allSatisfy { $0.result != nil } }
        for attempt in attempts { _ = try attempt.result?.get() }
        bench.finish()
    }

    @Test func `more questions than threads wait for their turn`() throws {
        let names = ScriptedNames()
        names.isHeld = true
        let bench = Workbench(names: names)
        let lookups = (0..<100).map { bench.network.lookUp(host: "name\($0).test") }
        try bench.turn { names.running == 64 }
        for lookup in lookups[70...] { lookup.cancel() }
        names.isHeld = false
        try bench.turn { lookups[..<70].allSatisfy { $0.result != nil } }
        try bench.turn { names.running == 0 }
        #expect(names.mostRunning == 64)
        // Those that were given up before a thread had begun are not asked.
        #expect(names.asked.count == 70)
        #expect(lookups[70...].allSatisfy { $0.result == nil })
        bench.finish()
    }

    @Test func `a cancelled connection never finishes and leaves nothing`() throws {
        let kernel = ScriptedKernel()
        let names = ScriptedNames(["host.test": [Endpoint(ipv4: 0x7F00_0001, port: 0)]])
        let bench = Workbench(kernel: kernel, names: names)
        let port = try bench.listener.get().local.port
        names.isHeld = true
        let looking = bench.network.connect(host: "host.test", port: port)
        looking.cancel()
        names.isHeld = false
        kernel.fail(.connect, .inProgress, times: 2)
        let dialling = bench.network.connect(host: "127.0.0.1", port: port)
        dialling.cancel()
        let connected = bench.network.connect(host: "127.0.0.1", port: port)
        try bench.turn { connected.result != nil }
        connected.cancel()
        try bench.turn { names.running == 0 }
        _ = bench.loop.turn(.none)
        #expect(looking.result == nil)
        #expect(dialling.result == nil)
        #expect(connected.result == nil)
        bench.finish()
        #expect(kernel.descriptors.isEmpty)
    }

    @Test func `the family option leaves the other out`() throws {
        let both = ScriptedNames(["host.test": [Endpoint(ipv6: 0, 1, port: 0), Endpoint(ipv4: 0x7F00_0001, port: 0)]])
        let bench = Workbench(names: both)
        let port = try bench.network.listen(on: .all(port: 0)).local.port
        let six = try bench.connect(to: port, host: "host.test", ConnectOptions(family: .ipv6))
        #expect(six.peer.address == "[::1]")
        let four = try bench.connect(to: port, host: "host.test", ConnectOptions(family: .ipv4))
        #expect(four.peer.address == "127.0.0.1")
        #expect(
            failure(bench.network.connect(host: "127.0.0.1", port: port, options: ConnectOptions(family: .ipv6)))
                == .hostNotFound)
        bench.finish()
    }

    @Test func `the bind option chooses the local end`() throws {
        let bench = Workbench()
        let port = try bench.listener.get().local.port
        let stream = try bench.connect(to: port, ConnectOptions(bind: "127.0.0.5"))
        #expect(stream.local?.address == "127.0.0.5")
        let free = try deadPort(bench)
        let second = try bench.connect(to: port, ConnectOptions(bind: "127.0.0.5:\(free)"))
        #expect(second.local?.port == free)
        for bad in ["192.0.2.1", "nonsense", "1.2.3.4:99999", "8080"] {
            let attempt = bench.network.connect(host: "127.0.0.1", port: port, options: ConnectOptions(bind: bad))
            #expect(failure(attempt) == .addressNotAvailable)
        }
        bench.finish()
    }

    @Test func `a connection that is made later is told by the loop`() throws {
        let kernel = ScriptedKernel()
        let bench = Workbench(kernel: kernel)
        let port = try bench.listener.get().local.port
        // The first call is real and begins the connection; the second does not yet know of it.
        kernel.script(.connect, .pass, .fail(.alreadyInProgress))
        let attempt = bench.network.connect(host: "127.0.0.1", port: port)
        #expect(attempt.result == nil)
        try bench.turn { attempt.result != nil }
        let client = try #require(try attempt.result?.get())
        let server = try bench.accept(from: try bench.listener.get())
        server.send("hello")
        #expect(try bench.receive(client).chunk == Array("hello".utf8))
        bench.finish()
    }

    @Test func `a refusal that comes later is told by the loop`() throws {
        let kernel = ScriptedKernel()
        let bench = Workbench(kernel: kernel)
        let port = try deadPort(bench)
        kernel.script(.connect, .pass, .fail(.inProgress))
        let attempt = bench.network.connect(host: "127.0.0.1", port: port)
        #expect(attempt.result == nil)
        try bench.turn { attempt.result != nil }
        #expect(failure(attempt) == .connectionRefused)
        bench.finish()
        #expect(kernel.descriptors.isEmpty)
    }

    @Test func `an interrupted connect goes on`() throws {
        let kernel = ScriptedKernel()
        let bench = Workbench(kernel: kernel)
        let port = try bench.listener.get().local.port
        kernel.script(.connect, .fail(.interrupted))
        let stream = try bench.connect(to: port)
        #expect(stream.isOpen)
        bench.finish()
    }

    @Test func `out of descriptors the connection fails with the reason`() throws {
        let kernel = ScriptedKernel()
        let bench = Workbench(kernel: kernel)
        kernel.fail(.socket, .tooManyOpenFiles)
        #expect(failure(bench.network.connect(host: "127.0.0.1", port: 9)) == .tooManyOpenFiles)
        kernel.fail(.makePoller, .tooManyOpenFiles)
        kernel.fail(.connect, .inProgress, times: 2)
        #expect(failure(bench.network.connect(host: "127.0.0.1", port: 9)) == .tooManyOpenFiles)
        kernel.fail(.makeWakeCounter, .tooManyOpenFilesInSystem)
        #expect(failure(bench.network.connect(host: "name.test", port: 9)) == .tooManyOpenFiles)
        kernel.fail(.socket, .tooManyOpenFilesInSystem)
        let error = #expect(throws: SocketError.self) { try bench.network.listen(on: .all(port: 0)) }
        #expect(error?.code == .tooManyOpenFiles)
        bench.finish()
        #expect(kernel.descriptors.isEmpty)
    }

    @Test func `what the kernel refuses has its reason`() throws {
        let kernel = ScriptedKernel()
        let bench = Workbench(kernel: kernel)
        let reasons: [(ErrorNumber, SocketError.Code)] = [
            (.networkUnreachable, .networkUnreachable), (.hostUnreachable, .hostUnreachable),
            (.accessDenied, .permissionDenied), (.notPermitted, .permissionDenied),
            (.addressNotAvailable, .addressNotAvailable), (.timedOut, .timeout),
            (.connectionReset, .connectionReset), (.invalidArgument, .other(.invalidArgument)),
        ]
        for (number, code) in reasons {
            kernel.fail(.connect, number)
            #expect(failure(bench.network.connect(host: "127.0.0.1", port: 9)) == code)
        }
        bench.finish()
        #expect(kernel.descriptors.isEmpty)
    }
}
