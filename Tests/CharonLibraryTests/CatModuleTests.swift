import Testing

@testable import CharonLibrary

@Suite struct CatModuleTests {
    private func run(_ script: String) throws -> [String] { try LibraryScript.run("local cat = require 'cat' " + script) }

    @Test func `each form has its own tables`() throws {
        #expect(
            try run(
                """
                local text = "a: 1\\nb: 2\\n\\tc\\n\\t\\td: 3\\n\\te: 4\\nb: 5\\nf\\n"
                local flat = cat.decode(text, "flat")
                print(flat.a, flat.b, flat.f == "", flat.c)
                local full = cat.decode(text)
                print(#full, full[2].value, full.b.c.d.value, full.b.e.value, full.f.value, full.f.children, full[2].children[1].value)
                local ordered = cat.decode("z: 1\\na\\n\\ty: 2\\n\\tb: 3\\n\\ty: 4\\n", "flatwithorder")
                print(table.concat(ordered.__order, ","), table.concat(ordered.a.__order, ","), ordered.a.y)
                print(#cat.decode("", "flatwithorder").__order, next(cat.decode("")))
                """) == [
                    "1\t5\ttrue\tnil", "4\t2\t3\t4\tnil\tnil\tnil", "z,a\ty,b\t4", "0\tnil",
                ])
    }

    @Test func `what is indented too far gives nil and a reason`() throws {
        #expect(
            try run("print(cat.decode('\\ta')) print(cat.decode('a\\n\\n\\t\\tb', 'flat'))")
                == ["nil\tinvalid cat at line 1: indented too far", "nil\tinvalid cat at line 3: indented too far"])
    }

    @Test func `tables are written with their order at every level`() throws {
        #expect(
            try run(
                """
                local t = {__order = {"b", "x", "a"}, a = {__order = {"d", "c"}, c = 1, d = 2.5, __value = "v"}, b = "line\\nend", n = 1}
                io.write("") print(cat.encode(t))
                local again = cat.decode(cat.encode(t), "flatwithorder")
                print(cat.encode(again) == cat.encode(t), cat.encode({}), cat.encode({[1] = 2}), cat.encode({__order = "x"}))
                """) == ["b: \"line\\nend\"\na: v\n\td: 2.5\n\tc: 1\n", "true\t\t1: 2\n\t__order: x\n"])
    }

    @Test func `what cannot be written is raised`() throws {
        #expect(
            try run(
                """
                local function why(...) local ok, e = pcall(...) return e:match("%b()$") or e end
                local loop = {} loop.loop = loop
                print(why(cat.encode), why(cat.encode, {a = true}), why(cat.encode, {[true] = 1}), why(cat.encode, {["a\\nb"] = 1}), why(cat.encode, loop))
                print(why(cat.decode), why(cat.decode, "", {}), why(cat.decode, "", "x"))
                """) == [
                    "(table expected, got no value)\t(string expected, got boolean)\t(string expected, got boolean)"
                        + "\ta name cannot hold the end of a line\tDepth limit exceeded",
                    "(string expected, got no value)\t(string expected, got table)\tunknown output format 'x'",
                ])
    }

    @Test func `many lines and many levels come back`() throws {
        #expect(
            try run(
                """
                local lines = {}
                for i = 1, 900 do lines[i] = ("\\t"):rep(i - 1) .. "n" .. i end
                local text = table.concat(lines, "\\n") .. ": x\\n"
                print(cat.encode(cat.decode(text, "flat")) == text)
                lines = {}
                for i = 1, 2000 do lines[i] = "k" .. i .. ": " .. i end
                print(#cat.decode(table.concat(lines, "\\n")), cat.decode(table.concat(lines, "\\n"), "flat").k2000)
                lines = {}
                for i = 1, 1001 do lines[i] = ("\\t"):rep(i - 1) .. "x" end
                print(pcall(cat.decode, table.concat(lines, "\\n")))
                """) == ["true", "2000\t2000", "false\tDepth limit exceeded"])
    }
}
