import Foundation
import TestSupport
import Testing

/// The words of the command and its exit status. Source: lua(1).
@Suite struct CommandLineTests {
    private func run(_ words: String..., input: String = "") async throws -> CommandRun {
        try await CommandRun.run(words, input: input)
    }

    /// A script in a file of its own, removed after `body`.
    private func withScript<Result>(
        _ source: String, name: String = "script.pluto", _ body: (URL) async throws -> Result
    ) async throws -> Result {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        return try await body(try folder.write(source, to: name))
    }

    @Test func `a script gets its arguments and the words before it`() async throws {
        try await withScript("print(select('#', ...), ...)\nprint(#arg, arg[1], arg[2], arg[-1])") {
            let run = try await run("-W", $0.path, "one", "-e", "--")
            #expect(run.output == "3\tone\t-e\t--\n3\tone\t-e\t-W\n")
            #expect(run.status == 0)
        }
    }

    @Test func `-e runs texts in their order and then the script`() async throws {
        try await withScript("print('script', x)") {
            let run = try await run("-e", "x = 1", "-ex = x + 1", $0.path)
            #expect(run.output == "script\t2\n")
        }
        #expect(try await run("-e", "print(...)", input: "print('not read')").output == "\n")
    }

    @Test func `-l requires a library into a global`() async throws {
        let run = try await run("-l", "socket", "-lscheduler", "-e", "print(type(socket.connect), type(scheduler))")
        #expect(run.output == "function\ttable\n")
        let missing = try await self.run("-l", "nope", "-e", "print('not reached')")
        #expect(missing.status == 1)
        #expect(missing.output.isEmpty)
        #expect(missing.errors.contains("module 'nope' not found"))
    }

    @Test func `-W turns warnings on`() async throws {
        #expect(try await run("-e", "warn('one')").errors.isEmpty)
        #expect(try await run("-W", "-e", "warn('one', ' two')").errors == "Lua warning: one two\n")
    }

    @Test func `-E ignores where the environment says that libraries are`() async throws {
        let environment = ["LUA_PATH": "/nonexistent/?.lua", "LUA_CPATH_5_4": "/nonexistent/?.so"]
        let text = "print(package.path:find('nonexistent') ~= nil, package.cpath:find('nonexistent') ~= nil)"
        let heeding = try await CommandRun.run(["-e", text], environment: environment)
        #expect(heeding.output == "true\ttrue\n")
        let ignoring = try await CommandRun.run(["-E", "-e", text], environment: environment)
        #expect(ignoring.output == "false\tfalse\n")
    }

    @Test func `-v tells the version, and a script still runs`() async throws {
        let alone = try await run("-v", input: "print('not read')")
        #expect(alone.output.hasPrefix("charon "))
        #expect(alone.output.contains("Lua 5.4"))
        #expect(alone.output.split(separator: "\n").count == 1)
        #expect(try await run("-v", "-e", "print('ran')").output.hasSuffix("\nran\n"))
    }

    @Test func `a script comes from the standard input when it is a pipe or is named so`() async throws {
        #expect(try await run(input: "print('piped', ...)").output == "piped\n")
        #expect(try await run("-", "a", "b", input: "print('piped', arg[0], ...)").output == "piped\t-\ta\tb\n")
        #expect(try await run("-W", input: "warn('on')").errors == "Lua warning: on\n")
        let failing = try await run("-", input: "\nerror('here')")
        #expect(failing.status == 1)
        #expect(failing.errors.hasPrefix("charon: stdin:2: here\nstack traceback:\n"))
    }

    @Test func `running a script does not load the line editor`() async throws {
        let text = "for line in io.lines('/proc/self/maps') do if line:find('libedit') then print(line) end end print('read')"
        #expect(try await run("-e", text).output == "read\n")
    }

    @Test func `-- ends the options`() async throws {
        try await withScript("print('ran', ...)", name: "-e") {
            let run = try await CommandRun.run(["--", "-e", "-v"], folder: $0.deletingLastPathComponent())
            #expect(run.output == "ran\t-v\n")
        }
    }

    @Test func `a first line that begins with a hash is skipped, and lines keep their numbers`() async throws {
        try await withScript("#!/usr/bin/env charon\nprint('ran')\nerror('third')") {
            let run = try await run($0.path)
            #expect(run.output == "ran\n")
            #expect(run.errors.contains("script.pluto:3: third"))
        }
    }

    @Test(arguments: [
        ["-x"], ["--nope"], ["-e"], ["-l"], ["--workers"], ["--workers", "0"], ["--workers", "x"], ["--emit-lua"],
    ])
    func `wrong words are told with the usage, and end with status 2`(_ words: [String]) async throws {
        let run = try await CommandRun.run(words)
        #expect(run.status == 2)
        #expect(run.output.isEmpty)
        #expect(run.errors.hasPrefix("charon: "))
        #expect(run.errors.contains("usage: charon [options] [script [args]]"))
    }

    @Test(arguments: [
        ("return 5", Int32(0)), ("os.exit()", 0), ("os.exit(true)", 0), ("os.exit(false)", 1), ("os.exit(7)", 7),
        ("os.exit(300)", 44), ("os.exit(3, true)", 3), ("error('x')", 1), ("error()", 1), ("error({})", 1),
        ("local x = = 1", 1), ("coroutine.wrap(|| -> os.exit(9))()", 9), ("pcall(os.exit, 4)", 4),
        ("local t <close> = setmetatable({}, { __close = || -> os.exit(6) })", 6),
    ])
    func `the exit status is Lua's`(_ source: String, _ status: Int32) async throws {
        #expect(try await run("-e", source).status == status)
    }

    @Test func `an error is told with its traceback on the standard error`() async throws {
        try await withScript("local function inner()\n  error('deep')\nend\nprint('before')\ninner()") {
            let run = try await run($0.path)
            #expect(run.status == 1)
            #expect(run.output == "before\n")
            let lines = run.errors.split(separator: "\n")
            #expect(lines.first?.hasPrefix("charon: ") == true)
            #expect(lines.first?.hasSuffix("script.pluto:2: deep") == true)
            #expect(lines.dropFirst().first == "stack traceback:")
            #expect(run.errors.contains("script.pluto:2: in "))
            #expect(run.errors.contains("script.pluto:5: in "))
        }
    }

    @Test func `error values of other kinds are told as Lua tells them`() async throws {
        let table = try await run("-e", "error({})")
        #expect(table.errors.hasPrefix("charon: (error object is a table value)\n"))
        let nothing = try await run("-e", "error()")
        #expect(nothing.errors.hasPrefix("charon: (error object is a nil value)\n"))
        let object = "error(setmetatable({}, { __tostring = || -> 'an object' }))"
        #expect(try await run("-e", object).errors == "charon: an object\n")
    }

    @Test func `a script that is not there, or not readable, ends with status 1`() async throws {
        let missing = try await run("/nonexistent/script.pluto")
        #expect(missing.status == 1)
        #expect(missing.errors == "charon: cannot open /nonexistent/script.pluto: No such file or directory\n")
        #expect(try await run("/").status == 1)
    }

    @Test func `a source error runs nothing and names the line`() async throws {
        try await withScript("print('not reached')\nlocal = 5") {
            let run = try await run($0.path)
            #expect(run.status == 1)
            #expect(run.output.isEmpty)
            #expect(run.errors.contains("script.pluto:2:"))
        }
    }
}
