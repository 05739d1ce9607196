internal import COpenSSL

/// A key of RSA: a modulus and a public exponent, and what the owner knows besides.
///
/// Source: RFC 8017, section 3.
@safe
package final class RSAKey {
    /// No modulus has more bits: OpenSSL does not work with larger ones.
    package static let maxBits = 16_384
    /// No modulus is made with fewer bits.
    package static let minGeneratedBits = 512
    private static let exponentWord: Int64 = 65_537

    package let modulus: BigInteger
    package let exponent: BigInteger
    /// The two primes and the private exponent, nil for a public key.
    let secret: Secret?
    private var kept: OpaquePointer?

    struct Secret {
        let p: BigInteger
        let q: BigInteger
        let d: BigInteger
    }

    /// A public key.
    ///
    /// - Throws: `invalidKey` if the numbers are not positive, or the modulus has more than `maxBits` bits.
    package init(n: BigInteger, e: BigInteger) throws(CryptoError) {
        guard !n.isNegative, !n.isZero, !e.isNegative, max(n.bitLength, e.bitLength) <= Self.maxBits else {
            throw .invalidKey
        }
        modulus = n
        exponent = e
        secret = nil
    }

    /// The private key whose public exponent is 65537.
    ///
    /// - Throws: `invalidKey` if there is none with these primes, or it would have more than `maxBits` bits.
    package init(p: BigInteger, q: BigInteger) throws(CryptoError) {
        for prime in [p, q] { guard !prime.isNegative, prime.isOdd, prime.bitLength > 1 else { throw .invalidKey } }
        guard p.bitLength + q.bitLength <= Self.maxBits, BigInteger.compare(p, q) != 0 else { throw .invalidKey }
        modulus = try p * q
        exponent = try BigInteger(Self.exponentWord)
        let d = try Self.privateExponent(p, q, exponent)
        secret = Secret(p: p, q: q, d: d)
    }

    /// The inverse of `e` modulo the least common multiple of `p - 1` and `q - 1`.
    private static func privateExponent(_ p: BigInteger, _ q: BigInteger, _ e: BigInteger) throws(CryptoError) -> BigInteger {
        let one = try BigInteger(1)
        let p1 = try p - one, q1 = try q - one
        // BN_gcd takes the same time for all numbers of one length.
        let divisor = unsafe try BigInteger.make { result, scratch in unsafe BN_gcd(result, p1.pointer, q1.pointer, scratch) }
        let multiple = try (p1 * q1).divided(by: divisor).quotient
        unsafe BN_set_flags(multiple.pointer, BN_FLG_CONSTTIME)
        do throws(CryptoError) {
            return unsafe try BigInteger.make { result, scratch in
                unsafe BN_mod_inverse(result, e.pointer, multiple.pointer, scratch) == nil ? 0 : 1
            }
        } catch {
            throw .invalidKey
        }
    }

    /// Makes a pair of primes for a modulus of exactly `bits` bits.
    ///
    /// - Throws: `keyTooSmall` below 512 bits, `keyTooLarge`, `outOfMemory`.
    /// - Complexity: O(bits^4), a second for 4096. Source: EVP_PKEY_keygen(3).
    package static func generate(bits: Int) throws(CryptoError) -> RSAKey {
        guard bits >= minGeneratedBits else { throw .keyTooSmall }
        guard bits <= maxBits else { throw .keyTooLarge }
        var key: OpaquePointer?
        guard let context = unsafe EVP_PKEY_CTX_new_from_name(nil, "RSA", nil) else { throw .taking(.unavailable("RSA")) }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        guard unsafe EVP_PKEY_keygen_init(context) == 1,
            unsafe EVP_PKEY_CTX_set_rsa_keygen_bits(context, Int32(bits)) == 1,
            unsafe EVP_PKEY_keygen(context, &key) == 1, let key = unsafe key
        else { throw .taking(.outOfMemory) }
        return unsafe try RSAKey(factorsOf: key)
    }

    /// The key with the primes of an `EVP_PKEY`, which it takes over.
    ///
    /// - Throws: `invalidKey` if that is no private key of RSA with two primes.
    @unsafe convenience init(factorsOf key: OpaquePointer) throws(CryptoError) {
        defer { unsafe EVP_PKEY_free(key) }
        guard unsafe EVP_PKEY_is_a(key, "RSA") == 1, let n = unsafe Self.number("n", of: key),
            let p = unsafe Self.number("rsa-factor1", of: key),
            let q = unsafe Self.number("rsa-factor2", of: key),
            unsafe Self.number("rsa-factor3", of: key) == nil
        else { throw .taking(.invalidKey) }
        try self.init(p: p, q: q)
        ERR_clear_error()
        guard BigInteger.compare(modulus, n) == 0 else { throw .invalidKey }
    }

    private static func number(_ name: String, of key: OpaquePointer) -> BigInteger? {
        var number: OpaquePointer?
        guard unsafe EVP_PKEY_get_bn_param(key, name, &number) == 1, let number = unsafe number else { return nil }
        return unsafe BigInteger(owning: number)
    }

    deinit { unsafe EVP_PKEY_free(kept) }

    /// The two primes, nil for a public key.
    package var primes: (p: BigInteger, q: BigInteger)? { secret.map { ($0.p, $0.q) } }

    /// About how much memory the key takes once it has been used, bytes.
    package var weight: Int { 2048 + 8 * size }

    /// How many bytes the modulus has, and with it what the key makes.
    var size: Int { (modulus.bitLength + 7) / 8 }

    // MARK: For OpenSSL

    /// The key as an `EVP_PKEY`, valid as long as this object.
    ///
    /// - Throws: `invalidKey` if OpenSSL refuses it.
    @unsafe func pointer() throws(CryptoError) -> OpaquePointer {
        if let kept = unsafe kept { return unsafe kept }
        // OpenSSL computes with odd moduli only, and takes an exponent to be less than the modulus.
        guard modulus.isOdd, modulus.bitLength > 8, exponent.isOdd, BigInteger.compare(exponent, modulus) < 0 else {
            throw .invalidKey
        }
        var numbers: [(StaticString, BigInteger)] = [("n", modulus), ("e", exponent)]
        if let secret {
            let one = try BigInteger(1)
            let inverse: BigInteger
            do throws(CryptoError) {
                inverse = unsafe try BigInteger.make { result, scratch in
                    unsafe BN_mod_inverse(result, secret.q.pointer, secret.p.pointer, scratch) == nil ? 0 : 1
                }
            } catch {
                throw .invalidKey
            }
            numbers += [
                ("d", secret.d), ("rsa-factor1", secret.p),
                ("rsa-factor2", secret.q),
                ("rsa-exponent1", try secret.d.remainder(dividingBy: secret.p - one)),
                ("rsa-exponent2", try secret.d.remainder(dividingBy: secret.q - one)),
                ("rsa-coefficient1", inverse),
            ]
        }
        guard let key = unsafe Self.make(numbers, isPrivate: secret != nil) else { throw .taking(.invalidKey) }
        unsafe kept = key
        return unsafe key
    }

    /// Source: EVP_PKEY_fromdata(3), EVP_PKEY-RSA(7).
    private static func make(_ numbers: [(StaticString, BigInteger)], isPrivate: Bool) -> OpaquePointer? {
        guard let builder = unsafe OSSL_PARAM_BLD_new() else { return nil }
        defer { unsafe OSSL_PARAM_BLD_free(builder) }
        for (name, number) in numbers {
            // The builder keeps the pointer to the name, which must be there as long as the parameters.
            let isTaken = unsafe UnsafeRawPointer(name.utf8Start).withMemoryRebound(to: CChar.self, capacity: name.utf8CodeUnitCount + 1) {
                unsafe OSSL_PARAM_BLD_push_BN(builder, $0, number.pointer)
            }
            guard isTaken == 1 else { return nil }
        }
        guard let parameters = unsafe OSSL_PARAM_BLD_to_param(builder) else { return nil }
        defer {
            unsafe erase(parameters)
            unsafe OSSL_PARAM_free(parameters)
        }
        guard let context = unsafe EVP_PKEY_CTX_new_from_name(nil, "RSA", nil) else { return nil }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        // What the header has as EVP_PKEY_PUBLIC_KEY and EVP_PKEY_KEYPAIR.
        var selection =
            OSSL_KEYMGMT_SELECT_DOMAIN_PARAMETERS | OSSL_KEYMGMT_SELECT_OTHER_PARAMETERS | OSSL_KEYMGMT_SELECT_PUBLIC_KEY
        if isPrivate { selection |= OSSL_KEYMGMT_SELECT_PRIVATE_KEY }
        guard unsafe EVP_PKEY_fromdata_init(context) == 1,
            unsafe EVP_PKEY_fromdata(context, &key, selection, parameters) == 1
        else { return nil }
        return unsafe key
    }

    /// Overwrites the numbers, for `OSSL_PARAM_free` leaves them in the memory that it gives back.
    private static func erase(_ parameters: UnsafeMutablePointer<OSSL_PARAM>) {
        var parameter = unsafe parameters
        while unsafe parameter.pointee.key != nil {
            unsafe OPENSSL_cleanse(parameter.pointee.data, parameter.pointee.data_size)
            unsafe parameter += 1
        }
    }
}
