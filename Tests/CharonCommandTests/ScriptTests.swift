import Foundation
import TestCertificates
import Testing

/// Scripts run by the command, what they print compared.
@Suite struct ScriptTests {
    private static let libraryScripts =
        ScriptCase.all(in: ScriptCase.conformance("library"), portBase: 23_000)
        + ScriptCase.all(in: ScriptCase.own("library"), portBase: 25_000)

    /// Where the certificates are that the conformance scripts about TLS read, made once; nil where they are not.
    private static let certificates = Task<URL?, any Error> {
        let maker = ScriptCase.conformance("make-certs")
        guard FileManager.default.isExecutableFile(atPath: maker.path) else { return nil }
        let folder = URL(filePath: CertificateZoo.shared.folder).appending(path: "conformance")
        let run = try await CommandRun.run(maker, [folder.path])
        #expect(run.status == 0, "\(run.errors)")
        return folder
    }

    private static let languageScripts =
        // The expected output of compare_chain has three values where four are printed: it shows a fault of the
        // reference, which spoils registers there. The project's own script of that subject has all four.
        ScriptCase.all(in: ScriptCase.conformance("language"), portBase: 27_000) { $0 != "compare_chain" }
        + ScriptCase.all(in: ScriptCase.own("language"), portBase: 27_000)

    private static let otherLibraryScripts =
        ScriptCase.all(in: ScriptCase.conformance("libraries"), portBase: 27_000)
        + ScriptCase.all(in: ScriptCase.own("libraries"), portBase: 27_000)

    private static let failingScripts =
        ScriptCase.all(in: ScriptCase.conformance("errors"), portBase: 27_000)
        + ScriptCase.all(in: ScriptCase.own("errors"), portBase: 27_000)

    @Test(arguments: libraryScripts)
    func `a library script prints what is expected`(_ script: ScriptCase) async throws {
        var environment = ["CERTIFICATES": CertificateZoo.shared.folder]
        if let folder = try await Self.certificates.value {
            environment["CERTS"] = folder.path
            environment["SSL_CERT_FILE"] = folder.appending(path: "ca.pem").path
        }
        let run = try await CommandRun.run([script.script.path, String(script.port)], environment: environment)
        #expect(run.output == script.expected)
        #expect(run.status == 0, "\(run.errors)")
    }

    @Test(arguments: languageScripts)
    func `a language script prints what is expected`(_ script: ScriptCase) async throws {
        let run = try await CommandRun.run([script.script.path])
        #expect(run.output == script.expected)
        #expect(run.status == 0, "\(run.errors)")
    }

    @Test(arguments: otherLibraryScripts)
    func `a script of a library without network prints what is expected`(_ script: ScriptCase) async throws {
        let run = try await CommandRun.run([script.script.path])
        #expect(run.output == script.expected)
        #expect(run.status == 0, "\(run.errors)")
    }

    /// `NAME.expected` holds `line: N` and `contains: TEXT`.
    @Test(arguments: failingScripts)
    func `a failing script names the line and what is wrong`(_ script: ScriptCase) async throws {
        var line = "", phrase = ""
        for text in script.expected.split(separator: "\n") {
            if text.hasPrefix("line: ") { line = String(text.dropFirst(6)) }
            if text.hasPrefix("contains: ") { phrase = String(text.dropFirst(10)) }
        }
        let name = script.script.lastPathComponent
        let run = try await CommandRun.run([name], folder: script.script.deletingLastPathComponent())
        #expect(run.status == 1)
        #expect(run.errors.contains("\(name):\(line):"), "\(run.errors)")
        #expect(run.errors.contains(phrase), "\(run.errors)")
        if name.hasPrefix("syntax_") { #expect(run.output.isEmpty) }
    }
}
