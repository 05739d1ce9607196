internal import CharonScript
internal import CharonSystem

/// Memory that results are written to: the same for one after the other.
final class ScratchBytes {
    /// Bytes of memory that are kept from one result to the next.
    private static let keptBytes = 65_536

    /// nil while it is in use: a finaliser may call a library in the middle of another call.
    private var spare: GrowingBytes?

    /// The answer that is a string of what `body` writes.
    func answer(_ body: (GrowingBytes) throws(ScriptError) -> Void) throws(ScriptError) -> Reply {
        let bytes = spare ?? GrowingBytes()
        spare = nil
        bytes.removeAll(keepingAtMost: Self.keptBytes)
        // It holds the answer until the next result is written.
        defer { spare = bytes }
        try body(bytes)
        return .bytes(bytes.bytes)
    }
}
