internal import CharonSystem
internal import CharonTLS

/// What stands between a stream's owner and its descriptor while it speaks TLS: the engine, and the plaintext that
/// has not gone through it.
///
/// Plaintext waits while the handshake goes on, and while the kernel does not take the ciphertext of what came
/// before: large pieces are encrypted as they are sent, so that their ciphertext never lies around as a whole.
final class TLSChannel {
    let engine: TLSEngine

    /// The handshake, as long as it goes on.
    var attempt: HandshakeAttempt?

    /// Whether this side's stream ends, by a close_notify, when all plaintext has been sent.
    var isEnding = false

    /// What was wrong, if TLS has failed.
    var failure: TLSFailure?

    private struct Piece {
        let bytes: BorrowedBytes
        /// Keeps the bytes.
        let owner: AnyObject
    }

    private var pieces: [Piece] = []

    /// How many of `pieces` have been encrypted whole, and how much of the next.
    private var encryptedPieces = 0
    private var encryptedBytes = 0

    /// In bytes.
    private var plaintextCount = 0

    /// How much is encrypted before the kernel has taken it, in bytes: whole records, so that a call's data is cut
    /// where it would be cut if it were encrypted at once.
    private static let stretch = 8 * 16_384

    init(engine: TLSEngine, attempt: HandshakeAttempt) {
        self.engine = engine
        self.attempt = attempt
    }

    var isHandshaking: Bool { attempt != nil }

    /// Whether there is anything to be sent now or later.
    var isIdle: Bool { plaintextCount == 0 && !engine.hasOutput && !isEnding }

    /// What has been accepted and not been sent, in bytes.
    var queuedCount: Int { plaintextCount + engine.output.count }

    /// Takes the data of one call, which goes out in records of its own.
    ///
    /// - Parameter retaining: asked for an owner of a large rest, as in `Stream.send`.
    /// - Throws: why the connection is lost.
    func write(_ bytes: BorrowedBytes, retaining: () -> AnyObject?) throws(TLSFailure) {
        var rest = bytes
        if !isHandshaking, plaintextCount == 0 {
            let first = rest.prefix(min(rest.count, Self.stretch))
            try engine.write(first)
            rest = rest.dropFirst(first.count)
        }
        guard !rest.isEmpty else { return }
        plaintextCount += rest.count
        if rest.count >= SendQueue.retainedMinimum, let owner = retaining() {
            pieces.append(Piece(bytes: rest, owner: owner))
        } else {
            let copy = ByteBuffer(copying: rest)
            pieces.append(Piece(bytes: copy.bytes, owner: copy))
        }
    }

    /// Throws plaintext away that will never be sent.
    func dropPlaintext() {
        pieces = []
        encryptedPieces = 0
        encryptedBytes = 0
        plaintextCount = 0
    }

    /// Sends what the kernel takes: first what was queued in the clear, then ciphertext.
    ///
    /// - Returns: `done` if nothing can be sent now; plaintext may then still wait for the handshake.
    func flush(
        after clear: SendQueue?, to descriptor: Int32, _ system: Syscalls, _ list: GatherList
    ) throws(TLSFailure) -> SendQueue.Progress {
        var sent = 0
        if let clear, !clear.isEmpty {
            let progress = clear.flush(to: descriptor, system, list)
            guard case .done(let count) = progress else { return progress }
            sent = count
        }
        while true {
            if !engine.hasOutput { try encrypt() }
            let ciphertext = engine.output
            if ciphertext.isEmpty { return .done(sent: sent) }
            let result = system.send(descriptor, ciphertext)
            if let failure = result.failure {
                if failure == .wouldBlock { return .blocked(sent: sent) }
                return failure.isShortage ? .shortage(sent: sent) : .failed(failure)
            }
            sent += result.word
            let isShort = result.word < ciphertext.count
            engine.dropOutput(result.word)
            if isShort { return .blocked(sent: sent) }
        }
    }

    /// Encrypts the next stretch of plaintext, or the end of the stream after the last.
    private func encrypt() throws(TLSFailure) {
        guard !isHandshaking else { return }
        guard plaintextCount > 0 else {
            if isEnding { engine.sendCloseNotify() }
            return
        }
        var budget = Self.stretch
        while budget > 0, encryptedPieces < pieces.count {
            let left = pieces[encryptedPieces].bytes.dropFirst(encryptedBytes)
            let part = left.prefix(min(left.count, budget))
            try engine.write(part)
            plaintextCount -= part.count
            budget -= part.count
            // A part that ends inside a piece must end at a record's limit.
            if budget > 0, budget < Self.stretch { budget = budget / 16_384 * 16_384 }
            encryptedBytes += part.count
            if part.count == left.count { dropPiece() }
        }
    }

    private func dropPiece() {
        encryptedBytes = 0
        encryptedPieces += 1
        if encryptedPieces == pieces.count {
            pieces = []
            encryptedPieces = 0
        } else if encryptedPieces > 32, encryptedPieces > pieces.count / 2 {
            pieces.removeFirst(encryptedPieces)
            encryptedPieces = 0
        }
    }
}
