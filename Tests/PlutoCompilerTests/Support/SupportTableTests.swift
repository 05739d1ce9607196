import PlutoCompiler
import Testing

/// The table `_P`, which emitted code calls.
@Suite struct SupportTableTests {
    @Test func `the whole library compiles and its pieces define the functions that they announce`() throws {
        let output = try LuaProcess.output(
            of: """
                local n = 0
                for _, lib in ipairs { string, table, math, io, _G } do
                  for name, f in pairs(lib) do
                    if type(f) == "function" and debug.getinfo(f, "S").short_src:find("^%[pluto") then
                      pcall(f)
                      n = n + 1
                      if lib[name] == nil then print("lost", name) end
                    end
                  end
                end
                print(n > 60)
                """)
        #expect(output == "true\n")
    }
}
