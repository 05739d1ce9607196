import CFuzzer
import CharonCrypto
import CharonSystem

// Keys, ciphertexts and signatures from outside: the first byte chooses the entrance.

nonisolated(unsafe) private let key: RSAKey = {
    guard let key = try? RSAKey.generate(bits: 512) else { preconditionFailure("no key") }
    return key
}()

private func number(_ bytes: ArraySlice<UInt8>) throws -> BigInteger {
    try Array(bytes).withBorrowedBytes { try BigInteger(bigEndian: $0) }
}

private func use(_ key: RSAKey, _ data: [UInt8]) {
    data.withBorrowedBytes { data in
        for padding in [RSAPadding.none, .pkcs1, .oaep(.sha1, label: .none)] {
            _ = try? key.encrypt(data, padding)
            _ = try? key.decrypt(data, padding)
        }
        _ = try? key.sign(data, .sha1)
        _ = try? key.verify(.none, .sha1, signature: data)
        _ = try? key.pem()
    }
}

private func run(_ input: [UInt8]) {
    guard let kind = input.first else { return }
    let data = Array(input.dropFirst())
    let half = data.count / 2
    switch kind % 4 {
    case 0:
        guard let read = try? data.withBorrowedBytes({ try RSAKey(pem: $0) }) else { return }
        use(read, [1, 2, 3])
    case 1: use(key, data)
    // Numbers of up to 32 bytes: large ones only take long.
    case 2:
        let one = try? RSAKey(p: number(data.prefix(half).suffix(32)), q: number(data.dropFirst(half).suffix(32)))
        if let one { use(one, [2, 3]) }
    default:
        let one = try? RSAKey(n: number(data.prefix(half).suffix(64)), e: number(data.dropFirst(half).suffix(64)))
        if let one { use(one, [2, 3]) }
    }
}

var count = CommandLine.argc
var words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = unsafe CommandLine.unsafeArgv
_ = unsafe LLVMFuzzerRunDriver(&count, &words) { bytes, size in
    run(unsafe [UInt8](UnsafeBufferPointer(start: bytes, count: size)))
    return 0
}
