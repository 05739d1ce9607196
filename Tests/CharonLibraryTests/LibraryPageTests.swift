import Foundation
import Testing

@testable import CharonLibrary

/// What the pages of the documentation say of the libraries.
@Suite struct LibraryPageTests {
    /// Pages that describe several libraries, or one under another name.
    private static let pages = ["http": "http", "scheduler": "socket", "socket": "socket"]

    private static let documentation = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Documentation")

    private static let names = Catalog.modules.map(\.name).filter { $0 != "*" }

    private static func page(_ library: String) throws -> String {
        let path = pages[library].map { "\($0).md" } ?? "libraries/\(library).md"
        return try String(contentsOf: documentation.appending(path: path), encoding: .utf8)
    }

    @Test(arguments: names)
    func `the page of a library names all its functions and fields`(library: String) throws {
        let page = try Self.page(library)
        let words = Set(page.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init))
        let fields = try LibraryScript.run(
            """
            for name in pairs(require "\(library)") do
              if type(name) == "string" and not name:find("^_") then print(name) end
            end
            """)
        #expect(!fields.isEmpty)
        for field in fields { #expect(words.contains(field), "\(library).\(field)") }
    }

    /// The lines of the indented blocks, each with what stands behind `-->` if there is such a thing.
    private static func example(_ page: String) -> [(code: String, result: String?)] {
        page.split(separator: "\n").filter { $0.hasPrefix("    ") }.map { line in
            let parts = line.split(separator: "-->", maxSplits: 1)
            return (String(parts[0]), parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : nil)
        }
    }

    @Test(arguments: names.filter { pages[$0] == nil && !["assert", "cat", "json"].contains($0) } + ["exception"])
    func `the examples of a page give what it says`(library: String) throws {
        let lines = Self.example(try Self.page(library))
        let source = lines.map { line in
            let isPrinted = line.result == nil || line.code.trimmingCharacters(in: .whitespaces).hasPrefix("print(")
            return isPrinted ? line.code : "print(\(line.code))"
        }
        // White space in results is for the eye; an ellipsis stands for what is too long.
        func words(_ text: String) -> [Substring] { text.split { $0 == " " || $0 == "\t" } }
        let printed = try LibraryScript.run(source.joined(separator: "\n"))
        let expected = lines.compactMap(\.result)
        #expect(!expected.isEmpty && printed.count == expected.count)
        for (line, result) in zip(printed, expected) {
            if result.hasSuffix("...") {
                #expect(line.hasPrefix(result.dropLast(3)))
            } else {
                #expect(words(line) == words(result))
            }
        }
    }
}
