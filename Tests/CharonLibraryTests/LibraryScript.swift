import CharonLoop
import CharonLua
import CharonScript

@testable import CharonLibrary

/// A script run with all libraries, and what it printed.
enum LibraryScript {
    /// Runs Pluto text to its end.
    ///
    /// - Parameters:
    ///   - memoryLimit: bytes that the script may hold; 0 is no limit.
    /// - Returns: what `print` was given, a line for each call.
    /// - Throws: `ScriptFailure` with the error's message.
    static func run(_ source: String, memoryLimit: Int = 0) throws -> [String] {
        let runtime = try ScriptRuntime(loop: EventLoop(), memoryLimit: memoryLimit)
        defer { runtime.close() }
        let libraries = try Libraries(runtime: runtime)
        let state = runtime.main
        var lines: [String] = []
        state.pushGlobals()
        runtime.push(ScriptFunction("print") { call throws(ScriptError) in
            var words: [String] = []
            var index: Int32 = 1
            while index <= call.count {
                words.append(String(decoding: call.state.displayBytes(at: index) ?? [], as: UTF8.self))
                index += 1
            }
            lines.append(words.joined(separator: "\t"))
            return .nothing
        }, onto: state)
        state.rawSet("print", in: -2)
        state.pop()
        try runtime.pushChunk(Array(source.utf8), chunkName: "@script.pluto")
        try runtime.run(arguments: 0)
        return withExtendedLifetime(libraries) { lines }
    }

    /// The message of the error that a script ends in, without the traceback; nil if it ends well.
    static func failure(of source: String, memoryLimit: Int = 0) throws -> String? {
        do {
            _ = try run(source, memoryLimit: memoryLimit)
            return nil
        } catch let failure as ScriptFailure {
            return failure.message.split(separator: "\nstack traceback:").first.map(String.init) ?? ""
        }
    }
}
