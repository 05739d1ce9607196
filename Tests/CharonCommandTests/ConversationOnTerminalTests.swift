import Foundation
import TestSupport
import Testing

/// The prompt with the line editor.
@Suite struct ConversationOnTerminalTests {
    private static let prompt = "> "

    /// A loop that an interrupt must end. The thread sanitizer hands out the signals that it has kept back where C's library
    /// is called, so with it the loop calls something of that.
    private static let endlessLoop = CommandRun.hasThreadSanitizer ? "while true do ('%f'):format(1) end" : "while true do end"

    private func start(_ environment: [String: String] = [:]) throws -> Terminal {
        let terminal = try Terminal([], environment: environment)
        try terminal.read(to: "Lua 5.4\r\n")
        try terminal.read(to: Self.prompt)
        return terminal
    }

    @Test func `a line is edited, run and shown, and the end of input leaves`() throws {
        let terminal = try start()
        terminal.type("6 * 8\u{7F}7\n")
        try terminal.read(to: "\n42\r\n")
        try terminal.read(to: Self.prompt)
        terminal.type("\u{4}")
        #expect(terminal.wait() == 0)
    }

    @Test func `names and fields are completed, and choices are listed`() throws {
        let terminal = try start()
        terminal.type("local zebra = { alpha = 21 * 2 }\n")
        try terminal.read(to: "}\r\n")
        try terminal.read(to: Self.prompt)
        terminal.type("zeb\t.al\t\n")
        try terminal.read(to: "\n42\r\n")
        terminal.type("string.re\t")
        try terminal.read(to: "rep      replace  reverse")
        terminal.type("v\t('abc')\n")
        try terminal.read(to: "\n\"cba\"\r\n")
    }

    @Test func `methods of a socket are completed`() throws {
        let terminal = try start()
        terminal.type("listener = require 'socket'.listen('127.0.0.1:0')\n")
        try terminal.read(to: "0')\r\n")
        try terminal.read(to: Self.prompt)
        terminal.type("listener:hasc\t()\n")
        try terminal.read(to: "\nfalse\r\n")
    }

    /// Waits for the message and the prompt behind it, where an expression of the value 42 still has that value.
    private func expectInterruption(_ terminal: Terminal, keeping expression: String) throws {
        try terminal.read(to: "interrupted!")
        try terminal.read(to: "\n> ")
        terminal.type(expression + "\n")
        try terminal.read(to: "\n42\r\n")
    }

    @Test(arguments: [endlessLoop, "os.sleep(1000000)", "require 'socket'.listen('127.0.0.1:0'):accept()"])
    func `an interrupt ends what runs and keeps the session`(_ endless: String) throws {
        let terminal = try start()
        terminal.type("mark = 41; print('runs') \(endless)\n")
        try terminal.read(to: "\nruns\r\n")
        terminal.type("\u{3}")
        try expectInterruption(terminal, keeping: "mark + 1")
    }

    @Test func `a second interrupt ends even a loop that catches the first`() throws {
        let terminal = try start()
        // It calls something of C's library, where the thread sanitizer hands out the signals that it has kept back.
        terminal.type("while true do pcall(function() print('runs') while true do ('%f'):format(1) end end) end\n")
        try terminal.read(to: "\nruns\r\n")
        terminal.type("\u{3}")
        try terminal.read(to: "runs\r\n")
        terminal.type("\u{3}")
        try expectInterruption(terminal, keeping: "6 * 7")
    }

    @Test func `an interrupt at the prompt drops the input`() throws {
        let terminal = try start()
        terminal.type("for i = 1, 3 do\n")
        try terminal.read(to: ">> ")
        terminal.type("print(i)\u{3}")
        try terminal.read(to: "^C\r\n")
        try terminal.read(to: Self.prompt)
        terminal.type("6 * 7\n")
        try terminal.read(to: "\n42\r\n")
    }

    @Test func `after a stop the line is shown again and goes on being edited`() throws {
        let terminal = try start()
        terminal.type("6 * 8")
        try terminal.read(to: "6 * 8")
        terminal.stopAndContinue()
        try terminal.read(to: "6 * 8")
        terminal.type("\u{7F}7\n")
        try terminal.read(to: "\n42\r\n")
    }

    @Test func `many lines that come at once are run one after the other`() throws {
        let terminal = try start()
        terminal.type((1...100).map { "n = (n or 0) + \($0)\n" }.joined() + "for i = 1, 2 do\nn = n + 1\nend\nn, 'sum'\n")
        try terminal.read(to: "\n5052\t\"sum\"\r\n")
    }

    @Test func `characters outside of ASCII are edited as what they are`() throws {
        let terminal = try start()
        terminal.type("'äöü\u{7F}' .. 'x'\n")
        try terminal.read(to: "\n\"äöx\"\r\n")
    }

    @Test func `lines are remembered from one session to the next`() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let path = folder.path + "/history"
        let first = try start(["CHARON_HISTORY": path])
        first.type("40 + 2\n")
        try first.read(to: "\n42\r\n")
        try first.read(to: Self.prompt)
        first.type(" 'secret'\n")
        try first.read(to: "\n\"secret\"\r\n")
        try first.read(to: Self.prompt)
        first.type("\u{4}")
        #expect(first.wait() == 0)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "40 + 2\n")
        let second = try start(["CHARON_HISTORY": path])
        second.type("\u{1B}[A\n")
        try second.read(to: "\n42\r\n")
    }

    @Test func `a signal to end is obeyed at the prompt`() throws {
        let terminal = try start()
        terminal.end()
        #expect(terminal.wait() == 128 + SIGTERM)
    }

    @Test func `without libedit lines are read plainly, and the user is told`() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        // What is found first and is no library keeps the real one from being found.
        for name in ["libedit.so.2", "libedit.so.0"] { try folder.write("none", to: name) }
        let terminal = try Terminal([], environment: ["LD_LIBRARY_PATH": folder.path])
        try terminal.read(to: "charon: lines cannot be edited, since libedit is not installed\r\n")
        try terminal.read(to: Self.prompt)
        terminal.type("6 * 7\n")
        try terminal.read(to: "\n42\r\n")
        try terminal.read(to: Self.prompt)
        terminal.type("while true do\n")
        try terminal.read(to: "\n>> ")
        terminal.type("\u{3}")
        try terminal.read(to: Self.prompt)
        terminal.type("\u{4}")
        #expect(terminal.wait() == 0)
    }

    @Test func `a terminal that cannot place its cursor reads plainly, and nothing is told`() throws {
        let terminal = try Terminal(["-e", "print('first')", "-i"], environment: ["TERM": "dumb"])
        #expect(try !terminal.read(to: "\n> ").contains("libedit"))
        terminal.type("6 * 7\n")
        try terminal.read(to: "\n42\r\n")
    }

    @Test func `errors have colours where the terminal shows them`() throws {
        let terminal = try start(["NO_COLOR": ""])
        terminal.type("1 + * 2\n")
        try terminal.read(to: "\u{1B}[")
        try terminal.read(to: "unexpected symbol near '*'")
        try terminal.read(to: "\n> ")
        terminal.type("6 * 7\n")
        try terminal.read(to: "\n42\r\n")
    }
}
