import PlutoCompiler
import TestSupport
import Testing

/// The table `_P`, which emitted code calls, and the metatables of whole types.
@Suite struct SupportTableTests {
    @Test func `the pieces define the functions that they announce`() throws {
        let script = """
            local n = 0
            for _, lib in ipairs { string, table, math, io, _P, exception, coroutine, _G } do
              for name, f in pairs(lib) do
                if type(f) == "function" and debug.getinfo(f, "S").short_src:find("^%[pluto") then
                  local ok, message = pcall(f)
                  if not ok and message:find("(global '", 1, true) then print(name, message) end
                  n = n + 1
                end
              end
            end
            print(n > 100)
            """
        #expect(try LuaProcess.output(of: script) == "true\n")
    }

    @Test func `the short form of the library asks the host for its pieces`() throws {
        let process = try LuaProcess()
        try process.folder.write(SupportLibrary.core, to: "support.lua")
        for (name, text) in SupportLibrary.pieces { try process.folder.write(text, to: name + ".lua") }
        let host = #"{ piece = function(name) io.write(name, " ") return io.open(name .. ".lua"):read("a") end }"#
        #expect(try process.run(#"print(("a"):contains("a"), ("b"):contains("a"))"#, host: host) == "string true\tfalse\n")
    }

    @Test func `the standalone form runs in front of a chunk`() throws {
        let process = try LuaProcess()
        try process.folder.write(SupportLibrary.standalone + "return _P.coal(nil, 7)", to: "whole.lua")
        #expect(try process.run(#"print(dofile("whole.lua"))"#) == "7\n")
    }

    @Test func `a function keeps its identity after its first call`() throws {
        try LuaProcess.check([
            "(function() local early = string.split ; early('a') local f = string.split return f == string.split end)()":
                "true",
            "(function() local f = table.back table.back({}) return f({1, 2}) end)()": "2",
            "(function() table.keys = 5 table.size({}) return table.keys end)()": "5",
        ])
    }

    @Test func `in searches values and substrings`() throws {
        try LuaProcess.check([
            "_P.in_('b', 'abc'), _P.in_('.', 'abc'), _P.in_('', 'x')": "true\tfalse\ttrue",
            "_P.in_(2, {1, 2}), _P.in_('k', {k = 1}), _P.in_(nil, {}), _P.in_(1, setmetatable({}, {__index = {1}}))":
                "true\tfalse\tfalse\tfalse",
            "_P.in_(setmetatable({}, {__eq = function() return true end}), {{}})": "true",
            "_P.in_('x', 5) or nil": "expected second 'in' operand to be table or string, got number",
            "_P.in_(5, 'x') or nil": "expected second 'in' operand to be table, got string",
        ])
    }

    @Test func `cmp compares like the operators`() throws {
        try LuaProcess.check([
            "_P.cmp(1, 2), _P.cmp(2, 2.0), _P.cmp('b', 'a')": "-1\t0\t1",
            "_P.cmp(setmetatable({}, {__lt = function() return true end}), {})": "-1",
            "_P.cmp({}, 1) + 0": "attempt to compare table with number",
            "_P.cmp({}, {}) + 0": "attempt to compare two table values",
            "_P.cmp(nil, 1) + 0": "attempt to compare nil with number",
        ])
    }

    @Test func `ipow squares`() throws {
        try LuaProcess.check([
            "_P.ipow(2, 10), _P.ipow(1.5, 2), _P.ipow(2, -1), _P.ipow(2, 64), _P.ipow(3, 2.0)": "1024\t2.25\t1\t0\t9",
            "_P.ipow(2, 1.5) + 0": "number has no integer representation",
            "_P.ipow({}, 2) + 0": "attempt to perform arithmetic on a table value",
            "_P.ipow(2, nil) + 0": "attempt to perform arithmetic on a nil value",
        ])
    }

    @Test func `iter makes plain tables iterable and leaves the rest alone`() throws {
        try LuaProcess.check([
            "_P.iter({}) == next, select('#', _P.iter({}))": "true\t4",
            "select(4, _P.iter({}, 1, 2, 'closing'))": "closing",
            "_P.iter(print, 1, 2, 3) == print, select(2, _P.iter(print, 1, 2, 3))": "true\t1\t2\t3",
            "_P.iter(setmetatable({}, {__call = print})) ~= next": "true",
            "_P.iter(setmetatable({}, {__pairs = print})) == next": "true",
        ])
    }

