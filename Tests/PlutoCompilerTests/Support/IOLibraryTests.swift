import Testing

/// The functions of `io` and `os` that Pluto adds, with the system's own commands as the host's primitives.
@Suite struct IOLibraryTests {
    /// A host whose `fs` does each primitive with a command of the system.
    private let host = """
        (function() local function run(c) local p = io.popen(c .. " 2>&1") local t = p:read("a"):gsub("\\n$", "") \
        local ok = p:close() if ok then return t end return nil, t end \
        local function q(s) return "'" .. s .. "'" end \
        local function done(c) local t, e = run(c) return t and true, e end \
        local kinds = {["regular file"] = "file", ["regular empty file"] = "file", directory = "directory", \
        ["symbolic link"] = "link"} return {fs = { \
        stat = function(p, nofollow) local t, e = run("LC_ALL=C stat " .. (nofollow and "" or "-L ") .. \
        "-c '%F,%s,%Y,%a' " .. q(p)) if not t then return nil, e end \
        local k, s, m, b = t:match("^(.-),(%d+),(%d+),(%d+)$") \
        return kinds[k] or "other", math.tointeger(tonumber(s)), math.tointeger(tonumber(m)), tonumber(b, 8) end, \
        listdir = function(p) local t, e = run("ls -A " .. q(p)) if not t then return nil, e end \
        local l = {} for n in t:gmatch("[^\\n]+") do table.insert(l, 1, n) end return l end, \
        mkdir = function(p) return done("mkdir " .. q(p)) end, \
        chdir = function(p) return nil, "not here" end, getcwd = function() return run("pwd -P") end, \
        realpath = function(p) return run("realpath -e " .. q(p)) end, \
        chmod = function(p, m) return done(("chmod %o %s"):format(m, q(p))) end, \
        symlink = function(t, l) return done("ln -s " .. q(t) .. " " .. q(l)) end, \
        utime = function(p, t) return done("touch -d @" .. t .. " " .. q(p)) end}} end)()
        """

    @Test func `contents reads and writes whole files`() throws {
        try LuaProcess.check(
            [
                #"select('#', io.contents("f", "a\0\nb"))"#: "0",
                #"io.contents("f") == "a\0\nb", io.contents("missing"), io.contents(".")"#: "true\tnil\tnil",
                #"io.contents("f", 12), io.contents("f")"#: "nil\t12",
                #"io.contents("no/such", "x")"#: "no/such: No such file or directory",
                #"(io.contents())"#: "bad argument #1 to 'contents' (string expected, got no value)",
                #"(io.contents("f", nil))"#: "bad argument #2 to 'contents' (string expected, got nil)",
            ])
    }

    @Test func `part splits at the last slash`() throws {
        try LuaProcess.check([
            #"io.part("a/b/c.txt")"#: "a/b\tc.txt",
            #"io.part("c.txt")"#: "\tc.txt",
            #"io.part("/c")"#: "/\tc",
            #"io.part("a/b/")"#: "a/b\t",
            #"io.part("a//b")"#: "a\tb",
            #"io.part("a/b", "parent"), io.part("a/b", "name")"#: "a\tb",
            #"(io.part("a", "other"))"#: "bad argument #2 to 'part' (invalid option 'other')",
            #"(io.part())"#: "bad argument #1 to 'part' (string expected, got no value)",
        ])
    }

    @Test func `copy, rename and remove raise on failure`() throws {
        try LuaProcess.check(
            [
                #"io.contents("a", ("x"):rep(100000)), io.copy("a", "b")"#: "nil",
                #"#io.contents("b")"#: "100000",
                #"select('#', io.rename("b", "c")), io.contents("b"), #io.contents("c")"#: "0\tnil\t100000",
                #"select('#', io.remove("c")), io.contents("c")"#: "0\tnil",
                #"io.copy("missing", "b")"#: "missing: No such file or directory",
                #"io.copy(".", "b")"#: ".: Is a directory",
                #"io.copy("a", "no/such")"#: "no/such: No such file or directory",
                #"io.copy("a", "./a")"#: "./a: source and destination are the same file",
                #"#io.contents("a")"#: "100000",
                #"io.rename("missing", "b")"#: "missing: No such file or directory",
                #"io.remove("missing")"#: "missing: No such file or directory",
                #"(io.copy("a"))"#: "bad argument #2 to 'copy' (string expected, got no value)",
            ], host: host)
    }

