internal import CharonLua
internal import CharonScript
internal import CharonSystem

extension LibraryModule {
    /// `json`: values as JSON or MessagePack, and back.
    ///
    /// Source: Pluto manual, JSON; libraries.md section 2.
    static let json = LibraryModule(name: "json") { libraries throws(ScriptFailure) in
        let library = JSONLibrary(libraries)
        libraries.pushTable(of: library.functions)
        let state = libraries.runtime.main
        state.pushNullPointer()
        state.rawSet("null", in: -2)
        for flag in JSONLibrary.flags {
            state.push(flag.value.rawValue)
            state.rawSet(flag.name, in: -2)
        }
    }
}

/// The functions of `json`.
struct JSONLibrary {
    /// What `decode` is asked for.
    struct Flags: OptionSet {
        let rawValue: Int64
        static let withNull = Flags(rawValue: 1)
        static let withOrder = Flags(rawValue: 2)
        static let messagePack = Flags(rawValue: 4)
    }

    static let flags: [(name: String, value: Flags)] = [
        ("withnull", .withNull), ("withorder", .withOrder), ("msgpack", .messagePack),
    ]

    private enum Format {
        case json(JSONWriter.Style)
        case messagePack
    }

    private unowned let libraries: Libraries

    init(_ libraries: Libraries) { self.libraries = libraries }

    var functions: [ScriptFunction] { [encode, decode] }

    // encode(data [, format]) -> text
    private var encode: ScriptFunction {
        ScriptFunction("encode") { [libraries] call throws(ScriptError) in
            let state = call.state
            guard call.count > 0 else { throw .badType(1, expected: "JSON-castable type") }
            let format = try Self.format(call, 2)
            return try libraries.scratch.answer { (output) throws(ScriptError) in
                state.push("__order" as StaticString)
                let order = state.top
                let limit = libraries.runtime.machine.availableMemory
                state.pushCopy(of: 1)
                switch format {
                case .json(let style):
                    let writer = JSONWriter(output, style: style)
                    var walk = LuaValueWalk(state: state, orderName: order, limit: limit, writer: writer)
                    try walk.write()
                case .messagePack:
                    let writer = MessagePackWriter(output)
                    var walk = LuaValueWalk(state: state, orderName: order, limit: limit, writer: writer)
                    try walk.write()
                }
            }
        }
    }

    private static func format(_ call: ScriptCall, _ index: Int32) throws(ScriptError) -> Format {
        switch call.state.type(at: index) {
        case .none, .nil: return .json(.compact)
        case .boolean: return .json(call.state.boolean(at: index) ? .pretty : .compact)
        default: break
        }
        let name = try call.string(index)
        switch name {
        case "compact": return .json(.compact)
        case "pretty": return .json(.pretty)
        case "strict": return .json(.strict)
        case "msgpack": return .messagePack
        default: throw .badArgument(index, "invalid option '\(name)'")
        }
    }

    // decode(data [, flags]) -> value | nil, reason
    private var decode: ScriptFunction {
        ScriptFunction("decode") { [libraries] call throws(ScriptError) in
            let state = call.state
            let bytes = try call.bytes(1)
            let flags = Flags(rawValue: try call.optionalInteger(2) ?? 0)
            let builder = LuaValueBuilder(
                state: state, runtime: libraries.runtime, keepsNull: flags.contains(.withNull),
                keepsOrder: flags.contains(.withOrder))
            do throws(FormatError) {
                if flags.contains(.messagePack) {
                    var reader = MessagePackReader(bytes, builder: builder)
                    try reader.readDocument()
                } else {
                    var reader = JSONReader(bytes, builder: builder)
                    try reader.readDocument()
                }
                return .pushed(1)
            } catch {
                state.top = call.count
                switch error {
                case .invalid(let offset, let reason):
                    let name = flags.contains(.messagePack) ? "MessagePack" : "JSON"
                    let detail = reason.isEmpty ? "" : ": \(reason)"
                    return call.reply(nil, .string("invalid \(name) at byte \(offset + 1)\(detail)"))
                case .tooDeep: throw .raise("Depth limit exceeded")
                case .impossible(let message): throw .raise(message)
                case .outOfMemory: throw .raiseBare("not enough memory")
                }
            }
        }
    }
}
