import CharonSystem
import Foundation
import TestSupport
import Testing

@Suite struct HistoryFileTests {
    /// A path in a folder that is not there yet, removed after `body`.
    private func withPath(_ body: (String) throws -> Void) throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        try body(folder.path + "/new/lines")
    }

    @Test func `lines come back in their order, and the folder is made`() throws {
        try withPath { path in
            HistoryFile(path: path).append("first")
            HistoryFile(path: path).append("zweite, größer")
            #expect(HistoryFile(path: path).lines() == ["first", "zweite, größer"])
        }
    }

    @Test func `only the owner can read the file`() throws {
        try withPath { path in
            HistoryFile(path: path).append("secret")
            let permissions = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(permissions == 0o600)
        }
    }

    @Test func `a file that is not there, or cannot be written, remembers nothing`() {
        let history = HistoryFile(path: "/proc/nowhere/lines")
        history.append("first")
        #expect(history.lines().isEmpty)
    }

    @Test func `the latest lines are read, and a file of twice as many is cut back to them`() throws {
        try withPath { path in
            let history = HistoryFile(path: path)
            history.append("begin")
            let all = (0..<2 * HistoryFile.limit).map { "line \($0)" }
            try Data((all.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: path))
            #expect(history.lines() == Array(all.suffix(HistoryFile.limit)))
            history.append("one more")
            #expect(history.lines().last == "one more")
            let text = try String(contentsOfFile: path, encoding: .utf8)
            #expect(text.split(separator: "\n").count == HistoryFile.limit)
        }
    }
}
