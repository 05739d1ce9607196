internal import CharonLua
package import CharonNet
package import CharonScript

/// A library that scripts get through `require`: the file that defines it, and its line in `Catalog`.
package struct LibraryModule: Sendable {
    /// The bare name: `socket` for `require "socket"` and `require "pluto:socket"`.
    package let name: String
    /// Makes the library when it is first required and pushes it onto the main thread's stack.
    let open: @Sendable (Libraries) throws(ScriptFailure) -> Void
}

/// The libraries of one runtime, and what they share.
package final class Libraries {
    /// The version of charon, as `User-Agent` tells it.
    package static let version = "0.1.0"

    package let runtime: ScriptRuntime
    package let network: Network
    /// Made when first needed: loading a library has no effects.
    private var openedScheduler: SchedulerLibrary?
    /// The class `bigint`, which `crypto` makes instances of too.
    private(set) lazy var bigIntegers = BigIntegerLibrary(runtime: runtime)
    private var opened: [String: Int32] = [:]
    /// Registry reference of the function that adds a script's own libraries to the table of all.
    private(set) var ownLibraries: Int32 = 0
    /// What functions of opened libraries refer to.
    private var kept: [AnyObject] = []
    /// Whether several runtimes listen on one port and the kernel spreads connections over them.
    package let sharesPorts: Bool
    /// Where encoders write, before the result becomes a string of Lua's.
    let scratch = ScratchBytes()

    /// How long sockets may take when a signal ends the program.
    private static let quickEnd = Duration.milliseconds(500)

    /// - Parameters:
    ///   - runtime: the runtime to offer the libraries to.
    ///   - sharesPorts: true if other runtimes of the program run the same script (`--workers`).
    /// - Throws: `ScriptFailure` if a built-in library does not load.
    package init(runtime: ScriptRuntime, sharesPorts: Bool = false) throws(ScriptFailure) {
        self.runtime = runtime
        self.sharesPorts = sharesPorts
        network = Network(
            loop: runtime.loop, area: runtime.makeReceiveArea(capacity: Network.maximumRead),
            records: runtime.makeReceiveArea(capacity: Network.maximumRecord))
        runtime.onClose { [unowned self] in
            closeSockets()
        }
        for module in Catalog.modules { preload(module) }
        preloadWithheld()
        ownLibraries = try Self.makeOwnLibraries(runtime)
        extend("os", with: operatingSystemFunctions + [nameLookup])
        extendOperatingSystem()
        extendCoroutines()
    }

    /// Closes all sockets for the end of the program (library.md 4.10), or within half a second if a signal ends it.
    func closeSockets() {
        network.shutDown { [runtime] in runtime.mustEndSoon ? Self.quickEnd : nil }
    }

    /// Keeps what a library's functions refer to as long as the libraries themselves, to which it must not refer.
    func keep(_ object: AnyObject) { kept.append(object) }

    /// Puts a loader into `package.preload`.
    private func preload(_ module: LibraryModule) {
        let state = runtime.main
        state.rawGetGlobal("package")
        state.rawGet("preload", from: -1)
        runtime.push(ScriptFunction(module.name) { [self] call throws(ScriptError) in
            do throws(ScriptFailure) {
                try pushLibrary(module)
            } catch {
                throw .raise("internal: \(error.message)")
            }
            runtime.main.move(1, to: call.state)
            return module.name == "*" ? addOwnLibraries(call) : .pushed(1)
        }, onto: state)
        state.rawSet(module.name, in: -2)
        state.pop(2)
    }

    /// Pushes a library onto the main stack: the same table each time.
    func pushLibrary(_ module: LibraryModule) throws(ScriptFailure) {
        let state = runtime.main
        if let reference = opened[module.name] {
            state.pushReference(reference)
            return
        }
        guard state.reserve(32) else { throw ScriptFailure(message: "stack overflow", traceback: nil) }
        try module.open(self)
        state.pushCopy(of: -1)
        opened[module.name] = state.makeReference()
    }

    /// The scheduler's functions, which `socket.bind` needs too.
    func schedulers() throws(ScriptFailure) -> SchedulerLibrary {
        if let openedScheduler { return openedScheduler }
        let library = try SchedulerLibrary(runtime: runtime)
        openedScheduler = library
        return library
    }

    /// Pushes a table of functions onto the main stack.
    func pushTable(of functions: [ScriptFunction]) {
        let state = runtime.main
        state.pushNewTable(fields: Int32(clamping: functions.count))
        for function in functions {
            runtime.push(function, onto: state)
            state.rawSet(function.name, in: -2)
        }
    }

    /// Adds functions to a global table of the standard library.
    func extend(_ table: StaticString, with functions: [ScriptFunction]) {
        let state = runtime.main
        state.rawGetGlobal(table)
        for function in functions {
            runtime.push(function, onto: state)
            state.rawSet(function.name, in: -2)
        }
        state.pop()
    }
}

extension LuaState {
    /// Pushes a global without metamethods.
    func rawGetGlobal(_ name: StaticString) {
        pushGlobals()
        rawGet(name, from: -1)
        remove(at: -2)
    }
}
