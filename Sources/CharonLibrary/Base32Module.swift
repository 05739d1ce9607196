internal import CharonLua
internal import CharonScript

extension LibraryModule {
    /// `base32`: RFC 4648's alphabet.
    ///
    /// Source: Pluto manual, Base32; libraries.md section 4.
    static let base32 = LibraryModule(name: "base32") { libraries throws(ScriptFailure) in
        libraries.pushTable(of: [
            libraries.encoder("encode") { call, bytes, output in
                Base32.encode(bytes, padded: call.count < 2 || call.state.boolean(at: 2), to: output)
            },
            libraries.decoder("decode", reason: "invalid base32") { Base32.decode($0, to: $1) },
        ])
    }
}
