internal import CharonLua
internal import CharonScript

extension LibraryModule {
    /// `base64`: both alphabets, with and without padding.
    ///
    /// Source: Pluto manual, Base64; libraries.md section 3.
    static let base64 = LibraryModule(name: "base64") { libraries throws(ScriptFailure) in
        libraries.pushTable(of: [
            // Left out is not the same as nil here.
            libraries.encoder("encode") { call, bytes, output in
                Base64.standard.encode(bytes, padded: call.count < 2 || call.state.boolean(at: 2), to: output)
            },
            libraries.encoder("urlencode") { call, bytes, output in
                Base64.urlSafe.encode(bytes, padded: call.state.boolean(at: 2), to: output)
            },
            libraries.decoder("decode", reason: "invalid base64") { Base64.standard.decode($0, to: $1) },
            libraries.decoder("urldecode", reason: "invalid base64") { Base64.urlSafe.decode($0, to: $1) },
        ])
    }
}
