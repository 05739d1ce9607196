import CharonLua
import Testing

@Suite struct MemoryTests {
    /// Runs a script in a machine of its own.
    ///
    /// - Returns: by how many bytes what Lua holds has grown once everything is collected.
    private func growth(by script: String) throws -> Int {
        let machine = try #require(VirtualMachine(memoryLimit: 0))
        defer { machine.close() }
        machine.openLibraries()
        let state = machine.main
        state.collectFully()
        let before = machine.usedMemory
        #expect(state.load(Array(script.utf8), chunkName: "=script").isOK)
        #expect(state.call(arguments: 0, results: 0).isOK)
        state.collectFully()
        return machine.usedMemory - before
    }

    @Test func `what is used is given back, in any order and of any size`() throws {
        let growth = try growth(
            by: """
                local kept = {}
                for round = 1, 20 do
                  for i = 1, 3000 do kept[i] = ("x"):rep((i * 7 + round * 131) % 1500) .. i end
                  for i = 1, 3000, 2 do kept[i] = nil end
                  for i = 2, 3000, 2 do assert(kept[i] == ("x"):rep((i * 7 + round * 131) % 1500) .. i) end
                end
                """)
        // Lua keeps its table of short strings, and nothing else, larger than it was.
        #expect(growth < 200_000)
    }

    @Test func `blocks that grow and shrink keep what is in them`() throws {
        let growth = try growth(
            by: """
                local t = {}
                for i = 1, 300 do
                  t[i] = i
                  local sum = 0
                  for j = 1, i do sum = sum + t[j] end
                  assert(sum == i * (i + 1) // 2)
                end
                """)
        #expect(growth < 50_000)
    }

    @Test func `the collector works by generations from the beginning, as in the command lua`() throws {
        let machine = try #require(VirtualMachine(memoryLimit: 0))
        defer { machine.close() }
        machine.openLibraries()
        let source = Array("assert(collectgarbage('incremental') == 'generational')".utf8)
        #expect(machine.main.load(source, chunkName: "=script").isOK)
        #expect(machine.main.call(arguments: 0, results: 0).isOK)
    }
}
