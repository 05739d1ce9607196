internal import CharonLibrary
internal import CharonLoop
internal import CharonLua
internal import CharonScript
internal import CharonSystem

/// Runs Pluto scripts: one Lua state, one event loop, the libraries.
///
/// A runtime belongs to the thread that made it and shares nothing with others. Sockets of its scripts
/// are served while one of them waits, or inside `run`.
///
/// ```swift
/// let runtime = try Runtime()
/// try runtime.run("print(require 'socket'.connect)", name: "=example")
/// runtime.close()
/// ```
public final class Runtime {
    /// How a runtime is set up.
    public struct Options: Sendable {
        /// Bytes that scripts may hold before they get `not enough memory`; nil is four fifths of the tightest
        /// limit of the system, or the environment's `CHARON_MEMORY_LIMIT`; 0 is no limit.
        public var memoryLimit: Int?
        /// Whether SIGINT and SIGTERM interrupt this runtime's scripts. At most one runtime of a process can have them,
        /// and it must run on a thread that does not block these signals.
        public var handlesSignals = false
        /// Whether listeners share their ports with those of other runtimes of the same program.
        public var sharesPorts = false
        /// Whether the environment's `LUA_PATH` and `LUA_CPATH` have no effect on where scripts find libraries.
        public var ignoresEnvironment = false

        public init() {}
    }

    /// Why a script could not be run, or ended.
    public struct Failure: Error, CustomStringConvertible {
        /// The diagnostics of the source, or the error's message and traceback as Lua's interpreter prints them.
        public let message: String
        /// The traceback of the coroutine in which the error arose, if a scheduler passed it on.
        public let coroutineTraceback: String?
        /// The message for the standard error: with colours if that is a terminal that shows them and there is something
        /// to point out, else the same as `message`.
        public let colouredMessage: String

        public var description: String { message }

        /// A failure of the caller's own, for example a script that could not be read.
        public init(message: String, coroutineTraceback: String? = nil, colouredMessage: String? = nil) {
            self.message = message
            self.coroutineTraceback = coroutineTraceback
            self.colouredMessage = colouredMessage ?? message
        }
    }

    let runtime: ScriptRuntime
    private let libraries: Libraries

    /// - Throws: `Failure` if there is no memory, or if `CHARON_MEMORY_LIMIT` is no number of bytes.
    public init(_ options: Options = Options()) throws(Failure) {
        do throws(ScriptFailure) {
            let limit: Int
            if let wanted = options.memoryLimit {
                limit = wanted
            } else {
                guard let found = MemoryLimit.default() else {
                    throw ScriptFailure(message: "CHARON_MEMORY_LIMIT is no number of bytes", traceback: nil)
                }
                limit = found
            }
            runtime = try ScriptRuntime(
                loop: EventLoop(), memoryLimit: limit, ignoresEnvironment: options.ignoresEnvironment)
            libraries = try Libraries(runtime: runtime, sharesPorts: options.sharesPorts)
        } catch {
            throw Failure(error)
        }
        // Without `-W` there are only those that a script asks for by its comments.
        runtime.wantsColour = StandardStream.error.wantsColour
        runtime.reportDiagnostics = { StandardStream.error.write(line: $0) }
        if options.handlesSignals { runtime.installSignals() }
    }

    deinit { close() }

    /// Ends the runtime: sockets are closed in order, which may take seconds where peers are slow (library.md 4.10).
    public func close() { runtime.close() }

    /// Ends the runtime without waiting for slow peers for more than half a second, as after a signal.
    public func closeQuickly() { runtime.close(quickly: true) }

    /// Runs a chunk of Pluto.
    ///
    /// - Parameters:
    ///   - source: the text.
    ///   - name: as messages show it, in Lua's form: `@file.pluto`, `=name`, or the text itself.
    ///   - arguments: the chunk's `...`.
    /// - Throws: `Failure` if the source has errors or the script raised one.
    public func run(_ source: String, name: String, arguments: [String] = []) throws(Failure) {
        try run(bytes: Array(source.utf8), name: name, arguments: arguments)
    }

    /// Runs a chunk of Pluto given as bytes, which need not be UTF-8.
    public func run(bytes: [UInt8], name: String, arguments: [String] = []) throws(Failure) {
        do throws(ScriptFailure) {
            let state = runtime.main
            guard state.reserve(Int32(clamping: arguments.count + 16)) else {
                throw ScriptFailure(message: "too many arguments to script", traceback: nil)
            }
            let base = state.top
            defer { state.top = base }
            try runtime.pushChunk(bytes, chunkName: name)
            for argument in arguments { state.push(argument) }
            try runtime.run(arguments: Int32(arguments.count))
        } catch {
            throw Failure(error)
        }
    }

    /// Requires a library into the global of its name, as the command's `-l` does.
    public func require(_ name: String) throws(Failure) {
        do throws(ScriptFailure) {
            let state = runtime.main
            let base = state.top
            defer { state.top = base }
            state.pushGlobals()
            state.rawGet("require", from: -1)
            state.push(name)
            try runtime.run(arguments: 1)
            state.top = base + 2
            state.rawSet(name, in: base + 1)
        } catch {
            throw Failure(error)
        }
    }

    /// Sets the global `arg`: the words of a command line, the one at `scriptIndex` having index 0.
    ///
    /// Source: Lua 5.4 manual, section 7.
    public func setArguments(_ words: [String], scriptIndex: Int) {
        let state = runtime.main
        state.pushGlobals()
        state.pushNewTable(array: Int32(clamping: words.count))
        for (index, word) in words.enumerated() {
            state.push(word)
            state.rawSet(position: index - scriptIndex, in: -2)
        }
        state.rawSet("arg", in: -2)
        state.pop()
    }

    /// Turns on the warnings of `warn`, and those of the compiler about the scripts that are loaded from now on.
    public func turnWarningsOn() {
        runtime.main.warn("@on")
        runtime.wantsWarnings = true
    }

    /// Whether SIGTERM has asked the program to end.
    public var isTerminated: Bool { runtime.takeSignal() == .terminate }

    /// Whether SIGINT or SIGTERM has come, even if a script has caught what it raised.
    public var isInterrupted: Bool { runtime.hasBeenSignalled }
}

/// The version of this package.
public let version = Libraries.version

extension Runtime.Failure {
    init(_ failure: ScriptFailure) {
        self.init(
            message: failure.message, coroutineTraceback: failure.traceback, colouredMessage: failure.colouredMessage)
    }
}
