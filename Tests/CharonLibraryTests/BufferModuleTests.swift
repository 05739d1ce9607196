import Testing

@testable import CharonLibrary

@Suite struct BufferModuleTests {
    @Test func `the text goes on growing after it was taken`() throws {
        #expect(
            try LibraryScript.run(
                """
                local buffer = require "buffer"
                local b = buffer.new()
                b:append("a") local one = tostring(b) b:append(1.5) b:append("\\0")
                print(one, #b:tostring(), b:tostring() == "a1.5\\0", select("#", b:append("")))
                print((pcall(|| -> #b)), (pcall(|| -> b .. b)), b.nothing, b.new == buffer.new)
                """) == ["a\t5\ttrue\t0", "false\tfalse\tnil\ttrue"])
    }

    @Test func `its memory counts against the script's limit and comes back`() throws {
        #expect(
            try LibraryScript.run(
                """
                local buffer = require "buffer"
                local piece = ("x"):rep(100000)
                local b = buffer.new()
                local ok, e
                for i = 1, 1000 do
                  ok, e = pcall(b.append, b, piece)
                  if not ok then break end
                end
                print(ok, e)
                b = nil
                local good = true
                for i = 1, 200 do
                  local c = buffer.new()
                  for j = 1, 10 do good = good and pcall(c.append, c, piece) end
                end
                print(good)
                """, memoryLimit: 16 << 20) == ["false\tnot enough memory", "true"])
    }
}
