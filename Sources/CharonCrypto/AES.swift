internal import COpenSSL
package import CharonSystem

/// Encrypts and decrypts with AES; keeps what OpenSSL had to look up.
///
/// Source: EVP_EncryptInit(3).
@safe
package final class AES {
    /// How blocks are chained. Source: NIST SP 800-38A, SP 800-38D.
    package enum Mode: String, Sendable {
        /// Cipher block chaining.
        case cbc = "CBC"
        /// Each block for itself.
        case ecb = "ECB"
        /// Cipher feedback of whole blocks.
        case cfb = "CFB"
        /// Galois/counter mode, which also authenticates.
        case gcm = "GCM"
    }

    /// Bytes of a block.
    package static let blockSize = 16
    /// Bytes of a tag.
    package static let tagSize = 16
    private static let maxVectorSize = 128
    /// OpenSSL counts in 32 bits.
    private static let maxStep = 1 << 30

    private var fetched: [String: OpaquePointer] = unsafe [:]
    private var kept: OpaquePointer?

    package init() {}

    deinit {
        for unsafe (_, cipher) in unsafe fetched { unsafe EVP_CIPHER_free(cipher) }
        // A program that encrypts nothing does not load OpenSSL only to free nothing.
        if let kept = unsafe kept { unsafe EVP_CIPHER_CTX_free(kept) }
    }

    // MARK: Without authentication

    /// Encrypts.
    ///
    /// - Parameters:
    ///   - mode: any but `gcm`.
    ///   - isPadded: whether PKCS #7 padding is added, which makes the data longer by 1 to 16 bytes.
    ///   - key: 16, 24 or 32 bytes.
    ///   - vector: 16 bytes; `ecb` ignores it.
    /// - Throws: `keyLength`, `vectorLength`, `notWholeBlocks` if there is no padding, `unavailable`, `outOfMemory`.
    /// - Complexity: O(count of `data`).
    package func encrypt(
        _ data: BorrowedBytes, mode: Mode, isPadded: Bool, key: BorrowedBytes, vector: BorrowedBytes
    ) throws(CryptoError) -> [UInt8] {
        let context = unsafe try start(mode, isEncrypting: true, isPadded: isPadded, key: key, vector: vector)
        defer { unsafe Self.forgetKey(of: context) }
        if !isPadded, mode != .cfb, data.count % Self.blockSize != 0 { throw .notWholeBlocks }
        var result = Output(capacity: data.count + 2 * Self.blockSize)
        var isMade = unsafe result.update(data, in: context)
        if isPadded, mode == .cfb {
            let missing = Self.blockSize - data.count % Self.blockSize
            let padding = [UInt8](repeating: UInt8(missing), count: missing)
            isMade = isMade && padding.withBorrowedBytes { unsafe result.update($0, in: context) }
        }
        guard isMade, unsafe result.finish(context) else { throw .taking(.outOfMemory) }
        return result.bytes
    }

    /// Decrypts what `encrypt` made.
    ///
    /// - Throws: as `encrypt`, and `unpaddingFailed`.
    /// - Complexity: O(count of `data`).
    package func decrypt(
        _ data: BorrowedBytes, mode: Mode, isPadded: Bool, key: BorrowedBytes, vector: BorrowedBytes
    ) throws(CryptoError) -> [UInt8] {
        let context = unsafe try start(mode, isEncrypting: false, isPadded: isPadded, key: key, vector: vector)
        defer { unsafe Self.forgetKey(of: context) }
        if data.count % Self.blockSize != 0, isPadded || mode != .cfb {
            throw isPadded ? .unpaddingFailed : .notWholeBlocks
        }
        var result = Output(capacity: data.count + 2 * Self.blockSize)
        guard unsafe result.update(data, in: context) else { throw .taking(.outOfMemory) }
        guard unsafe result.finish(context) else { throw .taking(isPadded ? .unpaddingFailed : .outOfMemory) }
        if isPadded, mode == .cfb { try result.removePadding() }
        return result.bytes
    }

    private func start(
        _ mode: Mode, isEncrypting: Bool, isPadded: Bool, key: BorrowedBytes, vector: BorrowedBytes
    ) throws(CryptoError) -> OpaquePointer {
        let cipher = unsafe try fetch(mode, keyLength: key.count)
        if mode != .ecb, vector.count != Self.blockSize { throw .vectorLength }
        let context = unsafe try emptyContext()
        let isStarted = unsafe key.withUnsafeBytes { key in
            unsafe vector.withUnsafeBytes { vector in
                unsafe EVP_CipherInit_ex2(
                    context, cipher, key.baseAddress?.assumingMemoryBound(to: UInt8.self),
                    mode == .ecb ? nil : vector.baseAddress?.assumingMemoryBound(to: UInt8.self), isEncrypting ? 1 : 0, nil)
            }
        }
        guard isStarted == 1, unsafe EVP_CIPHER_CTX_set_padding(context, isPadded ? 1 : 0) == 1 else {
            throw .taking(.outOfMemory)
        }
        return unsafe context
    }

    // MARK: With authentication

    /// Encrypts and authenticates.
    ///
    /// - Parameters:
    ///   - additional: data that is authenticated but not encrypted.
    ///   - key: 16, 24 or 32 bytes.
    ///   - vector: 1 to 128 bytes, 12 as a rule; never twice with one key.
    /// - Returns: as many bytes as `data` has, and a tag of 16.
    /// - Throws: `keyLength`, `vectorEmpty`, `vectorTooLong`, `unavailable`, `outOfMemory`.
    /// - Complexity: O(count of `data` and `additional`). Source: NIST SP 800-38D.
    package func seal(
        _ data: BorrowedBytes, additional: BorrowedBytes, key: BorrowedBytes, vector: BorrowedBytes
    ) throws(CryptoError) -> (ciphertext: [UInt8], tag: [UInt8]) {
        let context = unsafe try startGCM(isEncrypting: true, additional: additional, key: key, vector: vector)
        defer { unsafe Self.forgetKey(of: context) }
        var result = Output(capacity: data.count + Self.blockSize)
        var tag = [UInt8](repeating: 0, count: Self.tagSize)
        guard unsafe result.update(data, in: context), unsafe result.finish(context),
            unsafe EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(tag.count), &tag) == 1
        else { throw .taking(.outOfMemory) }
        return (result.bytes, tag)
    }

    /// Decrypts what `seal` made; nothing comes out unless the tag fits.
    ///
    /// - Throws: as `seal`, and `tagLength`, `authenticationFailed`.
    /// - Complexity: O(count of `data` and `additional`). Source: NIST SP 800-38D.
    package func open(
        _ data: BorrowedBytes, additional: BorrowedBytes, key: BorrowedBytes, vector: BorrowedBytes, tag: BorrowedBytes
    ) throws(CryptoError) -> [UInt8] {
        let context = unsafe try startGCM(isEncrypting: false, additional: additional, key: key, vector: vector)
        defer { unsafe Self.forgetKey(of: context) }
        guard tag.count == Self.tagSize else { throw .tagLength }
        var expected = tag.copy()
        var result = Output(capacity: data.count + Self.blockSize)
        guard unsafe result.update(data, in: context),
            unsafe EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(expected.count), &expected) == 1
        else { throw .taking(.outOfMemory) }
        guard unsafe result.finish(context) else {
            result.erase()
            throw .taking(.authenticationFailed)
        }
        return result.bytes
    }

    private func startGCM(
        isEncrypting: Bool, additional: BorrowedBytes, key: BorrowedBytes, vector: BorrowedBytes
    ) throws(CryptoError) -> OpaquePointer {
        let cipher = unsafe try fetch(.gcm, keyLength: key.count)
        if vector.isEmpty { throw .vectorEmpty }
        if vector.count > Self.maxVectorSize { throw .vectorTooLong }
        let context = unsafe try emptyContext()
        let isStarted = unsafe key.withUnsafeBytes { key in
            unsafe vector.withUnsafeBytes { vector in
                let direction: Int32 = isEncrypting ? 1 : 0
                return unsafe EVP_CipherInit_ex2(context, cipher, nil, nil, direction, nil) == 1
                    && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_IVLEN, Int32(vector.count), nil) == 1
                    && EVP_CipherInit_ex2(
                        context, nil, key.baseAddress?.assumingMemoryBound(to: UInt8.self),
                        vector.baseAddress?.assumingMemoryBound(to: UInt8.self), direction, nil) == 1
            }
        }
        guard isStarted, unsafe Self.authenticate(additional, in: context) else { throw .taking(.outOfMemory) }
        return unsafe context
    }

    private static func authenticate(_ bytes: BorrowedBytes, in context: OpaquePointer) -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            let step = rest.prefix(min(rest.count, maxStep))
            rest = rest.dropFirst(step.count)
            var count: Int32 = 0
            let isTaken = unsafe step.withUnsafeBytes {
                unsafe EVP_CipherUpdate(
                    context, nil, &count, $0.baseAddress?.assumingMemoryBound(to: UInt8.self), Int32($0.count))
            }
            if isTaken != 1 { return false }
        }
        return true
    }

    // MARK: What OpenSSL looks up

    private func fetch(_ mode: Mode, keyLength: Int) throws(CryptoError) -> OpaquePointer {
        guard [16, 24, 32].contains(keyLength) else { throw .keyLength }
        let name = "AES-\(keyLength * 8)-\(mode.rawValue)"
        if let cipher = unsafe fetched[name] { return unsafe cipher }
        guard let cipher = unsafe EVP_CIPHER_fetch(nil, name, nil) else { throw .taking(.unavailable(name)) }
        unsafe fetched[name] = cipher
        return unsafe cipher
    }

    private func emptyContext() throws(CryptoError) -> OpaquePointer {
        if unsafe kept == nil { unsafe kept = EVP_CIPHER_CTX_new() }
        // What failed half way may have left something behind.
        guard let context = unsafe kept, unsafe EVP_CIPHER_CTX_reset(context) == 1 else { throw .taking(.outOfMemory) }
        return unsafe context
    }

    /// Erases what the context knows of the key and the data.
    private static func forgetKey(of context: OpaquePointer) { unsafe EVP_CIPHER_CTX_reset(context) }

    /// What comes out of a cipher.
    private struct Output {
        var bytes: [UInt8] = []
        private let capacity: Int

        init(capacity: Int) {
            self.capacity = capacity
            bytes.reserveCapacity(capacity)
        }

        /// Passes data through the cipher; false if OpenSSL fails.
        mutating func update(_ data: BorrowedBytes, in context: OpaquePointer) -> Bool {
            var rest = data
            while !rest.isEmpty {
                let step = rest.prefix(min(rest.count, AES.maxStep))
                rest = rest.dropFirst(step.count)
                let isTaken = unsafe extend(by: step.count + AES.blockSize) { target in
                    var count: Int32 = 0
                    let status = unsafe step.withUnsafeBytes {
                        unsafe EVP_CipherUpdate(
                            context, target, &count, $0.baseAddress?.assumingMemoryBound(to: UInt8.self), Int32($0.count))
                    }
                    return status == 1 ? Int(count) : nil
                }
                if !isTaken { return false }
            }
            return true
        }

        /// Ends the data: takes out what the cipher has kept back. False if padding or tag are wrong.
        mutating func finish(_ context: OpaquePointer) -> Bool {
            unsafe extend(by: AES.blockSize) { target in
                var count: Int32 = 0
                return unsafe EVP_CipherFinal_ex(context, target, &count) == 1 ? Int(count) : nil
            }
        }

        /// Has up to `count` bytes written behind the others; `write` answers how many there are, nil if it failed.
        private mutating func extend(by count: Int, write: (UnsafeMutablePointer<UInt8>?) -> Int?) -> Bool {
            let end = bytes.count
            bytes.append(contentsOf: repeatElement(0, count: count))
            let written = unsafe bytes.withUnsafeMutableBufferPointer { unsafe write($0.baseAddress.map { unsafe $0 + end }) }
            bytes.removeLast(count - (written ?? 0))
            return written != nil
        }

        /// Takes PKCS #7 padding off the end; every byte of the last block is looked at, whatever is found.
        ///
        /// Source: RFC 5652, section 6.3.
        mutating func removePadding() throws(CryptoError) {
            guard let last = bytes.last else { throw .unpaddingFailed }
            var wrong: UInt8 = last == 0 || last > AES.blockSize ? 1 : 0
            for (distance, byte) in bytes.suffix(AES.blockSize).reversed().enumerated() {
                wrong |= distance < Int(last) ? byte ^ last : 0
            }
            guard wrong == 0 else { throw .unpaddingFailed }
            bytes.removeLast(Int(last))
        }

        /// Overwrites what must not come out.
        mutating func erase() {
            unsafe bytes.withUnsafeMutableBytes { unsafe OPENSSL_cleanse($0.baseAddress, $0.count) }
            bytes = []
        }
    }
}