    @Test func `a method call reaches the table library`() throws {
        try LuaProcess.check(
            [
                "_P.mi({}, 'concat') == table.concat, _P.call({1, 2}, 'concat', '-')": "true\t1-2",
                "_P.method({}, 'concat') == table.concat, _P.method({}, 'nothing')": "true\tnil",
                "_P.call({concat = function(_, x) return x end}, 'concat', 'own')": "own",
                "_P.find({1, 2}, 'concat')(_P.found(), _P.find({3, 4}, 'concat')(_P.found(), '+'))": "13+42",
                "_P.find({size = 5}, 'size')": "attempt to call a number value (method 'size')",
                "_P.call(setmetatable({'x'}, {__index = {}}), 'concat')": "x",
                "_P.call(setmetatable({'x'}, {}), 'concat')": "attempt to call a nil value (method 'concat')",
                "_P.call(setmetatable({'x'}, {__index = function() end}), 'nothing')": "attempt to call a nil value (method 'nothing')",
                "_P.call('abc', 'upper'), _P.call(coroutine.create(print), 'status')": "ABC\tsuspended",
                "_P.call({size = 5}, 'size')": "attempt to call a number value (method 'size')",
                "_P.call({size = callable}, 'size', 2)": "called 2",
                "_P.call(nil, 'size') or 1": "attempt to index a nil value",
                "_P.call(5, 'size') or 1": "attempt to index a number value",
                "_P.method(nil, 'size') or 1": "attempt to index a nil value",
                "_P.method(print, 'size') or 1": "attempt to index a function value",
                "_P.mi({}, 'nothing') or 1": "attempt to call a nil value (method 'nothing')",
                "(function() local t = {} local r = (t.map or _P.mi(t, 'map'))(t, 5) end)()":
                    "bad argument #1 to 'map' (function expected, got number)",
                "_P.call({}, 'map', 5) or 1": "bad argument #1 to 'map' (function expected, got number)",
                "_P.call({}, 'filter', 5) or 1": "bad argument #1 to 'filter' (function expected, got number)",
            ], setup: "local callable = setmetatable({}, {__call = function(_, _, x) return 'called ' .. x end})")
    }

    @Test func `a method call reaches mindex after index`() throws {
        try LuaProcess.check([
            "_P.call(setmetatable({3, 4}, {__mindex = {sum = function(s) return s[1] + s[2] end}}), 'sum')": "7",
            "_P.call(setmetatable({3, 4}, {__mindex = {}}), 'concat', '/')": "3/4",
            "_P.call(setmetatable({}, {__mindex = function(_, n) return function(_, x) return n .. x end end}), 'foo', 1)":
                "foo1",
            "_P.call(setmetatable({}, {__index = {}, __mindex = {b = print}}), 'b') or 1": "attempt to call a nil value (method 'b')",
            "_P.call(setmetatable({}, {__mindex = setmetatable({}, {__mindex = {deep = function() return 'd' end}})}), 'deep')":
                "d",
            "(function() local t = {} setmetatable(t, {__mindex = t}) local r = _P.mi(t, 'x') end)()":
                "'__mindex' chain too long; possible loop",
        ])
    }

    @Test func `new makes instances and passes all arguments on`() throws {
        try LuaProcess.check(
            [
                "_P.new(C, 1, nil).n, _P.new(C).n, getmetatable(_P.new(C)) == C, C.__index == C": "2\t0\ttrue\ttrue",
                "_P.new({new = function(...) return select('#', ...), 'all' end}, 1, nil)": "2\tall",
                "_P.new({__index = function(_, k) return 'ghost ' .. k end}).name": "ghost name",
                "_P.new(nil) or 1": "attempt to construct a nil value",
                "_P.new(false) or 1": "attempt to construct a nil value",
                "_P.new('s') or 1": "attempt to construct a string value",
                "_P.new(5) or 1": "attempt to index a number value",
            ], setup: "local C = {__construct = function(self, ...) self.n = select('#', ...) end}")
    }

    @Test func `extends inherits methods and metamethods`() throws {
        try LuaProcess.check(
            [
                "tostring(_P.new(B)), _P.new(B):m(), B.__parent == A, B.own": "a\tm\ttrue\t1",
                "_P.instanceof(_P.new(B), A), _P.instanceof(_P.new(A), B), _P.instanceof(5, A), instanceof(_P.new(B), B)":
                    "true\tfalse\tfalse\ttrue",
                "(function() _P.new(A) local C = {f = 2} _P.extends(C, A) return _P.new(C).f, rawget(C, '__index') == C end)()":
                    "2\ttrue",
                "_P.extends({}, nil)": "expected a class or class-like table to extend, got nil",
            ],
            setup: """
                local A = {m = function() return 'm' end, __tostring = function() return 'a' end} \
                local B = {own = 1} _P.extends(B, A)
                """)
    }

    @Test func `booleans are joined to strings`() throws {
        try LuaProcess.check(
            [
                #""x" .. true, false .. "!", true .. false, 1 .. true, true .. 2.5"#: "xtrue\tfalse!\ttruefalse\t1true\ttrue2.5",
                #"o .. true, true .. o, "p" .. true .. o"#: "mt\tmt\tpmt",
                "true .. nil": "attempt to concatenate a nil value",
                "nil .. true": "attempt to concatenate a nil value",
                "{} .. true": "attempt to concatenate a table value",
                "true .. {}": "attempt to concatenate a table value",
            ], setup: "local o = setmetatable({}, {__concat = function() return 'mt' end})")
    }

    @Test func `coal, str and pack`() throws {
        try LuaProcess.check([
            "_P.coal(nil, 1), _P.coal(false, 1), _P.coal(2, 1)": "1\tfalse\t2",
            "_P.str(nil), _P.str(1), _P.pack(1, nil).n": "nil\t1\t2",
        ])
    }
}
