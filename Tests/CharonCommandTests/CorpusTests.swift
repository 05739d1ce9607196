import Foundation
import Testing

/// Plain Lua programs, run by Lua's own interpreter and by the command.
@Suite struct CorpusTests {
    private static let folder = CommandRun.package.appending(path: "Tests/Corpus")
    private static let programs =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter { $0.hasSuffix(".lua") }.sorted()

    /// An interpreter's message without the interpreter's name and the traceback.
    private func message(_ errors: String, of interpreter: String) -> String {
        let text = errors.hasPrefix(interpreter + ": ") ? String(errors.dropFirst(interpreter.count + 2)) : errors
        return text.components(separatedBy: "stack traceback:")[0]
    }

    @Test(arguments: programs)
    func `a Lua program does what it does under Lua`(_ program: String) async throws {
        let lua = try await CommandRun.run(
            URL(fileURLWithPath: "/usr/bin/env"), ["lua5.4", program], folder: Self.folder)
        let charon = try await CommandRun.run([program], folder: Self.folder)
        #expect(charon.output == lua.output)
        #expect(charon.status == lua.status)
        #expect(message(charon.errors, of: "charon") == message(lua.errors, of: "lua5.4"))
    }

    @Test func `the corpus is found`() {
        #expect(Self.programs.count > 30)
    }

    @Test func `a traceback ends in the main chunk`() async throws {
        let run = try await CommandRun.run(["-e", "local function f() error('x') end f()"])
        #expect(run.errors.hasSuffix("\n\t(command line):1: in main chunk\n"))
        // A function of the script in which an error is handled is no main chunk.
        let inside = try await CommandRun.run(
            ["-e", "print(select(2, xpcall(function() error('x') end, debug.traceback)))"])
        #expect(inside.output.contains("in function <(command line):1>"))
    }
}
