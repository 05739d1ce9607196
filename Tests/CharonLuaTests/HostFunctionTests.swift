import CharonLua
import Testing

/// Tells whether what a host function held was let go.
private final class Witness {
    private let note: () -> Void
    init(_ note: @escaping () -> Void) { self.note = note }
    deinit { note() }
}

/// A host function that a test says in place.
private final class ClosureFunction: HostFunctionBody {
    let name: String
    private let body: (LuaState, HostFunction.Entrance) -> HostFunction.Answer

    init(_ name: String, body: @escaping (LuaState, HostFunction.Entrance) -> HostFunction.Answer) {
        self.name = name
        self.body = body
    }

    func enter(_ state: LuaState, _ entrance: HostFunction.Entrance) -> HostFunction.Answer { body(state, entrance) }
    func push(onto state: LuaState) { HostFunction(self).push(onto: state) }
}

@Suite struct HostFunctionTests {
    /// A machine in which `host` is a function, and what a script prints is collected.
    private func run(_ script: String, _ functions: [ClosureFunction]) throws -> [String] {
        let machine = try #require(VirtualMachine(memoryLimit: 0))
        defer { machine.close() }
        machine.openLibraries()
        var lines: [String] = []
        let state = machine.main
        state.pushGlobals()
        let output = ClosureFunction("out") { state, _ in
            lines.append((1...max(state.top, 1)).map { state.string(at: $0) ?? state.typeName(at: $0) }.joined(separator: " "))
            return .results(0)
        }
        for function in functions + [output] {
            function.push(onto: state)
            state.rawSet(function.name, in: -2)
        }
        #expect(state.load(Array(script.utf8), chunkName: "=script").isOK)
        let status = state.call(arguments: 0)
        #expect(status.isOK, "\(state.string(at: -1) ?? "")")
        return lines
    }

    @Test func `results are what the function pushed last`() throws {
        let function = ClosureFunction("host") { state, _ in
            state.push(1)
            state.push("two")
            state.push(3)
            return .results(2)
        }
        #expect(try run("out(host())", [function]) == ["two 3"])
    }

    @Test func `an error raised through each way releases every object`() throws {
        var alive = 0
        func holding(_ name: String, _ answer: @escaping (LuaState) -> HostFunction.Answer) -> ClosureFunction {
            ClosureFunction(name) { state, _ in
                alive += 1
                let witness = Witness { alive -= 1 }
                return withExtendedLifetime(witness) { answer(state) }
            }
        }
        let functions = [
            holding("raise") { state in
                state.push("plain")
                return .raise
            },
            holding("where_") { state in
                state.push("placed")
                return .raiseWithPosition
            },
            holding("argument") { state in
                state.push("too big")
                return .badArgument(1)
            },
            holding("type_") { state in
                state.push("table expected, got \(state.argumentTypeName(at: 2))")
                return .badArgument(2)
            },
            holding("callback") { state in
                state.pushCopy(of: 1)
                return .tailCall(arguments: 0)
            },
        ]
        let lines = try run(
            """
            out(select(2, pcall(raise)))
            out(select(2, pcall(where_)))
            out(select(2, pcall(function() argument(1) end)))
            out(select(2, pcall(function() type_(1, 2) end)))
            out(select(2, pcall(callback, function() error("from the callback", 0) end)))
            out(select(2, pcall(function() raise() end)))
            """, functions)
        #expect(lines[0] == "plain")
        #expect(lines[1] == "placed")
        #expect(lines[2] == "script:3: bad argument #1 to 'argument' (too big)")
        #expect(lines[3] == "script:4: bad argument #2 to 'type_' (table expected, got number)")
        #expect(lines[4] == "from the callback")
        #expect(lines[5] == "plain")
        #expect(alive == 0)
    }

    /// Parks once, then gives what it was called with.
    private var parking: ClosureFunction {
        ClosureFunction("park") { state, entrance in
            guard entrance == .resume else { return .park(frame: state.top) }
            return .results(state.top)
        }
    }

    @Test func `a parked function keeps its arguments and drops what the resumer passes`() throws {
        let lines = try run(
            """
            local co = coroutine.create(function(...) return "end", park(...) end)
            out(coroutine.resume(co, 1, 2))
            out(coroutine.resume(co, "dropped", "too"))
            """, [parking])
        #expect(lines == ["boolean", "boolean end 1 2"])
    }

