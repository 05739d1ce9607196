import CCharon
import CharonLua
import Testing

@Suite struct ModuleRefusalTests {
    @Test func `modules in C are of the release that runs`() {
        #expect(charon_modules_are_sound())
    }

    @Test func `a refused module is an error that says why, and modules in Lua are found as ever`() throws {
        let machine = try #require(VirtualMachine(memoryLimit: 0))
        defer { machine.close() }
        machine.openLibraries()
        unsafe charon_refuse_modules(machine.main.pointer)
        let state = machine.main
        let script = """
            package.preload.there = function() return "there" end
            local function reason(_, message) return (message:find("another release than the Lua 5.4", 1, true)) ~= nil end
            local name, message, where = package.loadlib("/nonexistent.so", "*")
            return require "there", reason(pcall(require, "nowhere")), name, reason(nil, message), where
            """
        #expect(state.load(Array(script.utf8), chunkName: "=script").isOK)
        #expect(state.call(arguments: 0, results: 5).isOK, "\(state.string(at: -1) ?? "")")
        #expect(state.string(at: -5) == "there")
        #expect(state.boolean(at: -4) && state.boolean(at: -2))
        #expect(state.typeName(at: -3) == "nil")
        #expect(state.string(at: -1) == "open")
    }
}
