internal import CharonCrypto
internal import CharonLua
internal import CharonScript
internal import CharonSystem

/// Keys of RSA, which are tables of big integers, and of Curve25519 and Ed25519, which are strings.
extension CryptoLibrary {
    var keyFunctions: [ScriptFunction] {
        [
            ScriptFunction("generatekeypair") { [self] call throws(ScriptError) in
                switch try call.string(1) {
                case "curve25519":
                    let pair = try raising { () throws(CryptoError) in try Curve25519.makePair() }
                    return call.reply(.bytes(pair.publicKey), .bytes(pair.privateKey))
                case "ed25519":
                    let pair = try raising { () throws(CryptoError) in try Ed25519.makePair() }
                    return call.reply(.bytes(pair.publicKey), .bytes(pair.privateKey))
                case "rsa":
                    let bits = Int(clamping: try call.integer(2).magnitude)
                    let key = try raising { () throws(CryptoError) in try RSAKey.generate(bits: bits) }
                    try pushPublic(key, in: call)
                    try pushPrivate(key, in: call)
                    return .pushed(2)
                default: throw .raise("Unknown type")
                }
            },
            ScriptFunction("derive") { [self] call throws(ScriptError) in
                switch try call.string(1) {
                case "curve25519":
                    let key = try call.bytes(2)
                    return call.reply(.bytes(try raising(key: "private key") { () throws(CryptoError) in
                        try Curve25519.publicKey(of: key)
                    }))
                case "ed25519":
                    let key = try call.bytes(2)
                    return call.reply(.bytes(try raising(key: "private key") { () throws(CryptoError) in
                        try Ed25519.publicKey(of: key)
                    }))
                case "rsa":
                    try pushPublic(try privateKey(2, of: call), in: call)
                    return .pushed(1)
                default: throw .raise("Unknown ciphersuite")
                }
            },
            ScriptFunction("x25519") { call throws(ScriptError) in
                let own = try call.bytes(1), other = try call.bytes(2)
                guard own.count == Curve25519.size else { throw .raise("Invalid private key") }
                return call.reply(.bytes(try raising(key: "public key") { () throws(CryptoError) in
                    try Curve25519.secret(own, other)
                }))
            },
            ScriptFunction("exportkey") { [self] call throws(ScriptError) in
                try call.table(1)
                guard try call.string(2) == "pem" else { throw .raise("Unknown format") }
                let key = try privateKey(1, of: call)
                return call.reply(.bytes(try raising(key: "private key") { () throws(CryptoError) in try key.pem() }))
            },
            ScriptFunction("importkey") { [self] call throws(ScriptError) in
                let text = try call.bytes(1)
                guard try call.string(2) == "pem" else { throw .raise("Unknown format") }
                let key = try raising(key: "private key") { () throws(CryptoError) in try RSAKey(pem: text) }
                try pushPrivate(key, in: call)
                return .pushed(1)
            },
            ScriptFunction("sign") { [self] call throws(ScriptError) in
                let (data, scheme) = try signedData(of: call)
                switch scheme {
                case .ed25519:
                    let key = try call.bytes(3)
                    return call.reply(.bytes(try raising(key: "private key") { () throws(CryptoError) in
                        try Ed25519.sign(data, key)
                    }))
                case .rsa(let digest):
                    let key = try privateKey(3, of: call)
                    return call.reply(.bytes(try raising(key: "private key") { () throws(CryptoError) in
                        try key.sign(data, digest)
                    }))
                }
            },
            ScriptFunction("verify") { [self] call throws(ScriptError) in
                let (data, scheme) = try signedData(of: call)
                switch scheme {
                case .ed25519:
                    let key = try call.bytes(3), signature = try call.bytes(4)
                    return call.reply(try raising(key: "public key") { () throws(CryptoError) in
                        try Ed25519.verify(data, key, signature: signature)
                    })
                case .rsa(let digest):
                    try call.table(3)
                    let signature = try call.bytes(4)
                    guard let key = try publicKey(3, of: call) else { throw .raise("Invalid public key") }
                    return call.reply(try raising(key: "public key") { () throws(CryptoError) in
                        try key.verify(data, digest, signature: signature)
                    })
                }
            },
        ]
    }

    /// How something is signed.
    private enum SignatureScheme {
        /// PKCS #1 v1.5 over this digest.
        case rsa(DigestAlgorithm)
        case ed25519
    }

    /// The first two arguments of `sign` and `verify`. A mode that is not known is told of before anything else.
    private func signedData(of call: ScriptCall) throws(ScriptError) -> (data: BorrowedBytes, scheme: SignatureScheme) {
        var scheme: SignatureScheme?
        switch call.state.string(at: 2) {
        case "rsa-sha256": scheme = .rsa(.sha256)
        case "rsa-sha1": scheme = .rsa(.sha1)
        case "ed25519": scheme = .ed25519
        case nil: break
        default: throw .raise("Unknown mode")
        }
        let data = try call.bytes(1)
        guard let scheme else { throw .badType(2, expected: "string") }
        return (data, scheme)
    }

    // MARK: Keys from tables

    /// A key from a table: private if it has `p` and `q`, else public.
    func key(_ index: Int32, of call: ScriptCall) throws(ScriptError) -> RSAKey {
        try call.table(index)
        if let p = try number("p", in: index, of: call), let q = try number("q", in: index, of: call) {
            return try keptKey(p: p, q: q, in: call)
        }
        guard let key = try publicKey(index, of: call) else { throw .raise("Invalid key") }
        return key
    }

    private func privateKey(_ index: Int32, of call: ScriptCall) throws(ScriptError) -> RSAKey {
        try call.table(index)
        guard let p = try number("p", in: index, of: call), let q = try number("q", in: index, of: call) else {
            throw .raise("Invalid private key")
        }
        return try keptKey(p: p, q: q, in: call)
    }

    /// nil if the table has no `n` and `e` that can be a key.
    private func publicKey(_ index: Int32, of call: ScriptCall) throws(ScriptError) -> RSAKey? {
        guard let n = try number("n", in: index, of: call), let e = try number("e", in: index, of: call) else { return nil }
        return keptKey(n: n, e: e, in: call)
    }

    private func number(_ name: String, in index: Int32, of call: ScriptCall) throws(ScriptError) -> BigInteger? {
        guard call.state.reserve(4) else { throw .raise("stack overflow") }
        guard call.state.getField(name, of: index) else { throw .raiseTop }
        defer { call.state.pop() }
        return bigIntegers.kind.object(at: -1, of: call.state)
    }

    // MARK: Tables from keys

    private func pushPublic(_ key: RSAKey, in call: ScriptCall) throws(ScriptError) {
        try push([("n", key.modulus), ("e", key.exponent)], in: call)
    }

    private func pushPrivate(_ key: RSAKey, in call: ScriptCall) throws(ScriptError) {
        guard let primes = key.primes else { throw .raise("Invalid private key") }
        try push([("p", primes.p), ("q", primes.q)], in: call)
    }

    private func push(_ fields: [(String, BigInteger)], in call: ScriptCall) throws(ScriptError) {
        guard call.state.reserve(8) else { throw .raise("stack overflow") }
        call.state.pushNewTable(fields: Int32(clamping: fields.count))
        for (name, number) in fields {
            _ = try bigIntegers.push(number, in: call)
            call.state.rawSet(name, in: -2)
        }
    }
}

extension ScriptCall {
    /// - Throws: a bad-argument error if the argument is no table.
    func table(_ index: Int32) throws(ScriptError) {
        guard state.type(at: index) == .table else { throw .badType(index, expected: "table") }
    }
}
