package import CharonLoop
package import CharonLua
internal import CharonSystem
internal import PlutoCompiler
internal import PlutoSyntax

/// One thread's Pluto: a Lua state, the loop that its scripts wait on, and the compiler in front of it.
///
/// Nothing is shared between two runtimes. Confined to the thread that made it.
@usableFromInline
package final class ScriptRuntime {
    package let loop: EventLoop
    package let machine: VirtualMachine
    var collector = CollectionPace()
    /// The identity of the coroutine that a scheduler is resuming right now, 0 for none.
    @usableFromInline var scheduled: UInt = 0
    /// Calls of waiting functions since that coroutine was resumed.
    @usableFromInline var turnCalls = 0
    /// The error that a scheduler passed on last, and the traceback of its coroutine, for the command's message.
    var failedCoroutine: (message: [UInt8], traceback: String)?
    /// Prints warnings of the translation; nil drops them.
    package var reportDiagnostics: ((String) -> Void)?
    /// Whether what is reported, and the coloured message of a failure, is for a terminal that shows colours.
    package var wantsColour = false
    /// Whether the translation looks for what is probably wrong also where no comment asks for it.
    package var wantsWarnings = false
    private var pressure = 0
    var isWakingBySignal = false
    /// Registry reference of the table that translated chunks call.
    var support: Int32 = 0
    private var closers: [() -> Void] = []
    private var isClosed = false
    private var isClosingQuickly = false

    package var main: LuaState { machine.main }

    /// - Parameters:
    ///   - loop: what the runtime's scripts wait on.
    ///   - memoryLimit: bytes that scripts may hold; 0 is no limit.
    ///   - ignoresEnvironment: whether `LUA_PATH` and `LUA_CPATH` have no effect.
    /// - Throws: `ScriptFailure` if there is no memory or the support library does not load.
    package init(loop: EventLoop, memoryLimit: Int, ignoresEnvironment: Bool = false) throws(ScriptFailure) {
        guard let machine = VirtualMachine(memoryLimit: memoryLimit) else {
            throw ScriptFailure(message: "not enough memory", traceback: nil)
        }
        self.loop = loop
        self.machine = machine
        try machine.withoutCollector { () throws(ScriptFailure) in
            machine.openLibraries(ignoresEnvironment: ignoresEnvironment)
            try installSupport()
        }
    }

    // The functions that the Lua state holds refer to the runtime: `close` must be called to end it.

    /// What shall be done when the runtime closes, before the Lua state is freed: in reverse order.
    package func onClose(_ action: @escaping () -> Void) { closers.append(action) }
    func onCloseLast(_ action: @escaping () -> Void) { closers.insert(action, at: 0) }

    /// Ends the runtime: finalisers run, sockets are written out, everything is freed. Twice does nothing.
    ///
    /// - Parameter quickly: what waits for others is cut short.
    package func close(quickly: Bool = false) {
        if isClosed { return }
        isClosed = true
        isClosingQuickly = quickly
        while let closer = closers.popLast() { closer() }
        machine.close()
        loop.end()
    }

    /// Whether whoever ends the program does not want to wait for slow peers: because a signal does, or one has come
    /// since its end began.
    package var mustEndSoon: Bool { isClosingQuickly || hasBeenSignalled }

    /// Whether a scheduler is resuming a coroutine, so that the loop turns soon after it has waited.
    @inlinable package var isInTurn: Bool { scheduled != 0 }

    /// How many waiting functions the coroutine has called since its scheduler resumed it.
    @inlinable package var callsInTurn: Int { turnCalls }

    // MARK: Coroutines

    /// The record of a coroutine, made at its first wait.
    func record(of state: LuaState) -> CoroutineRecord {
        if let record = VirtualMachine.record(of: state, as: CoroutineRecord.self) { return record }
        let record = CoroutineRecord(loop: loop)
        machine.setRecord(record, of: state)
        return record
    }

    /// Drops what a coroutine waits for, as when it is closed.
    package func dropWait(of state: LuaState) {
        guard let record = VirtualMachine.record(of: state, as: CoroutineRecord.self) else { return }
        record.dropWait()
        record.notifySchedulers()
    }

    /// Warns as a script does with `warn`, so that `wcall` sees it.
    package func warn(_ message: String, in state: LuaState) {
        guard state.reserve(8) else { return }
        let top = state.top
        state.pushReference(support)
        state.rawGet("warn", from: -1)
        state.push(message)
        _ = state.call(arguments: 1, results: 0)
        state.top = top
    }

    // MARK: Garbage

    /// Lets go of a value kept in the registry; nothing happens once the runtime is closed.
    func releaseReference(_ reference: Int32) {
        if !isClosed { main.release(reference: reference) }
    }

    /// Pays the collector for what a script made outside of Lua's memory, a socket for example.
    package func notePressure(bytes: Int, in state: LuaState) {
        pressure += bytes
        if pressure >= 65_536 {
            state.collect(for: pressure)
            pressure = 0
        }
    }

    /// Tells that sockets or the like may have become unreachable.
    package func noteGarbage() { collector.note(at: loop.now) }

    /// Collects everything that is unreachable, which closes sockets among it.
    package func collectFully() {
        let start = loop.now
        main.collectFully()
        collector.collected(from: start, to: loop.now)
    }

    /// Whether scripts hold no more than they may, after collecting if need be. For host functions that make many
    /// values: Lua refuses nothing while they run.
    package func isWithinMemoryLimit() -> Bool {
        if !machine.isOverLimit { return true }
        collectFully()
        return !machine.isOverLimit
    }

    /// Counts memory that a script's object holds outside of Lua, after collecting if need be.
    ///
    /// - Parameter bytes: they must be given back with `machine.refund` when the object goes.
    /// - Returns: false if the limit does not allow it.
    package func charge(_ bytes: Int) -> Bool {
        if machine.charge(bytes) { return true }
        collectFully()
        return machine.charge(bytes)
    }

    // MARK: Translation

    /// The Lua text of a Pluto chunk, whose warnings are reported.
    ///
    /// - Parameter chunkName: as messages show it.
    func translate(_ source: [UInt8], chunkName: String) throws(ScriptFailure) -> [UInt8] {
        let chunk = try compiled(source, chunkName: chunkName, wantsWarnings: wantsWarnings)
        if let reportDiagnostics, !chunk.diagnostics.isEmpty {
            reportDiagnostics(render(chunk.diagnostics, source: source, chunkName: chunkName, colour: wantsColour))
        }
        return chunk.lua
    }

    /// The Lua text of a Pluto chunk, and its warnings as text for a script that asks for them.
    ///
    /// - Parameter chunkName: as messages show it.
    /// - Returns: no warnings of unused variables: a chunk that a script makes may declare them for others to see.
    func translateWithWarnings(
        _ source: [UInt8], chunkName: String
    ) throws(ScriptFailure) -> (lua: [UInt8], warnings: String?) {
        let chunk = try compiled(source, chunkName: chunkName, wantsWarnings: true)
        let found = chunk.diagnostics.filter { $0.warningName != "unused" }
        if found.isEmpty { return (chunk.lua, nil) }
        return (chunk.lua, render(found, source: source, chunkName: chunkName, colour: false))
    }

    private func compiled(
        _ source: [UInt8], chunkName: String, wantsWarnings: Bool
    ) throws(ScriptFailure) -> CompiledChunk {
        let options = CompilerOptions(
            chunkName: chunkName, wantsWarnings: wantsWarnings,
            readFile: { StandardStream.contents(ofFileNamed: $0) })
        switch compile(source, options: options) {
        case .success(let chunk):
            return chunk
        case .failure(let diagnostics):
            let text = render(diagnostics, source: source, chunkName: chunkName, colour: false)
            let coloured =
                wantsColour ? render(diagnostics, source: source, chunkName: chunkName, colour: true) : nil
            throw ScriptFailure(message: text, traceback: nil, colouredMessage: coloured)
        }
    }
}

/// Why a script could not be run, or ended.
package struct ScriptFailure: Error {
    /// As Lua's interpreter would print it.
    package let message: String
    package let traceback: String?
    /// The diagnostics of the source with the colours of a terminal; nil if those are not wanted, or the message is of
    /// another kind.
    package let colouredMessage: String?

    package init(message: String, traceback: String?, colouredMessage: String? = nil) {
        self.message = message
        self.traceback = traceback
        self.colouredMessage = colouredMessage
    }
}
