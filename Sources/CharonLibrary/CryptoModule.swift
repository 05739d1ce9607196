internal import CharonCrypto
internal import CharonLua
internal import CharonScript
internal import CharonSystem

extension LibraryModule {
    /// `crypto`: digests, ciphers, keys, checksums, random numbers and compression.
    ///
    /// Source: libraries.md section 6.
    static let crypto = LibraryModule(name: "crypto") { libraries throws(ScriptFailure) in
        // Keys are tables of big integers, whose class must be there.
        try libraries.pushLibrary(.bigint)
        libraries.runtime.main.pop()
        libraries.pushTable(of: CryptoLibrary(libraries: libraries).functions)
    }
}

/// The functions of `crypto`.
final class CryptoLibrary {
    let runtime: ScriptRuntime
    let bigIntegers: BigIntegerLibrary
    let digests = Digests()
    let aes = AES()

    init(libraries: Libraries) {
        runtime = libraries.runtime
        bigIntegers = libraries.bigIntegers
    }

    var functions: [ScriptFunction] { digestFunctions + checksums + quickHashes + ciphers + keyFunctions + compression + [random] }

    // MARK: Digests and checksums

    private var digestFunctions: [ScriptFunction] {
        DigestAlgorithm.allCases.map { algorithm in
            let name = String(algorithm.rawValue.lowercased().map { $0 == "-" ? "_" : $0 })
            return ScriptFunction(name) { [digests] call throws(ScriptError) in
                let bytes = try call.bytes(1)
                let value = try raising { () throws(CryptoError) in try digests.digest(algorithm, of: bytes) }
                return call.reply(.bytes(call.isTrue(2) ? value : value.hexadecimal))
            }
        } + [
            ScriptFunction("hmac") { [digests] call throws(ScriptError) in
                let name = try call.string(1)
                let key = try call.bytes(2), message = try call.bytes(3)
                guard let algorithm = Self.codeAlgorithms[name] else { throw .raise("unknown hash algorithm: \(name)") }
                let value = try raising { () throws(CryptoError) in try digests.code(algorithm, key: key, of: message) }
                return call.reply(.bytes(call.isTrue(4) ? value : value.hexadecimal))
            },
        ]
    }

    private static let codeAlgorithms: [String: DigestAlgorithm] = [
        "sha1": .sha1, "sha256": .sha256, "sha384": .sha384, "sha512": .sha512,
    ]

    private var checksums: [ScriptFunction] {
        [
            ScriptFunction("crc32") { call throws(ScriptError) in
                let bytes = try call.bytes(1)
                return call.reply(.integer(Int(Checksum.crc32(bytes, from: try call.seed(2)))))
            },
            ScriptFunction("crc32c") { call throws(ScriptError) in
                let bytes = try call.bytes(1)
                return call.reply(.integer(Int(Checksum.crc32c(bytes, from: try call.seed(2)))))
            },
            ScriptFunction("adler32") { call throws(ScriptError) in
                call.reply(.integer(Int(Checksum.adler32(try call.bytes(1)))))
            },
        ]
    }

    // MARK: Hashes that are no cryptography

    private var quickHashes: [ScriptFunction] {
        let plain: [(String, (BorrowedBytes) -> UInt32)] = [
            ("fnv1a32", QuickHash.fnv1a32), ("joaat", QuickHash.joaat), ("djb2", QuickHash.djb2), ("sdbm", QuickHash.sdbm),
            ("times33", QuickHash.times33), ("superfasthash", QuickHash.superFastHash),
        ]
        let seeded: [(String, (BorrowedBytes, UInt32) -> UInt32)] = [
            ("lua", QuickHash.lua), ("lookup3", QuickHash.lookup3), ("murmur1", QuickHash.murmur1),
            ("murmur2", QuickHash.murmur2), ("murmur2a", QuickHash.murmur2a), ("murmur2neutral", QuickHash.murmur2),
        ]
        let long: [(String, (BorrowedBytes, UInt64) -> UInt64)] = [
            ("fnv1", { bytes, _ in QuickHash.fnv1(bytes) }), ("fnv1a", { bytes, _ in QuickHash.fnv1a(bytes) }),
            ("murmur64a", QuickHash.murmur64a), ("murmur64b", QuickHash.murmur64b),
        ]
        return plain.map { name, hash in
            ScriptFunction(name) { call throws(ScriptError) in call.reply(.integer(Int(hash(try call.bytes(1))))) }
        } + seeded.map { name, hash in
            ScriptFunction(name) { call throws(ScriptError) in
                let bytes = try call.bytes(1)
                return call.reply(.integer(Int(hash(bytes, try call.seed(2)))))
            }
        } + long.map { name, hash in
            ScriptFunction(name) { call throws(ScriptError) in
                let bytes = try call.bytes(1)
                let seed = name.hasPrefix("fnv") ? 0 : try call.optionalInteger(2) ?? 0
                return call.reply(.integer(Int(truncatingIfNeeded: hash(bytes, UInt64(bitPattern: seed)))))
            }
        }
    }

    // MARK: Random numbers

    private var random: ScriptFunction {
        ScriptFunction("random") { call throws(ScriptError) in
            let range: ClosedRange<Int64>?
            switch call.count {
            case 0: range = nil
            case 1:
                let last = try call.integer(1)
                if last < 0 { throw .badArgument(1, "interval is empty") }
                range = last == 0 ? nil : 1...last
            case 2:
                let first = try call.integer(1), last = try call.integer(2)
                if first > last { throw .badArgument(2, "interval is empty") }
                range = first...last
            default: throw .raise("wrong number of arguments")
            }
            let value = try raising { () throws(CryptoError) in
                if let range { try Randomness.integer(in: range) } else { try Randomness.integer() }
            }
            return call.reply(.integer(Int(value)))
        }
    }
}

extension ScriptCall {
    /// Whether the argument is `true`; any other value does not count.
    func isTrue(_ index: Int32) -> Bool { state.type(at: index) == .boolean && state.boolean(at: index) }

    /// The low 32 bits of an integer, 0 for nil and none.
    func seed(_ index: Int32) throws(ScriptError) -> UInt32 {
        UInt32(truncatingIfNeeded: try optionalInteger(index) ?? 0)
    }
}

extension [UInt8] {
    /// Two lower-case hexadecimal digits for each byte.
    var hexadecimal: [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(2 * count)
        for byte in self {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 0xf)])
        }
        return text
    }
}
