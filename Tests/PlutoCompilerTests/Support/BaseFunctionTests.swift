import Testing

/// The functions of the base library that Pluto adds or changes.
@Suite struct BaseFunctionTests {
    @Test func `assert names the line of its caller`() throws {
        try LuaProcess.check([
            "(assert(false))": "assertion failed!",
            "(assert(nil, 'own message'))": "own message",
            "select(2, pcall(assert, false, 'msg'))": "msg",
            "type(select(2, pcall(assert, false, {})))": "table",
            "select('#', assert(1, 2, 3)), assert(1, 'unused')": "3\t1\tunused",
            "(assert())": "bad argument #1 to 'assert' (value expected)",
            "select(2, pcall(assert, false, nil))": "nil",
        ])
    }

    @Test func `tonumber reads binary and octal numerals`() throws {
        try LuaProcess.check([
            "tonumber('0b101'), tonumber('0B1'), tonumber('0o17'), tonumber(' -0b11 '), tonumber('+0o7')":
                "5\t1\t15\t-3\t7",
            "tonumber('0b' .. ('1'):rep(64)), tonumber('0b1' .. ('0'):rep(64))": "-1\t0",
            "tonumber('0b'), tonumber('0b2'), tonumber('0o8'), tonumber('1_0'), tonumber('0b1.0')": "nil\tnil\tnil\tnil\tnil",
            "tonumber('0x1F'), tonumber('1e1'), tonumber(5), tonumber('x'), tonumber({})": "31\t10.0\t5\tnil\tnil",
            "tonumber('12', 3), tonumber('zz', 36), tonumber('0b1', 16), tonumber('8', 8)": "5\t1295\t177\tnil",
            "tonumber(nil), select('#', tonumber('x'))": "nil\t1",
            "(tonumber())": "bad argument #1 to 'tonumber' (value expected)",
            "(tonumber(1, 2))": "bad argument #1 to 'tonumber' (string expected, got number)",
            "(tonumber('1', 37))": "bad argument #2 to 'tonumber' (base out of range)",
            "(tonumber('1', {}))": "bad argument #2 to 'tonumber' (number expected, got table)",
            "utonumber('12.5'), utonumber('0b1'), utostring(7), utostring(1.5)": "12.5\t1\t7\t1.5",
        ])
    }

    @Test func `getmetatable hides the metatable of booleans`() throws {
        try LuaProcess.check([
            "getmetatable(true), getmetatable(false), getmetatable({}), getmetatable(1)": "nil\tnil\tnil\tnil",
            "getmetatable(setmetatable({}, {__metatable = 'locked'})), type(getmetatable(''))": "locked\ttable",
            "(getmetatable())": "bad argument #1 to 'getmetatable' (value expected)",
        ])
    }

    @Test func `range makes arrays of integers and refuses absurd ones at once`() throws {
        try LuaProcess.check([
            "table.concat(range(4), ','), table.concat(range(2, 5), ','), table.concat(range(1, 10, 4), ',')":
                "1,2,3,4\t2,3,4,5\t1,5,9",
            "#range(0), #range(5, 1), #range(1, 5, -1), #range(-3)": "0\t0\t0\t0",
            "table.concat(range(math.maxinteger - 1, math.maxinteger), ',')": "9223372036854775806,9223372036854775807",
            "(range(1e18))": "too many elements in a range",
            "(range(math.mininteger, math.maxinteger))": "too many elements in a range",
            "(range(1, 5, 0))": "bad argument #3 to 'range' (the step is zero)",
            "(range(1.5))": "bad argument #1 to 'range' (number has no integer representation)",
            "(range())": "bad argument #1 to 'range' (number expected, got no value)",
            "(range(1, 'x'))": "bad argument #2 to 'range' (number expected, got string)",
        ])
    }

    @Test func `compareversions orders versions and their pre-releases`() throws {
        try LuaProcess.check([
            "compareversions('1.2.0', '1.10.0'), compareversions('2.0', '2.0.0'), compareversions('3', '2.9')": "-1\t0\t1",
            "compareversions('2.1.0', '2.1.0-rc'), compareversions('2.1.0-rc', '2.1.1')": "1\t-1",
            "compareversions('1.0-rc9', '1.0-rc10'), compareversions('1.0-rc', '1.0-rc1')": "-1\t-1",
            "compareversions('1.0-alpha', '1.0-beta'), compareversions('v1.0', '1.0+build')": "-1\t0",
            "compareversions('1.00000000000000000000002', '1.00000000000000000000001')": "1",
            "compareversions('', ''), compareversions('', '1')": "0\t-1",
            "(compareversions('1'))": "bad argument #2 to 'compareversions' (string expected, got no value)",
        ])
    }

