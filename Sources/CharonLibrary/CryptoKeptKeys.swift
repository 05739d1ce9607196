internal import CharonCrypto
internal import CharonScript

// What belongs to a pair of primes takes longer to compute than a signature, so it is kept: with the first of the
// numbers that a script made the key of, and so just as long as that. When the script has dropped it, the key is erased.
// Big integers do not change: the same objects are the same key.

/// A key that is kept with one of its numbers.
private final class KeptKey {
    /// The other number of which it was made.
    weak let other: BigInteger?
    /// A key with copies of both: it must not keep the number alive with which it is kept.
    let key: RSAKey

    init(other: BigInteger, key: RSAKey) {
        self.other = other
        self.key = key
    }
}

extension CryptoLibrary {
    /// The private key of two primes.
    func keptKey(p: BigInteger, q: BigInteger, in call: ScriptCall) throws(ScriptError) -> RSAKey {
        if let kept = p.companion as? KeptKey, kept.other === q, kept.key.primes != nil { return kept.key }
        let key = try raising(key: "private key") { () throws(CryptoError) in try RSAKey(p: p.copy(), q: q.copy()) }
        keep(key, with: p, and: q, in: call)
        return key
    }

    /// The public key of a modulus and an exponent, nil if the numbers can be no key.
    func keptKey(n: BigInteger, e: BigInteger, in call: ScriptCall) -> RSAKey? {
        if let kept = n.companion as? KeptKey, kept.other === e, kept.key.primes == nil { return kept.key }
        guard let key = try? RSAKey(n: n.copy(), e: e.copy()) else { return nil }
        keep(key, with: n, and: e, in: call)
        return key
    }

    private func keep(_ key: RSAKey, with number: BigInteger, and other: BigInteger, in call: ScriptCall) {
        number.companion = KeptKey(other: other, key: key)
        runtime.notePressure(bytes: key.weight, in: call.state)
    }
}
