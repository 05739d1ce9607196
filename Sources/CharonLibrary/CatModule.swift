internal import CharonLua
internal import CharonScript
internal import CharonSystem

extension LibraryModule {
    /// `cat`: configuration in colons and tabs.
    ///
    /// Source: Pluto manual, Cat; libraries.md section 13.
    static let cat = LibraryModule(name: "cat") { libraries throws(ScriptFailure) in
        let state = libraries.runtime.main
        try libraries.runtime.runLua(metatables, chunkName: "=[cat]", arguments: 0, results: 2)
        let node = state.makeReference()
        let library = CatLibrary(libraries, listMetatable: state.makeReference(), nodeMetatable: node)
        libraries.pushTable(of: [library.decode, library.encode])
    }

    /// What is no field of a list, or of a node with children, is the first of them with that name.
    private static let metatables = """
        local rawget, type = rawget, type
        local function find(list, name)
          if type(list) ~= "table" then return nil end
          local i = 1
          while true do
            local node = rawget(list, i)
            if node == nil then return nil end
            if type(node) == "table" and rawget(node, "name") == name then return node end
            i = i + 1
          end
        end
        return { __index = find }, { __index = function(node, name) return find(rawget(node, "children"), name) end }
        """
}

/// The functions of `cat`.
struct CatLibrary {
    private unowned let libraries: Libraries
    private let listMetatable: Int32
    private let nodeMetatable: Int32

    init(_ libraries: Libraries, listMetatable: Int32, nodeMetatable: Int32) {
        self.libraries = libraries
        self.listMetatable = listMetatable
        self.nodeMetatable = nodeMetatable
    }

    // decode(text [, form]) -> table | nil, reason
    var decode: ScriptFunction {
        ScriptFunction("decode") { [self] call throws(ScriptError) in
            let bytes = try call.bytes(1)
            let form = call.isAbsent(2) ? "full" : try call.string(2)
            switch form {
            case "full":
                return try decode(
                    bytes, call, FullCatBuilder(state: call.state, listMetatable: listMetatable, nodeMetatable: nodeMetatable))
            case "flat", "flatwithorder":
                return try decode(bytes, call, FlatCatBuilder(state: call.state, keepsOrder: form == "flatwithorder"))
            default:
                throw .raise("unknown output format '\(form)'")
            }
        }
    }

    private func decode(
        _ bytes: BorrowedBytes, _ call: ScriptCall, _ builder: consuming some CatTableBuilder
    ) throws(ScriptError) -> Reply {
        var reader = CatReader(bytes)
        do throws(FormatError) {
            while try reader.readLine() {
                guard call.state.reserve(12) else { throw .impossible("stack overflow") }
                guard libraries.runtime.isWithinMemoryLimit() else { throw .outOfMemory }
                builder.add(name: reader.name, value: reader.value, depth: reader.depth)
            }
        } catch {
            call.state.top = call.count
            switch error {
            case .invalid(_, let reason): return call.reply(nil, .string("invalid cat at line \(reader.line): \(reason)"))
            case .tooDeep: throw .raise("Depth limit exceeded")
            case .impossible(let message): throw .raise(message)
            case .outOfMemory: throw .raiseBare("not enough memory")
            }
        }
        builder.finish()
        return .pushed(1)
    }

    // encode(table) -> text
    var encode: ScriptFunction {
        ScriptFunction("encode") { [libraries] call throws(ScriptError) in
            let state = call.state
            guard state.type(at: 1) == .table else { throw .badType(1, expected: "table") }
            return try libraries.scratch.answer { (output) throws(ScriptError) in
                state.pushCopy(of: 1)
                var writer = CatTableWriter(
                    state: state, output: output, limit: libraries.runtime.machine.availableMemory)
                try writer.write()
            }
        }
    }
}
