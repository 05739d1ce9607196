import COpenSSL
internal import CharonSystem

/// The contexts that have been made lately, by what they were made of, so that the same texts are parsed once.
///
/// One for the whole process: threads that serve one port then share ticket keys, and their clients' sessions.
final class ContextCache: Sendable {
    private struct State {
        var contexts: [ContextKey: TLSContext] = [:]
        /// Keys, the longest unused first.
        var uses: [ContextKey] = []
    }

    /// All contexts of the process.
    static let shared = ContextCache(limit: 64)

    private let limit: Int
    private let state = Locked(State())

    /// Makes an empty cache.
    init(limit: Int) {
        self.limit = limit
    }

    /// The context made of the same parts, or a new one by `make`.
    ///
    /// - Parameter key: nil makes a new one each time.
    /// - Complexity: O(`limit`).
    func context(for key: ContextKey?, make: () throws(TLSFailure) -> TLSContext) throws(TLSFailure) -> TLSContext {
        guard let key else { return try make() }
        let known: TLSContext? = state.withLock { state in
            guard let context = state.contexts[key] else { return nil }
            if state.uses.last != key, let index = state.uses.firstIndex(of: key) {
                state.uses.append(state.uses.remove(at: index))
            }
            return context
        }
        if let known { return known }
        // Made outside of the lock: other threads need not wait for the parsing.
        let made = try make()
        let (result, _): (TLSContext, TLSContext?) = state.withLock { state in
            if let context = state.contexts[key] { return (context, nil) }
            state.contexts[key] = made
            state.uses.append(key)
            return (made, state.uses.count > limit ? state.contexts.removeValue(forKey: state.uses.removeFirst()) : nil)
        }
        return result
    }
}

/// What a context was made of: SHA-256 over all of its parts, so that no key text is kept in memory for comparing.
struct ContextKey: Hashable, Sendable {
    /// The digest.
    let digest: [UInt8]

    /// Collects parts, each with its length, so that no two different lists of parts look alike.
    @safe struct Builder: ~Copyable {
        private let hash: OpaquePointer?

        /// Starts with the kind of context.
        init(_ kind: String) {
            unsafe hash = EVP_MD_CTX_new()
            _ = unsafe EVP_DigestInit_ex(hash, EVP_sha256(), nil)
            add(Array(kind.utf8))
        }

        deinit {
            unsafe EVP_MD_CTX_free(hash)
        }

        /// Adds one part.
        borrowing func add(_ part: [UInt8]) {
            var count = UInt64(part.count)
            unsafe EVP_DigestUpdate(hash, &count, 8)
            unsafe EVP_DigestUpdate(hash, part, part.count)
        }

        /// Adds one part.
        borrowing func add(_ part: String?) {
            add(part.map { Array($0.utf8) + [1] } ?? [])
        }

        /// Adds a list of parts.
        borrowing func add(_ parts: [String]) {
            add([UInt8(truncatingIfNeeded: parts.count), UInt8(truncatingIfNeeded: parts.count >> 8)])
            for part in parts { add(part) }
        }

        /// The key of everything that was added; nil if OpenSSL cannot tell.
        borrowing func finish() -> ContextKey? {
            var digest = [UInt8](repeating: 0, count: 32)
            guard unsafe EVP_DigestFinal_ex(hash, &digest, nil) == 1 else { return nil }
            return ContextKey(digest: digest)
        }
    }
}