    @Test func `sdiv and smod truncate, udiv and umod are unsigned`() throws {
        try LuaProcess.check([
            "sdiv(-7, 2), smod(-7, 2), sdiv(7, -2), smod(7, -2), sdiv(-8, 2)": "-3\t-1\t-3\t1\t-4",
            "sdiv(math.mininteger, -1) == math.mininteger, smod(math.mininteger, -1)": "true\t0",
            "udiv(7, 2), umod(7, 2), udiv(-1, 2) == math.maxinteger, umod(-1, 10)": "3\t1\ttrue\t5",
            "udiv(-1, -2), umod(-1, -2), udiv(1, -1), umod(1, -1), udiv(math.mininteger, 3)":
                "1\t1\t0\t1\t3074457345618258602",
            "(sdiv(1, 0))": "attempt to divide by zero",
            "(smod(1, 0))": "attempt to divide by zero",
            "(udiv(1, 0))": "attempt to divide by zero",
            "(umod(1, 0))": "attempt to divide by zero",
            "(sdiv(1.5, 1))": "bad argument #1 to 'sdiv' (number has no integer representation)",
            "(umod(1))": "bad argument #2 to 'umod' (number expected, got no value)",
        ])
    }

    @Test func `wcall gives the text of the warnings and restores what was`() throws {
        try LuaProcess.check([
            "wcall(function() warn('first') warn('sec', 'ond', 3) end)": #"first\nsecond3\n"#,
            "wcall(function() warn('a') warn(#wcall(function() warn('in') end)) warn('b') end)": #"a\n3\nb\n"#,
            "wcall(function() end)": "",
            "(wcall(function() error('own', 0) end))": "own",
            "wcall(function() warn('again') end)": #"again\n"#,
            "(wcall(5))": "bad argument #1 to 'wcall' (function expected, got number)",
            "(warn())": "bad argument #1 to 'warn' (string expected, got no value)",
            "(warn('x', {}))": "bad argument #2 to 'warn' (string expected, got table)",
        ])
    }

    @Test func `callonce runs once for each place`() throws {
        let output = try LuaProcess.output(
            of: """
                local n = 0
                local function make() n = n + 1 return n end
                for _ = 1, 3 do io.write(callonce(make), " ") end
                for _ = 1, 3 do io.write(callonce(make), " ") end
                for _ = 1, 3 do io.write(callonce(make, 1), callonce(make, 2), " ") end
                for _ = 1, 3 do io.write(tostring(callonce(function() n = n + 1 end)), " ") end
                pcall(callonce, error, 9)
                print(n, callonce(make, 9), (pcall(callonce, 5)))
                """)
        #expect(output == "1 1 1 2 2 2 34 34 34 nil nil nil 5\t6\tfalse\n")
    }

    @Test func `dumpvar shows values as people read them`() throws {
        try LuaProcess.check([
            #"dumpvar(nil), dumpvar(12), dumpvar(true), dumpvar("a\"b"), dumpvar({}), dumpvar()"#:
                #"nil\t12\ttrue\tstring(3) "a\"b"\t{}\t(no value)"#.replacingTabs,
            #"dumpvar("\xff")"#: #"string(1) "\255""#,
            #"dumpvar({1, "two", {3}})"#: #"{\n\t[1] = 1,\n\t[2] = string(3) "two",\n\t[3] = {\n\t\t[1] = 3,\n\t},\n}"#
                .replacingTabs,
            #"dumpvar({k = false})"#: #"{\n\t["k"] = false,\n}"#.replacingTabs,
            "(function() local t = {} t.me = t return dumpvar(t) end)()": #"{\n\t["me"] = *RECURSION*,\n}"#.replacingTabs,
            "(function() local s = {} return dumpvar({s, s}) end)()": #"{\n\t[1] = {},\n\t[2] = {},\n}"#.replacingTabs,
            "dumpvar(setmetatable({1}, {__name = 'N'}))": #"{ -- N\n\t[1] = 1,\n}"#.replacingTabs,
            "dumpvar(setmetatable({}, {__name = 'N'}))": "{ --[[ N ]] }",
            "dumpvar(print):match('^function: builtin') or dumpvar(print):match('^function: ')": "function: ",
            #"(dumpvar(function() end):match('^function "'))"#: #"function ""#,
            "(function() local t = {} for _ = 1, 1000 do t = {t} end dumpvar(t) end)()": "table is nested too deeply",
        ])
    }

