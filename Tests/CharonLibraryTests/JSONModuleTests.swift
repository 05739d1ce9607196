import Testing

@testable import CharonLibrary

/// `json` as scripts see it, where the conformance scripts do not look.
@Suite struct JSONModuleTests {
    private func run(_ script: String) throws -> [String] { try LibraryScript.run("local json = require 'json' " + script) }

    @Test func `floats keep all of their digits`() throws {
        #expect(
            try run("print(json.encode(1/3), json.encode(1e20), json.encode(2^63), json.encode(-0.0), json.encode(1e-7))")
                == ["0.3333333333333333\t1e+20\t9.223372036854776e+18\t-0.0\t1e-07"])
    }

    @Test func `what is decoded keeps its kind`() throws {
        #expect(
            try run(
                """
                print(json.decode('1e5'), json.decode('18446744073709551616') == 2^64, math.type(json.decode('-0')))
                print(json.decode('"\\\\b\\\\f"'):byte(1, -1))
                """) == ["100000.0\ttrue\tinteger", "8\t12"])
    }

    @Test func `broken text gives nil and a reason`() throws {
        #expect(
            try run(
                """
                print(json.decode('/')) print(json.decode('[1,2')) print(json.decode('{"a":1}}')) print(json.decode('[1,\\n2 3]'))
                print(json.decode('', json.msgpack)) print(json.decode('\\x92\\x01\\xc1', json.msgpack))
                """) == [
                    "nil\tinvalid JSON at byte 1: unexpected '/'", "nil\tinvalid JSON at byte 5: unexpected end",
                    "nil\tinvalid JSON at byte 8: unexpected '}'", "nil\tinvalid JSON at byte 7: unexpected '3'",
                    "nil\tinvalid MessagePack at byte 1", "nil\tinvalid MessagePack at byte 3",
                ])
    }

    @Test func `a key that comes twice has its last value and one place in the order`() throws {
        #expect(
            try run(
                """
                local t = json.decode('{"a":1,"b":2,"a":3}', json.withorder)
                print(t.a, t.b, table.concat(t.__order, ","))
                t = json.decode('{"a":null,"b":1,"a":null,"c":2,"b":null,"b":4}', json.withorder)
                print(t.a, t.b, t.c, table.concat(t.__order, ","))
                print(json.decode('{"a":1,"a":null}').a)
                t = json.decode('{"x":1,"__order":["x"],"y":2}', json.withorder)
                print(table.concat(t.__order, ","), json.encode(t))
                """) == ["3\t2\ta,b", "nil\t4\t2\ta,b,c", "nil", "x\t{\"x\":1}"])
    }

    @Test func `large arrays and objects keep everything`() throws {
        #expect(
            try run(
                """
                local t, o = {}, {}
                for i = 1, 5000 do t[i] = i o["k" .. i] = {i, tostring(i)} end
                local u, p = json.decode(json.encode(t)), json.decode(json.encode(o))
                local good = #u == 5000
                for i = 1, 5000 do good = good and u[i] == i and p["k" .. i][1] == i and p["k" .. i][2] == tostring(i) end
                local n = 0
                for _ in pairs(p) do n = n + 1 end
                print(good, n)
                local nulls = "[" .. ("null,"):rep(1000) .. "7]"
                local v = json.decode(nulls)
                print(v[1001], v[1], v[1000], #json.decode(nulls, json.withnull))
                local fields = {}
                for i = 1, 100 do fields[i] = ('"f%d":%d'):format(i, i) end
                local w = json.decode("{" .. table.concat(fields, ",") .. "}", json.withorder)
                print(#w.__order, w.__order[1], w.__order[33], w.__order[100], w.f100)
                """) == ["true\t5000", "7\tnil\tnil\t1001", "100\tf1\tf33\tf100\t100"])
    }

    @Test func `strict quotes the keys that are no strings`() throws {
        #expect(
            try run(
                """
                print(json.encode({[2] = "second"}, "strict"), json.encode({[true] = {[1.5] = "x"}}, "strict"))
                print(json.encode({[{1, "a"}] = 1}), json.encode({[{1, "a"}] = 1}, "strict"), json.encode({1, {a = 2}}, "strict"))
                """) == [
                    "{\"2\":\"second\"}\t{\"true\":{\"1.5\":\"x\"}}",
                    "{[1,\"a\"]:1}\t{\"[1,\\\"a\\\"]\":1}\t[1,{\"a\":2}]",
                ])
    }

    @Test func `what cannot be written is named with its type`() throws {
        #expect(
            try run(
                """
                local function why(...) local ok, e = pcall(...) return e:match("%b()$") or e end
                print(why(json.encode), why(json.encode, {a = {print}}), why(json.encode, {[print] = 1}), why(json.encode, io.stdout))
                print(why(json.encode, 0/0), why(json.encode, -(0/0)), why(json.encode, {1, {2, 1/0}}, "msgpack"))
                print(why(json.encode, 1, "x"), why(json.encode, 1, {}), why(json.encode, 1, 5))
                """) == [
                    "(JSON-castable type expected, got no value)\t(JSON-castable type expected, got function)"
                        + "\t(JSON-castable type expected, got function)\t(JSON-castable type expected, got FILE*)",
                    "-nan has no JSON representation\tnan has no JSON representation\tinf has no JSON representation",
                    "(invalid option 'x')\t(string expected, got table)\t(invalid option '5')",
                ])
    }

    @Test func `tables are written 150 deep and refused before the stack ends`() throws {
        #expect(
            try run(
                """
                local deep = {}
                for i = 1, 149 do deep = {deep} end
                print(#json.encode(deep), #json.encode({a = deep}, "pretty") > 300)
                local loop = {} loop[1] = loop
                print(pcall(json.encode, loop)) print(pcall(json.encode, {a = loop}, "msgpack"))
                print(select(2, pcall(json.decode, ("["):rep(100))))
                """) == ["300\ttrue", "false\tC stack overflow", "false\tC stack overflow", "Depth limit exceeded"])
    }

    @Test func `MessagePack floats are big-endian, and keys may be anything but nil`() throws {
        #expect(
            try run(
                """
                local function hex(s) return (s:gsub(".", |c| -> ("%02x"):format(c:byte()))) end
                print(hex(json.encode(0.5, "msgpack")), hex(json.encode(0.1, "msgpack")), hex(json.encode({[1.5] = true}, "msgpack")))
                print(pcall(json.decode, "\\x81\\xc0\\x01", json.msgpack)) print(pcall(json.decode, "\\x81\\xca\\x7f\\xc0\\0\\0\\1", json.msgpack))
                print(json.decode("\\x81\\xc0\\x01", json.msgpack | json.withnull)[json.null])
                print(hex(json.encode({__order = {"b", "b", "x"}, b = 1}, "msgpack")), json.decode("\\xca\\x7f\\x80\\0\\0", json.msgpack))
                """) == [
                    "ca3f000000\tcb3fb999999999999a\t81ca3fc00000c3", "false\ttable index is nil", "false\ttable index is NaN", "1",
                    "82a16201a16201\tinf",
                ])
    }

    @Test func `a document that does not fit the script's memory raises`() throws {
        let script = """
            local json = require "json"
            print(pcall(json.decode, "[" .. ("[[],[]],"):rep(400000) .. "1]"))
            local t = {("x"):rep(1000)}
            for i = 1, 60 do t = {t, t} end
            print(pcall(json.encode, t))
            print(json.encode(json.decode("[1]")))
            """
        #expect(
            try LibraryScript.run(script, memoryLimit: 24 << 20)
                == ["false\tnot enough memory", "false\tnot enough memory", "[1]"])
    }

    @Test func `a finaliser may use the library while it works`() throws {
        #expect(
            try run(
                """
                local n = 0
                local function litter() setmetatable({}, {__gc = function() n = n + 1 json.encode({n, {a = n}}) json.decode('{"q":[1,"\\\\n"]}') end}) end
                local text = '{"a":["x\\\\ny",{"b":[1,2,3]},"' .. ("z"):rep(300) .. '"]}'
                local good = true
                for i = 1, 3000 do
                  litter()
                  good = good and json.decode(text, json.withorder).a[1] == "x\\ny" and #json.encode({a = {text}}) > 300
                end
                print(good, n > 0)
                """) == ["true\ttrue"])
    }
}
