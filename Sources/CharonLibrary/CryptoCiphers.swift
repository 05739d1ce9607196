internal import CharonCrypto
internal import CharonLua
internal import CharonScript
internal import CharonSystem

/// `encrypt` and `decrypt`: the data, what to do with it, then what that needs.
extension CryptoLibrary {
    /// What the second argument names.
    private enum Cipher {
        case aes(AES.Mode, isPadded: Bool)
        /// Bare, or with the padding of PKCS #1 v1.5.
        case rsa(isPadded: Bool)
        /// With optimal asymmetric encryption padding.
        case oaep(DigestAlgorithm)

        static let names: [String: Cipher] = [
            "aes-cbc": .aes(.cbc, isPadded: false), "aes-cbc-pkcs7": .aes(.cbc, isPadded: true),
            "aes-ecb": .aes(.ecb, isPadded: false), "aes-ecb-pkcs7": .aes(.ecb, isPadded: true),
            "aes-cfb": .aes(.cfb, isPadded: false), "aes-cfb-pkcs7": .aes(.cfb, isPadded: true),
            "aes-gcm": .aes(.gcm, isPadded: false),
            "rsa": .rsa(isPadded: false), "rsa-pkcs1": .rsa(isPadded: true), "rsa-sha1": .oaep(.sha1),
            "rsa-sha256": .oaep(.sha256), "rsa-sha384": .oaep(.sha384), "rsa-sha512": .oaep(.sha512),
        ]
    }

    var ciphers: [ScriptFunction] {
        [
            ScriptFunction("encrypt") { [self] call throws(ScriptError) in
                let (data, cipher) = try operands(of: call)
                switch cipher {
                case .aes(.gcm, _):
                    let additional = try call.bytes(3), key = try call.bytes(4), vector = try call.bytes(5)
                    let sealed = try raising { () throws(CryptoError) in
                        try aes.seal(data, additional: additional, key: key, vector: vector)
                    }
                    return call.reply(.bytes(sealed.ciphertext), .bytes(sealed.tag))
                case .aes(let mode, let isPadded):
                    let key = try call.bytes(3), vector = try vector(of: mode, in: call)
                    return call.reply(.bytes(try raising { () throws(CryptoError) in
                        try aes.encrypt(data, mode: mode, isPadded: isPadded, key: key, vector: vector)
                    }))
                case .rsa, .oaep:
                    let key = try key(3, of: call), padding = try padding(cipher, in: call)
                    return call.reply(.bytes(try raising { () throws(CryptoError) in try key.encrypt(data, padding) }))
                }
            },
            ScriptFunction("decrypt") { [self] call throws(ScriptError) in
                let (data, cipher) = try operands(of: call)
                switch cipher {
                case .aes(.gcm, _):
                    let additional = try call.bytes(3), key = try call.bytes(4), vector = try call.bytes(5)
                    let tag = try call.bytes(6)
                    return call.reply(.bytes(try raising { () throws(CryptoError) in
                        try aes.open(data, additional: additional, key: key, vector: vector, tag: tag)
                    }))
                case .aes(let mode, let isPadded):
                    let key = try call.bytes(3), vector = try vector(of: mode, in: call)
                    return call.reply(.bytes(try raising { () throws(CryptoError) in
                        try aes.decrypt(data, mode: mode, isPadded: isPadded, key: key, vector: vector)
                    }))
                case .rsa, .oaep:
                    let key = try key(3, of: call), padding = try padding(cipher, in: call)
                    return call.reply(.bytes(try raising { () throws(CryptoError) in try key.decrypt(data, padding) }))
                }
            },
        ]
    }

    /// The first two arguments. A mode that is not known is told of before anything else.
    private func operands(of call: ScriptCall) throws(ScriptError) -> (data: BorrowedBytes, cipher: Cipher) {
        var cipher: Cipher?
        if let name = call.state.string(at: 2) {
            guard let known = Cipher.names[name] else { throw .raise("Unknown mode") }
            cipher = known
        }
        let data = try call.bytes(1)
        guard let cipher else { throw .badType(2, expected: "string") }
        return (data, cipher)
    }

    private func padding(_ cipher: Cipher, in call: ScriptCall) throws(ScriptError) -> RSAPadding {
        switch cipher {
        case .oaep(let digest): .oaep(digest, label: call.isAbsent(4) ? .none : try call.bytes(4))
        case .rsa(let isPadded): isPadded ? .pkcs1 : .none
        case .aes: .none
        }
    }

    private func vector(of mode: AES.Mode, in call: ScriptCall) throws(ScriptError) -> BorrowedBytes {
        mode == .ecb ? .none : try call.bytes(4)
    }
}
