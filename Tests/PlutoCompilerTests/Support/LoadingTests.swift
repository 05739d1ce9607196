import TestSupport
import Testing

/// `load`, `loadfile`, `dofile` and `require` with a translator.
///
/// The translator of these tests takes Lua, in which `@@` stands for a construct that Lua lacks.
@Suite struct LoadingTests {
    /// A host whose `compile` writes the wrapper that translated chunks have.
    private let host = """
        { compile = function(source, name) if source:find("SYNTAX") then return nil, name .. ": no syntax" end \
        return "local _P = ... return function(...) " .. source:gsub("@@", "_P.coal") .. "\\nend" end }
        """

    @Test func `load translates text`() throws {
        try LuaProcess.check(
            [
                "load('return @@(nil, ...)')(7)": "7",
                "load('SYNTAX', '=name')": "nil\t=name: no syntax",
                "load('SYNTAX')": "nil\tSYNTAX: no syntax",
                "load('\\n\\nerror(\"here\")', '=chunk')()": "chunk:3: here",
                "load('error(\"here\")', '@file')()": "file:1: here",
                #"load('error("here")')()"#: #"[string "error("here")"]:1: here"#,
                "load('x = 1 return x', '=c', 't', {})()": "1",
                "x": "nil",
                "load('return y', '=c', nil, {y = 3})()": "3",
                "pcall(load('return y', '=c', nil, nil))": "false\tc:1: attempt to index a nil value (upvalue '_ENV')",
                "load('return 1', '=c', 'b')": "nil\tattempt to load a text chunk (mode is 'b')",
                "load('= 1', '=c')": "nil\tc:1: unexpected symbol near '='",
                "load(string.dump(function() return 'code' end))()": "code",
                "load(string.dump(function() end), '=c', 't')": "nil\tattempt to load a binary chunk (mode is 't')",
                "(load())": "bad argument #1 to 'load' (function expected, got no value)",
                "(load('', {}))": "bad argument #2 to 'load' (string expected, got table)",
            ], host: host)
    }

    @Test func `load takes pieces from a function that cannot yield`() throws {
        try LuaProcess.check(
            [
                "load(pieces('return ', '@@(', 'nil, 4)'))()": "4",
                "load(pieces('return 1', '', 'never'))()": "1",
                "load(pieces())() == nil": "true",
                "select(2, load(pieces('return ', {}))):match('^stdin:%d+: (.*)')": "reader function must return a string",
                "load(function() error('reader', 0) end)": "nil\treader",
                "load(pieces('SYNTAX'))": "nil\t=(load): no syntax",
                "load(pieces('return 1'), '=c', 'b')": "nil\tattempt to load a text chunk (mode is 'b')",
                "load(pieces(string.dump(function() return 'code' end)))()": "code",
                "coroutine.wrap(function() return load(function() return coroutine.isyieldable() and 'return 1' or nil end) end)() == nil":
                    "false",
                "select(2, coroutine.wrap(function() return load(coroutine.yield) end)())":
                    "attempt to yield across a C-call boundary",
            ],
            setup: "local function pieces(...) local p, i = {...}, 0 return function() i = i + 1 return p[i] end end",
            host: host)
    }

