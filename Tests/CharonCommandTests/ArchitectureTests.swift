import Foundation
import Testing

/// The import lines against the table of the architecture's page.
@Suite struct ArchitectureTests {
    private func allowed() throws -> [String: Set<String>] {
        let page = try String(
            contentsOf: CommandRun.package.appending(path: "Documentation/architecture.md"), encoding: .utf8)
        var table: [String: Set<String>] = [:]
        for line in page.split(separator: "\n") where line.hasPrefix("| ") && !line.hasPrefix("| ---") {
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            if cells.count == 5, cells[1] != "target" {
                table[cells[1]] = Set(cells[2].split(separator: " ").map(String.init))
            }
        }
        return table
    }

    private func sources(of target: String) throws -> [URL] {
        let folder = CommandRun.package.appending(path: "Sources/\(target)")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        return (files?.allObjects as? [URL] ?? []).filter { $0.pathExtension == "swift" }
    }

    @Test func `every target imports only what the table allows`() throws {
        let table = try allowed()
        #expect(table.count > 10)
        for (target, permitted) in table {
            let files = try sources(of: target)
            #expect(!files.isEmpty, "\(target) has no sources")
            for file in files {
                for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
                    guard let match = line.wholeMatch(of: /\s*(?:@testable )?(?:public |package |internal |private |fileprivate )?import (?:struct |class |enum |func )?(\w+).*/)
                    else { continue }
                    let module = String(match.1)
                    #expect(permitted.contains(module), "\(file.lastPathComponent) of \(target) imports \(module)")
                }
            }
        }
    }

    @Test func `the table names every target with Swift in it`() throws {
        let table = try allowed()
        let folders = try FileManager.default.contentsOfDirectory(
            at: CommandRun.package.appending(path: "Sources"), includingPropertiesForKeys: nil)
        for folder in folders {
            let target = folder.lastPathComponent
            if try sources(of: target).isEmpty { continue }
            #expect(table[target] != nil, "\(target) is not in the table")
        }
    }

    @Test func `unsafe code stands only where it is meant to`() throws {
        let permitted: Set = ["CharonSystem", "CharonTLS", "CharonLua", "CharonHTTP", "CharonCrypto", "CharonRegex"]
        let folders = try allowed().keys
        for target in folders where !permitted.contains(target) {
            for file in try sources(of: target) {
                // One file each where a string of Lua's is looked at without a copy, where the loop is an executor, and
                // where an actor names it.
                let files = ["ScriptBytes.swift", "LoopExecutor.swift", "SocketLoop.swift"]
                if files.contains(file.lastPathComponent) { continue }
                let text = try String(contentsOf: file, encoding: .utf8)
                let code = text.split(separator: "\n").filter { !$0.trimmingCharacters(in: .whitespaces).hasPrefix("//") }
                #expect(!code.contains { $0.contains("unsafe ") && !$0.contains("\"") }, "\(target)/\(file.lastPathComponent)")
            }
        }
    }
}
