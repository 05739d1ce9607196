import Foundation
import TestCertificates
import Testing

/// What the socket library's manual shows, in namespaces where its hosts are this machine: see `Tests/Manual/visit`.
@Suite struct ManualTests {
    /// A script, who visits it, and what is to be seen.
    struct Case: CustomStringConvertible, Sendable {
        let script: URL
        let name: String
        let visitor: [String]
        let output: String

        var description: String { name }
    }

    private static let folder = CommandRun.package.appending(path: "Tests/Manual")
    private static let root = CertificateZoo.shared.folder + "/root.pem"

    private static let plain = ["http://localhost/"]
    private static let secure = ["--cacert", root, "https://127-0-0-1.viatls.com/"]

    /// In the manual's order.
    private static let expectations: [(name: String, visitor: [String], output: String)] = [
        ("greet", plain, "visitor: Hello, world!\n"),
        ("receive", [], "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\na page of google.com\n"),
        ("put-back", [], "Hello\nWorld\n"),
        ("secure-visit", [], "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n\na page of pluto-lang.org\n"),
        ("secure-greet", secure, "https://127-0-0-1.viatls.com/\nvisitor: Hello, world!\n"),
        ("peer", [], "1.1.1.1\n443\n"),
        ("side", [], "client\n"),
        (
            "await-visitor", ["-A", "a visitor"] + plain,
            "GET / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: a visitor\r\nAccept: */*\r\n\r\n\n"
                + "visitor: curl: (52) Empty reply from server\n"
        ),
    ]

    private static let ownScripts = expectations.map {
        Case(script: folder.appending(path: $0.name + ".pluto"), name: $0.name, visitor: $0.visitor, output: $0.output)
    }

    /// The manual's own examples, typed as they are printed, if it lies beside the project.
    private static let printedExamples: [Case] = {
        let page = CommandRun.package.deletingLastPathComponent().appending(path: "shared/manual/socket.md")
        guard let text = try? String(contentsOf: page, encoding: .utf8) else { return [] }
        let examples = text.components(separatedBy: "\n```pluto").dropFirst().map {
            $0.drop { $0 != "\n" }.dropFirst().components(separatedBy: "\n```")[0] + "\n"
        }
        // Where the certificates are: it goes away with the process.
        let scratch = URL(filePath: CertificateZoo.shared.folder).appending(path: "manual")
        try? FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        return examples.enumerated().map { index, example in
            let script = scratch.appending(path: "example-\(index + 1).pluto")
            try? Data(example.utf8).write(to: script)
            guard index < expectations.count else {
                return Case(script: script, name: "example \(index + 1)", visitor: [], output: "not known")
            }
            let expectation = expectations[index]
            return Case(
                script: script, name: expectation.name, visitor: expectation.visitor, output: expectation.output)
        }
    }()

    private func check(_ example: Case) async throws {
        let run = try await CommandRun.run(
            Self.folder.appending(path: "visit"),
            [CommandRun.command.path, CertificateZoo.shared.folder, example.script.path] + example.visitor)
        #expect(run.output == example.output, "\(run.errors)")
        #expect(run.status == 0, "\(run.errors)")
    }

    @Test(arguments: ownScripts)
    func `a script that does what the manual shows gives what the manual says`(_ example: Case) async throws {
        try await check(example)
    }

    @Test(arguments: printedExamples)
    func `an example runs as it is printed`(_ example: Case) async throws {
        try await check(example)
    }
}
