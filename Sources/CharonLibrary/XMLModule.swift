internal import CharonLua
internal import CharonScript
internal import CharonSystem

extension LibraryModule {
    /// `xml`: documents as tables, and back.
    ///
    /// Source: Pluto manual, XML; libraries.md section 12.
    static let xml = LibraryModule(name: "xml") { libraries throws(ScriptFailure) in
        let state = libraries.runtime.main
        try libraries.runtime.runLua(nodeMetatable, chunkName: "=[xml]", arguments: 0, results: 1)
        let library = XMLLibrary(libraries, nodeMetatable: state.makeReference())
        libraries.pushTable(of: [library.decode, library.encode])
    }

    /// A field that a node has not is its first child of that name.
    private static let nodeMetatable = """
        local rawget, type = rawget, type
        return {
          __index = function(node, name)
            local children = rawget(node, "children")
            if type(children) ~= "table" then return nil end
            for i = 1, #children do
              local child = children[i]
              if type(child) == "table" and rawget(child, "tag") == name then return child end
            end
          end,
        }
        """
}

/// The functions of `xml`.
struct XMLLibrary {
    private unowned let libraries: Libraries
    private let nodeMetatable: Int32

    init(_ libraries: Libraries, nodeMetatable: Int32) {
        self.libraries = libraries
        self.nodeMetatable = nodeMetatable
    }

    // decode(text [, mode]) -> node | nil, reason
    var decode: ScriptFunction {
        ScriptFunction("decode") { [libraries, nodeMetatable] call throws(ScriptError) in
            let bytes = try call.bytes(1)
            let name = call.isAbsent(2) ? XMLMode.xml.rawValue : try call.string(2)
            guard let mode = XMLMode(rawValue: name) else { throw .raise("unknown parser mode '\(name)'") }
            let builder = XMLNodeBuilder(
                state: call.state, runtime: libraries.runtime, metatable: nodeMetatable)
            do throws(FormatError) {
                var reader = XMLReader(bytes, mode: mode, builder: builder)
                try reader.readDocument()
                if mode == .xml, reader.hasMisplacedTags, !reader.hasContent {
                    return call.reply(nil, "no element is complete")
                }
                reader.builder.finish()
                return .pushed(1)
            } catch {
                call.state.top = call.count
                switch error {
                case .outOfMemory: throw .raiseBare("not enough memory")
                case .impossible(let message): throw .raise(message)
                case .tooDeep, .invalid: throw .raise("Depth limit exceeded")
                }
            }
        }
    }

    // encode(node [, pretty]) -> text
    var encode: ScriptFunction {
        ScriptFunction("encode") { [libraries] call throws(ScriptError) in
            let state = call.state
            guard call.count > 0 else { throw .badType(1, expected: XMLNodeWriter.expected) }
            // Nothing but true will do.
            let isPretty = state.type(at: 2) == .boolean && state.boolean(at: 2)
            return try libraries.scratch.answer { (output) throws(ScriptError) in
                state.pushCopy(of: 1)
                var writer = XMLNodeWriter(
                    state: state, output: output, isPretty: isPretty,
                    limit: libraries.runtime.machine.availableMemory)
                try writer.write()
            }
        }
    }
}
