import Foundation
import TestSupport
import Testing

/// The options that the command knows, wherever they are listed: help, manual page, documentation, completions.
@Suite struct CommandWordsTests {
    private static func text(_ path: String) throws -> String {
        try String(contentsOf: CommandRun.package.appending(path: path), encoding: .utf8)
    }

    /// The options in a text: `-x` and `--long-name` that no other word runs into.
    private static func options(in text: some StringProtocol) -> Set<String> {
        Set(String(text).matches(of: /(?:^|[\s,'`"({|*)}])(--?[A-Za-z][a-z-]*)(?![A-Za-z0-9])/).map { String($0.1) })
    }

    /// The first column of the help, which is made from what the command accepts.
    private func known() async throws -> Set<String> {
        let help = try await CommandRun.run(["--help"])
        let rows = help.output.split(separator: "\n").filter { $0.hasPrefix("  -") }
        let options = Self.options(in: rows.map { String($0.prefix(18)) }.joined(separator: "\n"))
        #expect(options.count > 10)
        return options
    }

    @Test func `the help goes to the standard output, one row for each option, and -h is the same`() async throws {
        let help = try await CommandRun.run(["--help"])
        #expect(help.status == 0)
        #expect(help.errors.isEmpty)
        #expect(
            help.output == """
                usage: charon [options] [script [args]]
                Available options are:
                  -e STAT           run the text STAT
                  -i                start the prompt after the options and the script
                  -l NAME           require the library NAME into the global NAME
                  -v, --version     show the version
                  -h, --help        show this help
                  -W                turn warnings on
                  -E                ignore LUA_PATH and LUA_CPATH
                  --emit-lua        print the Lua text of the script instead of running it
                  --check FILE...   report what is wrong with scripts, without running them
                  --format FORMAT   report it as 'text' (the default) or as 'json'
                  --workers N       run the script N times side by side, sharing its ports
                  --                end the options
                  -                 end the options and run the standard input
                Without a script, -e and -v, charon runs its standard input: at a prompt if that is a terminal.

                """)
        #expect(try await CommandRun.run(["-h"]).output == help.output)
    }

    @Test func `every option of the help is accepted, and no other`() async throws {
        for option in try await known() {
            let run = try await CommandRun.run([option])
            #expect(!run.errors.contains("unrecognized"), "\(option)")
        }
        for word in ["-x", "--versions", "--emit", "-ii"] {
            #expect(try await CommandRun.run([word]).errors.contains("unrecognized option '\(word)'"))
        }
    }

    @Test func `the manual page describes every option`() async throws {
        let page = try Self.text("Documentation/charon.1").replacing("\\-", with: "-")
        let section = try #require(page.split(separator: ".SH OPTIONS\n").last?.split(separator: ".SH ").first)
        let heads = section.split(separator: ".TP\n").compactMap { $0.split(separator: "\n").first }
        let words = heads.joined(separator: "\n").replacing(/(?m)^\.\w+/, with: "").replacing("\"", with: " ")
        #expect(Self.options(in: words) == (try await known()))
    }

    @Test func `the documentation describes every option`() async throws {
        let rows = try Self.text("Documentation/command.md").split(separator: "\n").filter { $0.hasPrefix("| `-") }
        let heads = rows.compactMap { $0.split(separator: "|").first }
        #expect(Self.options(in: heads.joined(separator: "\n")) == (try await known()))
    }

    @Test func `zsh completes every option`() async throws {
        let lines = try Self.text("Completions/_charon").split(separator: "\n").filter { $0.contains("[") }
        let heads = lines.filter { $0.hasPrefix("  '") }.compactMap { $0.split(separator: "[").first }
        #expect(Self.options(in: heads.joined(separator: "\n")) == (try await known()))
    }

    @Test func `fish completes every option`() async throws {
        let text = try Self.text("Completions/charon.fish")
        let short = text.matches(of: /complete .* -s (\w)/).map { "-\($0.1)" }
        let long = text.matches(of: /complete .* -l ([a-z-]+)/).map { "--\($0.1)" }
        #expect(Set(short + long) == (try await known()))
    }

    // MARK: bash

    /// What bash offers for the last of the words.
    private func offered(_ words: String..., folder: URL? = nil) async throws -> Set<String> {
        let script = """
            source "$1"; shift
            COMP_WORDS=(charon "$@"); COMP_CWORD=$#
            _charon
            printf '%s\\n' "${COMPREPLY[@]}"
            """
        let completion = CommandRun.package.appending(path: "Completions/charon.bash").path
        let run = try await CommandRun.run(
            URL(fileURLWithPath: "/bin/bash"), ["-c", script, "bash", completion] + words, folder: folder)
        #expect(run.errors.isEmpty)
        return Set(run.output.split(separator: "\n").map(String.init))
    }

    @Test func `bash completes every option`() async throws {
        #expect(try await offered("-") == (try await known()).union(["--"]))
        #expect(try await offered("-W", "--e") == ["--emit-lua"])
        #expect(try await offered("--check", "x.pluto", "--fo") == ["--format"])
    }

    @Test func `bash completes formats, scripts and folders, and leaves the words of a script alone`() async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        let folder = temporary.url
        try FileManager.default.createDirectory(
            at: folder.appending(path: "apart"), withIntermediateDirectories: false)
        for name in ["a b.pluto", "a.lua", "a.txt"] { try temporary.write("", to: name) }
        #expect(try await offered("--format", "") == ["text", "json"])
        #expect(try await offered("-e", "x()", "a", folder: folder) == ["a b.pluto", "a.lua", "apart"])
        #expect(try await offered("--check", "a.lua", "a", folder: folder) == ["a b.pluto", "a.lua", "apart"])
        #expect(try await offered("-e", "-", folder: folder) == [])
        #expect(try await offered("a.lua", "--", folder: folder) == [])
        #expect(try await offered("--", "-", folder: folder) == [])
    }

    // MARK: Installation

    @Test func `make puts the page and the completions where man and the shells look`() async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        let root = temporary.url
        let run = try await CommandRun.run(
            URL(fileURLWithPath: "/usr/bin/make"), ["install-data", "DESTDIR=\(root.path)", "PREFIX=/usr"],
            folder: CommandRun.package)
        #expect(run.status == 0, "\(run.errors)")
        let places = [
            "man/man1/charon.1": "Documentation/charon.1",
            "bash-completion/completions/charon": "Completions/charon.bash",
            "zsh/site-functions/_charon": "Completions/_charon",
            "fish/vendor_completions.d/charon.fish": "Completions/charon.fish",
        ]
        for (place, source) in places {
            let installed = root.appending(path: "usr/share/\(place)")
            #expect(try String(contentsOf: installed, encoding: .utf8) == (try Self.text(source)))
            let permissions = try FileManager.default.attributesOfItem(atPath: installed.path)[.posixPermissions] as? Int
            #expect(permissions == 0o644)
        }
    }
}
