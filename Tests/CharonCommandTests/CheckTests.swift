import Foundation
import TestSupport
import Testing

/// `charon --check`, and the diagnostics of scripts that are run, as a user or an editor gets them.
@Suite struct CheckTests {
    /// Puts texts into files of a new folder and hands it to a body.
    private func withFiles<Result>(
        _ files: [String: String], _ body: (URL) async throws -> Result
    ) async throws -> Result {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        for (name, text) in files { try folder.write(text, to: name) }
        return try await body(folder.url)
    }

    @Test func `a right script is silent and is not run`() async throws {
        let run = try await withFiles(["a.pluto": "print('ran')"]) {
            try await CommandRun.run(["--check", "a.pluto"], folder: $0)
        }
        #expect((run.status, run.output, run.errors) == (0, "", ""))
    }

    @Test func `errors of all files are reported, and the status is 1`() async throws {
        let run = try await withFiles(["a.pluto": "x = = 1\nlocal y = )\n", "b.pluto": "\tfoo(1 2)"]) {
            try await CommandRun.run(["--check", "a.pluto", "b.pluto"], folder: $0)
        }
        #expect(run.status == 1)
        #expect(run.output == """
            a.pluto:1: unexpected symbol near '='
             1 | x = = 1
               |     ^
             hint: a value is expected here
            a.pluto:2: unexpected symbol near ')'
             2 | local y = )
               |           ^
             hint: a value is expected here
            b.pluto:1: ')' expected near '2'
             1 | \tfoo(1 2)
               | \t      ^
             hint: is a ',' missing in front of it?

            """)
    }

    @Test func `warnings are on, and leave the status at 0`() async throws {
        let run = try await withFiles(["a.pluto": "local größe = 1\n"]) {
            try await CommandRun.run(["--check", "a.pluto"], folder: $0)
        }
        #expect(run.status == 0)
        #expect(run.output.hasPrefix("a.pluto:1: warning: unused local variable 'größe' [unused]\n"))
    }

    @Test func `findings come as JSON for editors`() async throws {
        let run = try await withFiles(["a \"b\".pluto": "local x = 1\nfoo(1 'y\\n')"]) {
            try await CommandRun.run(["--check", "--format", "json", "a \"b\".pluto"], folder: $0)
        }
        #expect(run.status == 1)
        struct Finding: Decodable {
            let file: String
            let line, column, length: Int
            let severity, message: String
            let hint, warning: String?
        }
        let findings = try JSONDecoder().decode([Finding].self, from: Data(run.output.utf8))
        let error = try #require(findings.first { $0.severity == "error" })
        #expect(error.file == "a \"b\".pluto")
        #expect((error.line, error.column, error.length) == (2, 7, 5))
        #expect(error.message == "')' expected near ''y\\n''")
        #expect(error.hint == "is a ',' missing in front of it?")
        #expect(error.warning == nil)
    }

    @Test func `no findings are an empty array`() async throws {
        let run = try await CommandRun.run(["--check", "--format", "json", "-"], input: "print(1)")
        #expect((run.status, run.output) == (0, "[]\n"))
    }

    @Test func `an unreadable file and wrong usage are told from errors by the status`() async throws {
        let run = try await withFiles(["a.pluto": "x = = 1"]) {
            try await CommandRun.run(["--check", "nosuch.pluto", "a.pluto"], folder: $0)
        }
        #expect(run.status == 2)
        #expect(run.errors == "charon: cannot open nosuch.pluto: No such file or directory\n")
        #expect(run.output.hasPrefix("a.pluto:1: "))
        for words in [["--check"], ["--check", "--format"], ["--check", "--format", "xml", "a"]] {
            let run = try await CommandRun.run(words)
            #expect(run.status == 2)
            #expect(run.errors.contains("usage: "))
        }
    }

    @Test func `a file that is included is read`() async throws {
        let files = ["a.pluto": "$include \"b.pluto\"\nprint(b)", "b.pluto": "local b = 'included'"]
        let run = try await withFiles(files) { try await CommandRun.run(["a.pluto"], folder: $0) }
        #expect((run.status, run.output) == (0, "included\n"))
        let check = try await withFiles(files) { try await CommandRun.run(["--check", "a.pluto"], folder: $0) }
        #expect((check.status, check.output) == (0, ""))
    }

    @Test func `warnings are off when a script runs, and on with -W or a comment`() async throws {
        let plain = try await CommandRun.run(["-"], input: "local x = 1 print(2)")
        #expect((plain.output, plain.errors) == ("2\n", ""))
        let warned = try await CommandRun.run(["-W", "-"], input: "local x = 1 print(2)")
        #expect(warned.output == "2\n")
        #expect(warned.errors.hasPrefix("stdin:1: warning: unused local variable 'x' [unused]\n"))
        let asked = try await CommandRun.run(["-"], input: "-- @pluto_warnings: enable-unused\nlocal x = 1 print(2)")
        #expect(asked.output == "2\n")
        #expect(asked.errors.hasPrefix("stdin:2: warning: unused local variable 'x' [unused]\n"))
    }

    @Test func `colours are for terminals of users who want them`() async throws {
        /// What the command writes to a terminal when it runs a faulty script.
        func shown(_ environment: [String: String]) async throws -> String {
            try await withFiles(["a.pluto": "x = = 1"]) {
                let line = "'\(CommandRun.command.path)' a.pluto"
                return try await CommandRun.run(
                    URL(fileURLWithPath: "/usr/bin/script"), ["-qec", line, "/dev/null"],
                    environment: ["NO_COLOR": ""].merging(environment) { $1 }, folder: $0
                ).output
            }
        }
        #expect(try await shown(["TERM": "xterm"]).contains("\u{1B}[1;31ma.pluto:1: unexpected symbol"))
        #expect(try await !shown(["TERM": "xterm", "NO_COLOR": "1"]).contains("\u{1B}"))
        #expect(try await !shown(["TERM": "dumb"]).contains("\u{1B}"))
        let piped = try await CommandRun.run(["-"], input: "x = = 1", environment: ["TERM": "xterm"])
        #expect(piped.errors.hasPrefix("charon: stdin:1: unexpected symbol near '='"))
        #expect(!piped.errors.contains("\u{1B}"))
    }
}
