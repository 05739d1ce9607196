internal import CharonLua
internal import PlutoCompiler

/// The one door for source text: scripts, `load`, `require`, `-e` and the runtime's own Lua parts.
extension ScriptRuntime {
    /// Loads the support and base library, which gives back the table that translated chunks call.
    func installSupport() throws(ScriptFailure) {
        let state = main
        let source = Array(SupportLibrary.core.utf8)
        guard state.load(source, chunkName: "=[pluto]", mode: "t").isOK else { throw failure() }
        state.pushNewTable()
        for function in hostFunctions {
            push(function, onto: state)
            state.rawSet(function.name, in: -2)
        }
        state.pushNewTable()
        for function in fileSystemFunctions {
            push(function, onto: state)
            state.rawSet(function.name, in: -2)
        }
        state.rawSet("fs", in: -2)
        machine.setBaseFunctions()
        guard state.call(arguments: 1, results: 1).isOK else { throw failure() }
        support = state.makeReference()
    }

    /// What the support library takes from the host, besides the file system.
    private var hostFunctions: [ScriptFunction] {
        [
            // compile(source, chunkname, captures) -> Lua text[, warnings] | nil, message
            ScriptFunction("compile") { [self] call throws(ScriptError) in
                let source = try call.byteArray(1)
                let name = try call.string(2)
                do throws(ScriptFailure) {
                    if call.state.boolean(at: 3) {
                        let chunk = try translateWithWarnings(source, chunkName: Self.displayName(of: name))
                        return call.reply(.bytes(chunk.lua), chunk.warnings.map { .string($0) } ?? nil)
                    }
                    let text = try translate(source, chunkName: Self.displayName(of: name))
                    return call.reply(.bytes(text))
                } catch {
                    return call.reply(nil, .string(error.message))
                }
            },
            // call(f, ...) -> the results of f, called as a C function calls it: such calls nest 200 deep
            ScriptFunction("call") { call throws(ScriptError) in .tailCall(arguments: call.count - 1) },
            // piece(name) -> the text of a part of the library that is compiled on demand
            ScriptFunction("piece") { call throws(ScriptError) in
                guard let text = SupportLibrary.pieces[try call.string(1)] else {
                    throw .raise("internal: the base library has no such piece")
                }
                return call.reply(.string(text))
            },
        ]
    }

    /// Pushes a Pluto chunk as a function.
    ///
    /// - Parameter chunkName: in Lua's form: `@file`, `=name`, or the source itself.
    /// - Throws: `ScriptFailure` with the diagnostics.
    package func pushChunk(_ source: [UInt8], chunkName: String) throws(ScriptFailure) {
        let text = try translate(source, chunkName: Self.displayName(of: chunkName))
        try pushResult(of: text, chunkName: chunkName)
    }

    /// Runs Lua text with the support table as its argument, and pushes the one result.
    func pushResult(of text: [UInt8], chunkName: String) throws(ScriptFailure) {
        let state = main
        guard state.load(text, chunkName: chunkName, mode: "t").isOK else { throw failure() }
        state.pushReference(support)
        guard state.call(arguments: 1, results: 1).isOK else { throw failure() }
    }

    func pushResult(of text: String, chunkName: String) throws(ScriptFailure) {
        try pushResult(of: Array(text.utf8), chunkName: chunkName)
    }

    /// Runs a part of a library that is written in Lua, with the top `arguments` values of the main stack.
    ///
    /// - Throws: `ScriptFailure` if it fails, which is a fault of ours.
    package func runLua(_ text: String, chunkName: String, arguments: Int32, results: Int32) throws(ScriptFailure) {
        let base = main.absolute(-arguments - 1) + 1
        guard main.load(Array(text.utf8), chunkName: chunkName, mode: "t").isOK else { throw failure() }
        main.insert(at: base)
        guard main.call(arguments: arguments, results: results).isOK else { throw failure() }
    }

    /// Calls the function below `arguments` values on the main thread's stack, with the traceback of an
    /// error as Lua's interpreter prints it. Results are left on the stack.
    package func run(arguments: Int32) throws(ScriptFailure) {
        let state = main
        let base = state.absolute(-arguments - 1)
        push(messageHandler(for: state.identity(at: base)), onto: state)
        state.insert(at: base)
        failedCoroutine = nil
        let status = state.call(arguments: arguments, handler: base)
        state.remove(at: base)
        guard status.isOK else { throw failure() }
    }

    /// Turns an error value into the message with the traceback, where the error happens. Source: lua.c, msghandler.
    ///
    /// - Parameter chunk: the identity of the script's own function, which Lua's interpreter calls the main chunk. Here
    ///   it is a function inside the chunk that Lua has compiled.
    private func messageHandler(for chunk: UInt?) -> ScriptFunction { ScriptFunction("traceback") { call throws(ScriptError) in
        let state = call.state
        if state.type(at: 1) != .string, state.type(at: 1) != .number, state.pushMetatable(of: 1) {
            state.rawGet("__tostring", from: -1)
            let hasText = !state.isNil(at: -1)
            state.pop(2)
            // An object that says what it is has said all.
            if hasText, let text = state.displayBytes(at: 1) { return call.reply(.bytes(text)) }
        }
        let message = state.string(at: 1) ?? "(error object is a \(state.typeName(at: 1)) value)"
        var text = state.traceback(of: state, message: message, level: 1)
        if chunk != nil, state.outermostFunction == chunk, let line = text.lastIndex(of: "\n"),
            let place = text[line...].firstRange(of: " in function <")
        {
            text.replaceSubrange(place.lowerBound..., with: " in main chunk")
        }
        return call.reply(.string(text))
    } }

    /// The error on top of the main stack, taken.
    func failure() -> ScriptFailure {
        // A string needs no conversion, which a pending signal would disturb.
        let message = main.byteArray(at: -1) ?? main.displayBytes(at: -1) ?? Array("(error object is a \(main.typeName(at: -1)) value)".utf8)
        main.pop()
        // The coroutine's error may have been caught, and this be another one.
        let coroutine = failedCoroutine.flatMap { message.starts(with: $0.message) ? $0.traceback : nil }
        return ScriptFailure(message: String(decoding: message, as: UTF8.self), traceback: coroutine)
    }

    /// Keeps the traceback of a coroutine that has just failed, in case nobody catches the error on its top.
    func keepTraceback(of thread: LuaState) {
        // A number would become a string.
        let message = thread.type(at: -1) == .string ? thread.byteArray(at: -1) : nil
        failedCoroutine = (message ?? [], main.traceback(of: thread))
    }

    /// A chunk's name as Lua's messages show it. Source: lobject.c, luaO_chunkid.
    static func displayName(of chunkName: String) -> String {
        let limit = 59  // LUA_IDSIZE less the final zero
        if chunkName.hasPrefix("=") {
            return String(decoding: chunkName.utf8.dropFirst().prefix(limit), as: UTF8.self)
        }
        if chunkName.hasPrefix("@") {
            let name = chunkName.utf8.dropFirst()
            if name.count <= limit { return String(decoding: name, as: UTF8.self) }
            return "..." + String(decoding: name.suffix(limit - 3), as: UTF8.self)
        }
        let line = chunkName.utf8.prefix { $0 != 10 && $0 != 13 }
        let room = limit - "[string \"...\"]".utf8.count
        if line.count == chunkName.utf8.count, line.count <= room + 3 {
            return "[string \"\(chunkName)\"]"
        }
        return "[string \"\(String(decoding: line.prefix(room), as: UTF8.self))...\"]"
    }
}