    @Test func `exists, isfile, isdir, filesize, writetime and chmod tell what is there`() throws {
        try LuaProcess.check(
            [
                #"io.contents("f", "12345"), io.exists("f"), io.exists("."), io.exists("g")"#: "nil\ttrue\ttrue\tfalse",
                #"io.isfile("f"), io.isfile("."), io.isdir("."), io.isdir("f"), io.isdir("g")"#: "true\tfalse\ttrue\tfalse\tfalse",
                #"io.filesize("f")"#: "5",
                #"io.writetime("f", 1000000000), io.writetime("f")"#: "nil\t1000000000",
                #"io.chmod(), io.chmod("f", 420), io.chmod("f")"#: "true\tnil\t420",
                #"io.chmod("f", 384), io.chmod("f")"#: "nil\t384",
                #"io.symlink("f", "l"), io.filesize("l")"#: "nil\t5",
                #"io.unique("f", "txt"), io.contents("f.txt", ""), io.unique("f", "txt")"#: "f.txt\tnil\tf (2).txt",
                #"pcall(io.filesize, "g")"#: "false\tstat: cannot statx 'g': No such file or directory",
                #"(io.writetime("f", "x"))"#: "bad argument #2 to 'writetime' (number expected, got string)",
                #"(io.exists({}))"#: "bad argument #1 to 'exists' (string expected, got table)",
            ], host: host)
    }

    @Test func `directories are made and listed`() throws {
        try LuaProcess.check(
            [
                #"io.makedir("d"), io.makedir("d"), io.mkdir == io.makedir"#: "true\tfalse\ttrue",
                #"io.makedirs("d/e/f"), io.makedirs("d/e/f"), io.makedirs("d/g/")"#: "true\tfalse\ttrue",
                #"io.contents("d/file", "") or io.symlink("..", "d/e/up")"#: "nil",
                #"table.concat(io.listdir("d"), " "), table.concat(io.scandir("d/"), " ")"#: "d/e d/file d/g\td/e d/file d/g",
                #"table.concat(io.listdir("d", true), " ")"#: "d/e d/e/f d/e/up d/file d/g",
                #"(pcall(io.listdir, "missing")), (pcall(io.makedir, "no/such")), (pcall(io.makedirs, "d/file/x"))"#:
                    "false\tfalse\tfalse",
                #"(io.listdir())"#: "bad argument #1 to 'listdir' (string expected, got no value)",
            ], host: host)
    }

    @Test func `paths are made absolute and relative`() throws {
        try LuaProcess.check(
            [
                #"io.absolute("x") == io.currentdir() .. "/x", io.absolute("/x/../y"), io.cwd == io.currentdir"#:
                    "true\t/x/../y\ttrue",
                #"io.absolute(".", true) == io.currentdir()"#: "true",
                #"io.relative(io.currentdir() .. "/a/./b"), io.relative("."), io.relative("a/../c")"#: "a/b\t.\tc",
                #"io.relative(io.part(io.currentdir(), "parent") .. "/other")"#: "../other",
                #"io.currentdir("missing")"#: "missing: not here",
                #"(io.absolute(nil))"#: "bad argument #1 to 'absolute' (string expected, got nil)",
            ], host: host)
    }

    @Test func `functions whose primitives are missing are not there`() throws {
        try LuaProcess.check(
            [
                "io.listdir, io.exists, io.currentdir, io.chmod": "nil\tnil\tnil\tnil",
                "type(io.contents), type(io.copy), type(io.part)": "function\tfunction\tfunction",
                "os.platform, os.arch, os.unixseconds() == os.time()": "linux\tnil\ttrue",
            ])
    }
}
