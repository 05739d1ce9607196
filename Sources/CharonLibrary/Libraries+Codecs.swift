internal import CharonScript
internal import CharonSystem

// Functions of one string that give another.

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
