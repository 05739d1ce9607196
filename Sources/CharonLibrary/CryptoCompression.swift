internal import CharonCrypto
internal import CharonLua
internal import CharonScript
internal import CharonSystem

/// `compress` and `decompress`.
extension CryptoLibrary {
    /// How long a text may be if the caller does not say, bytes, and how many times as long as the data.
    private static let defaultMax = 64 << 20
    private static let defaultRatio = 30

    var compression: [ScriptFunction] {
        [
            ScriptFunction("compress") { call throws(ScriptError) in
                let text = try call.bytes(1)
                let packed: [UInt8]
                switch try call.string(2) {
                case "lzf":
                    guard let shorter = LZF.pack(text) else { throw .raise("failed to compress string") }
                    packed = shorter
                case "zlib": packed = try raising { () throws(CryptoError) in try Deflation.pack(text, as: .zlib) }
                case "gzip": packed = try raising { () throws(CryptoError) in try Deflation.pack(text, as: .gzip) }
                default: throw .raise("crypto.compress currently only supports 'lzf' algorithm")
                }
                return call.reply(.bytes(packed))
            },
            ScriptFunction("decompress") { [self] call throws(ScriptError) in try decompress(call) },
        ]
    }

    /// The arguments are told apart by their number, and by whether the second is a string.
    private func decompress(_ call: ScriptCall) throws(ScriptError) -> Reply {
        guard call.count <= 4 else { throw .raise("wrong number of arguments") }
        let data = try call.bytes(1)
        let hasAlgorithm = call.count == 4 || call.count > 1 && call.state.type(at: 2) == .string
        let isLZF = hasAlgorithm ? try call.string(2) == "lzf" : false
        let rest = hasAlgorithm ? call.count - 2 : call.count - 1
        let offset = rest > 1 ? try call.optionalInteger(call.count - 1) ?? 1 : 1
        let wanted = rest > 0 ? try call.optionalInteger(call.count) ?? -1 : -1
        let packed = data.dropFirst(try data.offset(offset))
        let maxBytes =
            wanted < 0
            ? max(Self.defaultMax, packed.count.multipliedReportingOverflow(by: Self.defaultRatio).partialValue)
            : Int(wanted)
        return isLZF ? try unpackLZF(packed, maxBytes, call) : try inflate(packed, maxBytes, call)
    }

    private func inflate(_ packed: BorrowedBytes, _ maxBytes: Int, _ call: ScriptCall) throws(ScriptError) -> Reply {
        let result = try withinMemory(maxBytes) { maxBytes in
            let result = Inflation(packed, maxBytes: maxBytes)
            return (result, result.failure == .tooLarge)
        }
        switch result.failure {
        case .outOfMemory: throw .raiseBare("not enough memory")
        case .tooLarge: return answer(.none, 0, error: "too large", to: call)
        case .invalidData: return answer(.none, 0, error: "invalid data", to: call)
        case nil:
            return withExtendedLifetime(result) {
                answer(
                    result.bytes, result.packedCount, hasChecksum: result.hasChecksum, isMismatch: result.isMismatch,
                    to: call)
            }
        }
    }

    private func unpackLZF(_ packed: BorrowedBytes, _ maxBytes: Int, _ call: ScriptCall) throws(ScriptError) -> Reply {
        let result = try withinMemory(maxBytes) { maxBytes in
            let result = LZF.unpack(packed, maxBytes: maxBytes)
            return (result, result == .tooLarge)
        }
        switch result {
        case .text(let text): return text.withBorrowedBytes { answer($0, packed.count, to: call) }
        case .tooLarge: return answer(.none, 0, error: "too large", to: call)
        case .invalid: throw .raise("failed to decompress string")
        }
    }

    /// Unpacks no more than fits into what scripts may hold: a text is in memory twice, once as Lua's string.
    ///
    /// - Parameter unpack: gets how long the text may be, answers whether it would be longer.
    /// - Throws: `not enough memory` if it is that which keeps the text from being as long as it may.
    private func withinMemory<Result>(
        _ maxBytes: Int, unpack: (Int) -> (result: Result, isTooLarge: Bool)
    ) throws(ScriptError) -> Result {
        var allowed = min(maxBytes, runtime.machine.availableMemory / 2)
        var attempt = unpack(allowed)
        if attempt.isTooLarge, allowed < maxBytes {
            // Part of the memory may be held by garbage.
            runtime.collectFully()
            allowed = min(maxBytes, runtime.machine.availableMemory / 2)
            attempt = unpack(allowed)
            if attempt.isTooLarge, allowed < maxBytes { throw .raiseBare("not enough memory") }
        }
        return attempt.result
    }

    private func answer(
        _ text: BorrowedBytes, _ packedCount: Int, hasChecksum: Bool = false, isMismatch: Bool = false,
        error: String? = nil, to call: ScriptCall
    ) -> Reply {
        call.state.push(text)
        var information: [(String, ScriptValue)] = [
            ("compressed_size", .integer(packedCount)), ("checksum_present", .boolean(hasChecksum)),
            ("checksum_mismatch", .boolean(isMismatch)),
        ]
        if let error { information.append(("error", .string(error))) }
        _ = call.reply(.table(information))
        return .pushed(2)
    }
}
