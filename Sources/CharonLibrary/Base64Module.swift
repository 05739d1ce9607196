internal import CharonLua
internal import CharonScript
internal import CharonSystem

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

extension Libraries {
    /// A function of a string that gives another.
    func encoder(
        _ name: String, _ encode: @escaping (ScriptCall, BorrowedBytes, GrowingBytes) -> Void
    ) -> ScriptFunction {
        ScriptFunction(name) { [scratch] call throws(ScriptError) in
            let bytes = try call.bytes(1)
            return try scratch.answer { (output) throws(ScriptError) in encode(call, bytes, output) }
        }
    }

    /// A function of a string that gives another, or nil and the reason where `decode` says false.
    func decoder(
        _ name: String, reason: String, _ decode: @escaping (BorrowedBytes, GrowingBytes) -> Bool
    ) -> ScriptFunction {
        ScriptFunction(name) { [scratch] call throws(ScriptError) in
            let bytes = try call.bytes(1)
            var isValid = false
            let reply = try scratch.answer { (output) throws(ScriptError) in isValid = decode(bytes, output) }
            return isValid ? reply : call.reply(nil, .string(reason))
        }
    }
}
