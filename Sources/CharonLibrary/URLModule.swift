internal import CharonLua
internal import CharonScript
internal import CharonSystem

extension LibraryModule {
    /// `url`: percent-encoding, and URLs taken apart.
    ///
    /// Source: Pluto manual, URL; libraries.md section 5.
    static let url = LibraryModule(name: "url") { libraries throws(ScriptFailure) in
        libraries.pushTable(of: [
            libraries.encoder("encode") { _, bytes, output in PercentEncoding.encode(bytes, to: output) },
            libraries.encoder("decode") { _, bytes, output in PercentEncoding.decode(bytes, to: output) },
            ScriptFunction("parse") { call throws(ScriptError) in
                guard let parts = URLParts(try call.bytes(1)) else { return call.reply(nil, "invalid port") }
                let state = call.state
                state.pushNewTable(fields: 8)
                state.push(parts.port)
                state.rawSet("port", in: -2)
                for (name, part) in [
                    ("scheme", parts.scheme), ("user", parts.user), ("pass", parts.pass), ("host", parts.host),
                    ("path", parts.path), ("query", parts.query), ("fragment", parts.fragment),
                ] {
                    state.push(part)
                    state.rawSet(name, in: -2)
                }
                return .pushed(1)
            },
        ])
    }
}
