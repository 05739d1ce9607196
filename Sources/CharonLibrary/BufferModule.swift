internal import CharonLua
internal import CharonScript
internal import CharonSystem

extension LibraryModule {
    /// `buffer`: a string that is built piece by piece.
    ///
    /// Source: Pluto manual, Buffer; libraries.md section 9.
    static let buffer = LibraryModule(name: "buffer") { libraries throws(ScriptFailure) in
        let library = BufferLibrary(runtime: libraries.runtime)
        libraries.keep(library)
        libraries.pushTable(of: library.functions)
        library.makeKind()
    }
}

/// What a script holds for a buffer.
final class ScriptBuffer {
    let bytes = GrowingBytes()
    private let machine: VirtualMachine
    /// Bytes that are counted as the script's.
    private var charged = 0

    init(machine: VirtualMachine) { self.machine = machine }

    deinit { machine.refund(charged) }

    /// Counts the memory that `room` more bytes may take.
    ///
    /// - Returns: how many bytes have been counted in addition, nil if the script's limit does not allow it.
    func charge(_ room: Int, _ runtime: ScriptRuntime) -> Int? {
        let needed = bytes.count + room
        if needed <= charged { return 0 }
        // The memory doubles when it grows; for a moment there are both.
        let added = max(needed, charged * 2, 64) - charged
        guard runtime.charge(added) else { return nil }
        charged += added
        return added
    }
}

/// The functions of `buffer`, which are those of every buffer too.
final class BufferLibrary {
    private unowned let runtime: ScriptRuntime
    private let buffers = UserdataKind<ScriptBuffer>("pluto:buffer")

    init(runtime: ScriptRuntime) { self.runtime = runtime }

    var functions: [ScriptFunction] {
        [
            ScriptFunction("new") { [unowned self] call throws(ScriptError) in
                buffers.push(ScriptBuffer(machine: runtime.machine), onto: call.state)
                return .pushed(1)
            },
            ScriptFunction("append", of: buffers) { [unowned self] call, buffer throws(ScriptError) in
                let bytes = try call.bytes(2)
                guard let added = buffer.charge(bytes.count, runtime) else { throw .raiseBare("not enough memory") }
                buffer.bytes.append(bytes)
                if added > 0 { runtime.notePressure(bytes: added, in: call.state) }
                return .nothing
            },
            tostring,
        ]
    }

    private var tostring: ScriptFunction {
        ScriptFunction("tostring", of: buffers) { call, buffer throws(ScriptError) in .bytes(buffer.bytes.bytes) }
    }

    /// Makes the metatable for the library on top of the main stack, and leaves that there.
    func makeKind() {
        let state = runtime.main
        buffers.pushNewMetatable(in: state)
        state.pushCopy(of: -2)
        state.rawSet("__index", in: -2)
        runtime.push(tostring, onto: state)
        state.rawSet("__tostring", in: -2)
        state.pop()
    }
}
