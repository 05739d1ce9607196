import Foundation
import Testing

/// The prompt, on a terminal and in a pipe.
@Suite struct ConversationTests {
    /// What a conversation through a pipe writes, without the line of the version.
    private func talk(_ input: String, _ options: [String] = ["-i"]) async throws -> (output: String, errors: String) {
        let run = try await CommandRun.run(options, input: input)
        #expect(run.status == 0)
        let lines = run.output.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
        #expect(lines.first?.hasPrefix("charon ") == true)
        return (lines.count > 1 ? String(lines[1]) : "", run.errors)
    }

    @Test func `an expression shows its values, strings in quotes`() async throws {
        let (output, _) = try await talk("1 + 1\n'a\\n\"b', nil, true\n{}\n")
        #expect(output == "> 2\n> \"a\\n\\\"b\"\tnil\ttrue\n> {}\n> \n")
    }

    @Test func `a length may be asked for`() async throws {
        let (output, _) = try await talk("#{ 1, 2 }\n")
        #expect(output == "> 2\n> \n")
    }

    @Test func `a table shows what is in it`() async throws {
        let (output, _) = try await talk("{ 1, { b = 2 } }\n")
        #expect(output == "> {\n\t[1] = 1,\n\t[2] = {\n\t\t[\"b\"] = 2,\n\t},\n}\n> \n")
    }

    @Test func `a table is shown in the order of its keys, its functions by their addresses`() async throws {
        let (output, errors) = try await talk("{ b = 1, a = { print }, [2.5] = false, 'x', self = string }.a[1]\n")
        #expect(errors.isEmpty)
        #expect(output.hasPrefix("> function: "))
        let (table, _) = try await talk("local t = { b = 1, a = '2', [10] = true, 'x', 'y' } t.self = t\nt\n")
        #expect(
            table == """
                > > {
                \t[1] = "x",
                \t[2] = "y",
                \t[10] = true,
                \t["a"] = "2",
                \t["b"] = 1,
                \t["self"] = *RECURSION*,
                }
                >\u{20}

                """)
    }

    @Test func `values are shown by their own __tostring, or with the name of their class`() async throws {
        let (output, errors) = try await talk(
            """
            class Point __name = "Point" x = 3 end
            new Point()
            setmetatable({}, { __tostring = || -> "my text" })
            local point = new Point() point.x = 4
            { point }

            """)
        #expect(errors.isEmpty)
        #expect(output == """
            > > { --[[ Point ]] }
            > my text
            > > {
            \t[1] = { -- Point
            \t\t["x"] = 4,
            \t},
            }
            >\u{20}

            """)
    }

    @Test func `a class or a function declared at the prompt stays`() async throws {
        let (output, errors) = try await talk(
            "class Dog function bark() return 'woof' end end\nfunction f(n) return n + 1 end\nnew Dog():bark(), f(1)\n")
        #expect(errors.isEmpty)
        #expect(output == "> > > \"woof\"\t2\n> \n")
    }

    @Test func `what is a statement and an expression is a comparison, a call or a declaration`() async throws {
        let (output, errors) = try await talk("x = 5\nx ~= 5, x ~= 6\nx ~= 5\nx += 2\nx++\nx\ntostring(x)\n")
        #expect(errors.isEmpty)
        #expect(output == "> > false\ttrue\n> false\n> > 7\n> 8\n> \"8\"\n> \n")
    }

    @Test func `a local lasts, and functions go on sharing it`() async throws {
        let (output, errors) = try await talk(
            """
            local x = 1
            local function add(n) x = x + n return x end
            add(4)
            x = 10
            add(1)
            local x = "another"
            add(1), x

            """)
        #expect(errors.isEmpty)
        #expect(output == "> > > 5\n> > 11\n> > 12\t\"another\"\n> \n")
    }

    @Test func `a constant stays one`() async throws {
        let (output, errors) = try await talk("local c <const> = 5\nc = 6\nc\n")
        #expect(output == "> > > 5\n> \n")
        #expect(errors.contains("stdin:1: attempt to assign to const variable 'c'"))
    }

    @Test func `locals come from destructuring, classes and statements before a return`() async throws {
        let (output, errors) = try await talk(
            """
            local { a, b } = { a = 1, b = 2 }
            local class Point function get() return 7 end end
            local d = 4 return d
            a + b, new Point():get(), d

            """)
        #expect(errors.isEmpty)
        #expect(output == "> > > 4\n> 3\t7\t4\n> \n")
    }

    @Test func `an input that is not complete goes on`() async throws {
        let (output, errors) = try await talk("for i = 1, 2 do\nprint(i)\nend\n(1 +\n2)\n")
        #expect(errors.isEmpty)
        #expect(output == "> >> >> 1\n2\n> >> 3\n> \n")
    }

    @Test func `an input that never becomes complete is an error at the end`() async throws {
        let (output, errors) = try await talk("while true do\n")
        #expect(output == "> >> \n")
        #expect(errors.contains("near <eof>"))
    }

    @Test func `an error shows its traceback, and the session goes on`() async throws {
        let (output, errors) = try await talk("local kept = 1\nerror('boom')\n1 + * 2\nkept\n")
        #expect(output == "> > > > 1\n> \n")
        #expect(errors.contains("stdin:1: boom\nstack traceback:\n"))
        #expect(errors.contains("stdin:1: unexpected symbol near '*'\n 1 | 1 + * 2\n   |     ^\n"))
    }

    @Test func `sockets and schedulers work at the prompt`() async throws {
        let (output, errors) = try await talk(
            """
            local { socket, scheduler } = require "*"
            local l = socket.listen("127.0.0.1:0")
            local c = socket.connect("127.0.0.1", select(2, l:getlocal()))
            local s = l:accept()
            c:send("hello")
            s:recv()
            local sched = new scheduler()
            sched:add(function() s:send("back") coroutine.yield() print(c:recv()) end)
            sched:run()

            """)
        #expect(errors.isEmpty)
        #expect(output.hasSuffix("> back\n> \n"))
        #expect(output.contains("\"hello\""))
    }

    @Test func `the prompt follows the actions, and can be changed`() async throws {
        let (output, _) = try await talk("x\n", ["-i", "-e", "x = 5 _PROMPT = '$ '"])
        #expect(output == "$ 5\n$ \n")
    }

    @Test func `a failing action ends before the prompt`() async throws {
        let run = try await CommandRun.run(["-i", "-e", "error('no', 0)"], input: "1\n")
        #expect(run.status == 1)
        #expect(!run.output.contains("> "))
    }
}