    @Test func `loadfile and dofile skip a first line with a hash sign`() throws {
        let process = try LuaProcess()
        try process.folder.write("#!/usr/bin/env charon\nerror('line ' .. @@(nil, ...))", to: "hash.pluto")
        try process.folder.write("\u{FEFF}#x\nreturn 'mark'", to: "mark.pluto")
        try process.folder.write("return coroutine.yield('from file')", to: "yield.pluto")
        try process.folder.write("SYNTAX", to: "bad.pluto")
        try process.folder.write("#only", to: "only.pluto")
        let output = try process.run(
            """
            print(pcall(loadfile("hash.pluto"), 5))
            print(loadfile("mark.pluto")(), dofile("mark.pluto"), select("#", dofile("only.pluto")))
            print(loadfile("bad.pluto"))
            print(pcall(dofile, "bad.pluto"))
            print(loadfile("missing.pluto"))
            print(loadfile("."))
            local co = coroutine.wrap(function() return dofile("yield.pluto") end)
            print(co(), co("back"))
            print(loadfile("mark.pluto", "b"))
            print(setmetatable({}, {__index = _G}), loadfile("mark.pluto", "t", {})())
            io.open("code", "wb"):write("#x\\n", string.dump(function() return "code" end)):close()
            print(loadfile("code")(), pcall(dofile, {}))
            """, host: host)
        let lines = output.split(separator: "\n").map(String.init)
        #expect(
            lines.enumerated().filter { $0.offset != 8 }.map(\.element) == [
                "false\thash.pluto:2: line 5", "mark\tmark\t0", "nil\t@bad.pluto: no syntax", "false\t@bad.pluto: no syntax",
                "nil\tcannot open missing.pluto: No such file or directory", "nil\tcannot read .: Is a directory", "from file\tback",
                "nil\tattempt to load a text chunk (mode is 'b')",
                "code\tfalse\tbad argument #1 to 'dofile' (string expected, got table)",
            ])
        #expect(lines.dropFirst(8).first?.hasSuffix("\tmark") == true)
    }

    @Test func `require finds Pluto files beside Lua files`() throws {
        let process = try LuaProcess()
        try process.folder.write("return { name = ..., file = select(2, ...), value = @@(nil, 1) }", to: "mod.pluto")
        try process.folder.write("return 'lua'", to: "mod.lua")
        try process.folder.write("return 'only lua'", to: "other.lua")
        try process.folder.write("coroutine.yield()", to: "yields.pluto")
        try process.folder.write("SYNTAX", to: "bad.pluto")
        let output = try process.run(
            """
            package.path = "./?.lua"
            local m, file = require("mod")
            print(m.name, m.file, m.value, file, require("mod") == m)
            print(require("other"))
            print(pcall(require, "bad"))
            print(coroutine.resume(coroutine.create(function() require("yields") end)))
            local ok, message = pcall(require, "nothing")
            print(ok, message:match("no file './nothing.pluto'\\n\\tno file './nothing.lua'") ~= nil)
            package.path = nil
            print(select(2, pcall(require, "nothing")))
            """, host: host)
        #expect(
            output == """
                mod\t./mod.pluto\t1\t./mod.pluto\ttrue
                only lua\t./other.lua
                false\terror loading module 'bad' from file './bad.pluto':
                \t@./bad.pluto: no syntax
                false\tattempt to yield across a C-call boundary
                false\ttrue
                'package.path' must be a string

                """)
    }

    @Test func `require finds libraries by both names and by the star`() throws {
        let host = "{ libraries = { one = function() io.write('made ') return { n = 1 } end, two = function() return {} end } }"
        let output = try LuaProcess.output(
            of: """
                print(type(package.preload.one), package.preload["pluto:one"], one)
                print(rawequal(require "one", require "pluto:one"), select(2, require "two"))
                package.preload.mine = function(name) return { name = name } end
                local all = require "*"
                print(rawequal(all.one, require "one"), rawequal(all, require "pluto:*"), rawget(all, "*"), all.mine.name)
                print(require "mine".name, require "pluto:mine".name)
                print(pcall(require, "pluto:nope"))
                print(pcall(function() local r = require "pluto:nope" end))
                _P.offer("late", function() return { late = true } end)
                print(require "pluto:late".late, select(2, pcall(require, "nope")):match("^module 'nope' not found"))
                """, host: host)
        #expect(
            output == """
                function\tnil\tnil
                made true\t:preload:
                true\ttrue\tnil\tmine
                mine\tpluto:mine
                false\t'nope' is not a valid pluto library
                false\tstdin:8: 'nope' is not a valid pluto library
                true\tmodule 'nope' not found

                """)
    }
}