    @Test func `it can park inside pcall, a metamethod, coroutine.wrap, an iterator and a close variable`() throws {
        let lines = try run(
            """
            local function drive(f, ...)
              local co = coroutine.create(f)
              local result = table.pack(coroutine.resume(co, ...))
              local turns = 1
              while coroutine.status(co) ~= "dead" do
                turns = turns + 1
                result = table.pack(coroutine.resume(co))
              end
              return turns, table.unpack(result, 2, result.n)
            end
            out(drive(function() return select(2, pcall(park, "in pcall")) end))
            local object = setmetatable({}, {__add = function(a, b) return park("added") end,
              __index = function(t, k) return park(k) end})
            out(drive(function() return object + 1 end))
            out(drive(function() return object.field end))
            out(drive(function() return coroutine.wrap(function() return "inner" end)() end))
            out(drive(function() for v in function(_, i) if not i then return park("step") end end do return v end end))
            out(drive(function()
              do local c <close> = setmetatable({}, {__close = function() park("closing") end}) end
              return "closed"
            end))
            """, [parking])
        #expect(lines == ["2 in pcall", "2 added", "2 field", "1 inner", "2 step", "2 closed"])
    }

    @Test func `parking where nothing can yield is an error, not a jump over frames`() throws {
        let lines = try run(
            """
            out(select(2, pcall(park)))
            out(select(2, coroutine.resume(coroutine.create(function()
              ("x"):gsub("x", function() park() end)
            end))))
            """, [parking])
        #expect(lines[0] == "attempt to yield from outside a coroutine")
        #expect(lines[1].hasSuffix("attempt to yield across a C-call boundary"))
    }

    @Test func `a callback may yield, and its results are above the frame`() throws {
        let function = ClosureFunction("map") { state, entrance in
            if entrance == .callback { return .results(state.top - 2) }
            state.pushCopy(of: 2)
            state.pushCopy(of: 1)
            return .call(arguments: 1, frame: 2)
        }
        let lines = try run(
            """
            local co = coroutine.wrap(function() return map(4, function(n) coroutine.yield("waits") return n * n, "more" end) end)
            out(co())
            out(co())
            """, [function])
        #expect(lines == ["waits", "16 more"])
    }

    @Test func `functions and userdata are released when the machine closes`() throws {
        var alive = 1
        let kind = UserdataKind<Witness>("witness")
        do {
            let machine = try #require(VirtualMachine(memoryLimit: 0))
            kind.pushNewMetatable(in: machine.main)
            machine.main.pop()
            kind.push(Witness { alive -= 1 }, onto: machine.main)
            #expect(kind.object(at: -1, of: machine.main) != nil)
            #expect(UserdataKind<Witness>("other").object(at: -1, of: machine.main) == nil)
            machine.close()
        }
        #expect(alive == 0)
    }

    @Test func `a memory limit gives an error that scripts can catch, and they go on`() throws {
        let machine = try #require(VirtualMachine(memoryLimit: 4 << 20))
        defer { machine.close() }
        machine.openLibraries()
        let script = """
            local ok, why = pcall(string.rep, "x", 1 << 30)
            local grown, reason = pcall(function() local t = {} for i = 1, math.huge do t[i] = {i} end end)
            return tostring(ok) .. why .. tostring(grown) .. reason .. #("y"):rep(1000)
            """
        #expect(machine.main.load(Array(script.utf8), chunkName: "=script").isOK)
        #expect(machine.main.call(arguments: 0, results: 1).isOK)
        #expect(machine.main.string(at: -1) == "falsenot enough memoryfalsenot enough memory1000")
        #expect(machine.usedMemory < 4 << 20)
    }

    @Test func `a record lives as long as its coroutine`() throws {
        var alive = 1
        let machine = try #require(VirtualMachine(memoryLimit: 0))
        defer { machine.close() }
        let thread = machine.main.pushNewThread()
        #expect(VirtualMachine.record(of: thread, as: Witness.self) == nil)
        machine.setRecord(Witness { alive -= 1 }, of: thread)
        #expect(VirtualMachine.record(of: thread, as: Witness.self) != nil)
        #expect(VirtualMachine.record(of: machine.main, as: Witness.self) == nil)
        machine.main.collectFully()
        #expect(alive == 1)
        machine.main.pop()
        machine.main.collectFully()
        machine.main.collectFully()
        #expect(alive == 0)
    }
}
