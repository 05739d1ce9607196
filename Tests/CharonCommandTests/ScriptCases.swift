import Foundation

/// A script with what it must print.
struct ScriptCase: CustomStringConvertible, Sendable {
    let script: URL
    let expected: String
    /// Ten ports that no other script of this run uses.
    let port: Int

    var description: String { script.deletingPathExtension().lastPathComponent }

    /// The scripts `NAME.pluto` with a `NAME.expected` beside it.
    ///
    /// - Parameters:
    ///   - folder: empty if it is not there.
    ///   - portBase: the first script's port.
    static func all(in folder: URL, portBase: Int, where isWanted: (String) -> Bool = { _ in true }) -> [ScriptCase] {
        let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
        let scripts = files.filter { $0.pathExtension == "pluto" }.sorted { $0.path < $1.path }
        return scripts.enumerated().compactMap { index, script in
            guard isWanted(script.deletingPathExtension().lastPathComponent),
                let expected = try? String(
                    contentsOf: script.deletingPathExtension().appendingPathExtension("expected"), encoding: .utf8)
            else { return nil }
            return ScriptCase(script: script, expected: expected, port: portBase + index * 10)
        }
    }

    /// The conformance scripts beside the project, where they are; `CHARON_CONFORMANCE` names another folder.
    static func conformance(_ kind: String) -> URL {
        if let path = ProcessInfo.processInfo.environment["CHARON_CONFORMANCE"] {
            return URL(fileURLWithPath: path).appending(path: kind)
        }
        return CommandRun.package.deletingLastPathComponent().appending(path: "shared/conformance/\(kind)")
    }

    /// The project's own.
    static func own(_ kind: String) -> URL { CommandRun.package.appending(path: "Tests/Scripts/\(kind)") }
}
