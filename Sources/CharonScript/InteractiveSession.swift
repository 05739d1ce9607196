internal import CharonLua
package import CharonSystem

/// Runs what somebody types, input by input: results are shown, and locals last.
///
/// Each input is compiled by itself, as the function that it is for Lua. The locals of its outermost block are handed
/// over at its end (an input that fails keeps none), and become the upvalues of the later inputs that mention them.
package final class InteractiveSession {
    private static let chunkName = "=stdin"

    private let runtime: ScriptRuntime
    /// Registry reference of the session's table of functions.
    private let functions: Int32
    /// The locals that there are, and whether they are read-only.
    private var locals: [String: Bool] = [:]

    /// - Throws: `ScriptFailure` if there is no memory.
    package init(runtime: ScriptRuntime) throws(ScriptFailure) {
        self.runtime = runtime
        try runtime.runLua(InteractiveSupport.text, chunkName: "=[interactive]", arguments: 0, results: 1)
        functions = runtime.main.makeReference()
        runtime.keepInteractiveSession()
    }

    /// Runs an input and shows its results.
    ///
    /// - Parameter isWhole: whether nothing more can come, so that the beginning of an input is an error.
    /// - Returns: false if the text is only the beginning of an input.
    /// - Throws: `ScriptFailure` with the diagnostics, or with the error and its traceback.
    package func evaluate(_ source: [UInt8], isWhole: Bool) throws(ScriptFailure) -> Bool {
        let name = ScriptRuntime.displayName(of: Self.chunkName)
        switch InteractiveInput(source, chunkName: name, colour: runtime.wantsColour) {
        case .incomplete(let message):
            if isWhole { throw ScriptFailure(message: message, traceback: nil) }
            return false
        case .faulty(let message): throw ScriptFailure(message: message, traceback: nil)
        case .chunk(let chunk, let declared):
            runtime.forgetInterruptions()
            let state = runtime.main
            let base = state.top
            defer { state.top = base }
            do throws(ScriptFailure) {
                try push("expect", declared.map(\.name))
                try runtime.run(arguments: Int32(declared.count))
                try pushJoined(chunk)
                try runtime.run(arguments: 0)
            } catch {
                try keep(declared)
                throw error
            }
            try keep(declared)
            let results = state.top - base
            try push("show", [])
            state.insert(at: base + 1)
            try runtime.run(arguments: results)
            return true
        }
    }

    /// The prompt, which scripts may change: `_PROMPT` or, where an input goes on, `_PROMPT2`. Source: lua(1).
    package func prompt(goesOn: Bool) -> String {
        let state = runtime.main
        let base = state.top
        defer { state.top = base }
        let usual = goesOn ? ">> " : "> "
        do throws(ScriptFailure) {
            try push("prompt", [goesOn ? "_PROMPT2" : "_PROMPT", usual])
            try runtime.run(arguments: 2)
        } catch {
            return usual
        }
        return state.string(at: -1) ?? usual
    }

    /// The names that the last word of a line may become. No script is run for it.
    package func completion(of line: [UInt8]) -> LineEditor.Completion {
        let state = runtime.main
        let base = state.top
        defer { state.top = base }
        do throws(ScriptFailure) {
            try push("complete", [String(decoding: line, as: UTF8.self)])
            try runtime.run(arguments: 1)
        } catch {
            return LineEditor.Completion()
        }
        let count = state.top - base
        guard count > 0, let known = state.integer(at: base + 1) else { return LineEditor.Completion() }
        let names = (1..<count).compactMap { state.string(at: base + 1 + $0) }
        guard let first = names.first else {
            // Where there is no word, the key is for indentation.
            let isBlank = line.allSatisfy { $0 == 32 || $0 == 9 }
            return LineEditor.Completion(addition: isBlank ? Array("    ".utf8) : [])
        }
        let common = names.dropFirst().reduce(first) { $0.commonPrefix(with: $1) }
        let addition = Array(common.utf8.dropFirst(Int(known)))
        return LineEditor.Completion(addition: addition, choices: names.count > 1 && addition.isEmpty ? names : [])
    }

    // MARK: Chunks

    /// Pushes the function of an input, its names joined to the locals that it mentions.
    private func pushJoined(_ chunk: [UInt8]) throws(ScriptFailure) {
        let mentioned = InteractiveInput.mentioned(in: chunk, of: locals)
        let state = runtime.main
        let text = try runtime.translate(chunk, chunkName: ScriptRuntime.displayName(of: Self.chunkName))
        try push("join", [])
        var prelude = "local _charon_support, \(InteractiveInput.keeper) = ... "
        for local in mentioned {
            // A value that the compiler does not know, lest it take the local for a constant.
            prelude += "local \(local.name)\(local.isReadOnly ? " <const>" : "") = _charon_support "
        }
        guard state.load(Array(prelude.utf8) + text, chunkName: Self.chunkName, mode: "t").isOK else {
            throw runtime.failure()
        }
        state.pushReference(runtime.support)
        state.pushReference(functions)
        state.rawGet("keep", from: -1)
        state.remove(at: -2)
        guard state.call(arguments: 2, results: 1).isOK else { throw runtime.failure() }
        for local in mentioned { state.push(local.name) }
        guard state.call(arguments: Int32(mentioned.count) + 1, results: 1).isOK else { throw runtime.failure() }
    }

    /// Notes the locals of an input, if it has come so far as to hand them over.
    private func keep(_ declared: [InteractiveInput.Local]) throws(ScriptFailure) {
        if declared.isEmpty { return }
        let state = runtime.main
        try push("haskept", [])
        guard state.call(arguments: 0, results: 1).isOK else { throw runtime.failure() }
        defer { state.pop() }
        guard state.boolean(at: -1) else { return }
        for local in declared { locals[local.name] = local.isReadOnly }
    }

    /// Pushes a function of the session and texts for its arguments.
    private func push(_ name: StaticString, _ arguments: [String]) throws(ScriptFailure) {
        let state = runtime.main
        guard state.reserve(Int32(clamping: arguments.count + 8)) else {
            throw ScriptFailure(message: "stack overflow", traceback: nil)
        }
        state.pushReference(functions)
        state.rawGet(name, from: -1)
        state.remove(at: -2)
        for argument in arguments { state.push(argument) }
    }
}

extension String {
    /// The characters that both begin with.
    fileprivate func commonPrefix(with other: String) -> String {
        String(zip(self, other).prefix { $0 == $1 }.map(\.0))
    }
}
