internal import CharonSystem

/// The keys of waiters whose wait has ended, in the order in which it ended.
package final class ReadyKeys {
    private let keys = NumberQueue()

    init() {}

    package var isEmpty: Bool { keys.isEmpty }

    /// Adds a key at the end.
    package func append(_ key: UInt64) {
        keys.append(key)
    }

    /// Takes the oldest key; nil if there is none.
    package func popFirst() -> UInt64? {
        keys.popFirst()
    }
}