    @Test func `exportvar writes text that load reads back`() throws {
        try LuaProcess.check([
            #"exportvar({1, "two", {k = true}})"#: #"{\n\t[1] = 1,\n\t[2] = "two",\n\t[3] = {\n\t\t["k"] = true,\n\t},\n}"#
                .replacingTabs,
            "exportvar(1/0), exportvar(-1/0), exportvar(0/0), exportvar(math.mininteger)":
                "math.huge\t-math.huge\t0/0\tmath.mininteger",
            "exportvar(0.1), exportvar(1e15), exportvar(3.0), exportvar(1/3)": "0.1\t1e+15\t3.0\t0.3333333333333333",
            "load('return ' .. exportvar(1/3))() == 1/3, load('return ' .. exportvar(2^53))() == 2^53": "true\ttrue",
            #"load("return " .. exportvar("a\n\0\xff\r"))() == "a\n\0\xff\r""#: "true",
            "load('return ' .. exportvar({a = {1, 2}, [1.5] = 'x'}))().a[2]": "2",
            "load('return ' .. exportvar(function(x) return x + 1 end))()(2)": "3",
            "(function() local t = {} t[1] = t exportvar(t) end)()": "Can't export recursive table",
            "(exportvar(print))": "Can't export C function",
            "(exportvar({io.stdout}))": "can not export variables of type userdata",
            "(exportvar(coroutine.create(print)))": "can not export variables of type thread",
            "(exportvar())": "bad argument #1 to 'exportvar' (value expected)",
        ])
    }

    @Test func `an exception knows the line of its new`() throws {
        let output = try LuaProcess.output(
            of: """
                local ok, e = pcall(function()
                  _P.new(exception, "broken")
                end)
                print(ok, e.what, e.where, e, _P.instanceof(e, exception))
                local Child, Grandchild = {}, {}
                _P.extends(Child, exception)
                function Child.__construct(self, w) exception.__construct(self, w .. "!") end
                _P.extends(Grandchild, Child)
                ok, e = pcall(function()
                  _P.new(Grandchild, "slow")
                end)
                print(e, _P.instanceof(e, Child), _P.instanceof(e, exception), getmetatable(e) == Grandchild)
                print(pcall(exception.__construct, {}, "x"))
                print(pcall(exception, "x"))
                """)
        #expect(
            output == """
                false\tbroken\tstdin:2\tstdin:2: broken\ttrue
                stdin:10: slow!\ttrue\ttrue\ttrue
                false\tan exception is made by 'new exception(...)'
                false\tattempt to call a table value

                """)
    }

    @Test func `xresume gives the values alone and rethrows errors unchanged`() throws {
        try LuaProcess.check([
            "coroutine.xresume(coroutine.create(function(...) return ... end), 1, nil, 3)": "1\tnil\t3",
            "(coroutine.xresume(coroutine.create(function() error('plain', 0) end)))": "plain",
            "(coroutine.xresume(coroutine.running()))": "cannot resume non-suspended coroutine",
            "coroutine.create(print):status()": "suspended",
            "(coroutine.xresume(5))": "bad argument #1 to 'xresume' (thread expected, got number)",
        ])
    }

    @Test func `the library goes on working when a script takes Lua's functions away`() throws {
        let output = try LuaProcess.output(
            of: """
                local print, call, t = print, pcall, {3, 1}
                string.find, string.sub, string.format, table.concat, table.sort = nil
                type, error, next, pcall, select, tostring, math, io = nil
                print(("a,b"):split(",")[2], (" x "):strip(), ("x"):contains("x"), _P.in_("b", "abc"))
                print(dumpvar("q"), range(3)[3], compareversions("1.2", "1.10"), _P.call(t, "max"), "x" .. true)
                string, table, G = nil
                print(_P.call(t, "back"), _P.iter(t) ~= nil, call(_P.mi, t, "nothing"))
                """)
        #expect(
            output == """
                b\tx\ttrue\ttrue
                string(1) "q"\t3\t-1\t3\txtrue
                1\ttrue\tfalse\tattempt to call a nil value (method 'nothing')

                """)
    }
}

extension String {
    /// The same text with tabulators for `\t`.
    fileprivate var replacingTabs: String {
        split(separator: #"\t"#, omittingEmptySubsequences: false).joined(separator: "\t")
    }
}
