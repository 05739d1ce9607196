import Testing

@testable import CharonLibrary

@Suite struct AssertModuleTests {
    private func run(_ script: String) throws -> [String] { try LibraryScript.run("local assert = require 'assert' " + script) }

    @Test func `a failure names the line of its caller`() throws {
        #expect(
            try run(
                """
                local ok, e = pcall(function()
                  assert.equal(1, 2)
                end)
                print(type(e), e)
                """) == ["string\tscript.pluto:2 -> Assertion Error: (assert.equal)\n\tValue 1: 1\n\tValue 2: 2\n"])
    }

    @Test func `cyclic and shared tables are compared to an end`() throws {
        #expect(
            try run(
                """
                local a, b = {1}, {1}
                a.self, b.self = a, b
                assert.equal(a, b)
                b.more = true
                print(pcall(assert.equal, a, b) == false, (pcall(assert.nequal, a, b)))
                local x, y = {}, {}
                for i = 1, 60 do x, y = {x, x}, {y, y} end
                assert.equal(x, y)
                print((pcall(assert.equal, {a = 1}, {b = 1})), (pcall(assert.equal, {}, {1})), (pcall(assert.equal, {0/0}, {0/0})))
                """) == ["true\ttrue", "false\tfalse\tfalse"])
    }

    @Test func `long tables begin on a line of their own and are cut`() throws {
        #expect(
            try run(
                """
                local t = {}
                for i = 1, 100 do t[i] = i end
                local ok, e = pcall(assert.isnil, t)
                local dump = e:match("Received Value: (.*)\\n$")
                print(dump:sub(1, 3) == "\\n{\\n", #dump, dump:sub(-3))
                print(select(2, pcall(assert.isnil, print)):find("Received Value: function", 1, true) ~= nil)
                """) == ["true\t301\t...", "true"])
    }

    @Test func `comparing what cannot be compared is the caller's error`() throws {
        #expect(
            try run("local ok, e = pcall(function() assert.less(1, {}) end) print(e)")
                == ["script.pluto:1: attempt to compare number with table"])
    }

    @Test func `the class of failures can be used by hand`() throws {
        #expect(
            try run(
                """
                local ok, e = pcall(function() (new assert.AssertionError("mine", 1, "x")):raise() end)
                print(e)
                print((pcall(assert.contains, "1", 5)), (pcall(assert.contains, 1, "1")), (pcall(assert.type, "nil", nil, 5)))
                """) == [
                    "script.pluto:1 -> Assertion Error: (assert.mine)\n\tIntended Value: 1\n\tReceived Value: string(1) \"x\"\n",
                    "false\tfalse\ttrue",
                ])
    }
}
