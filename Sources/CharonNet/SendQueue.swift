internal import CharonSystem

/// Output that the kernel has not taken yet, in order.
///
/// Large pieces stay with their owner and are only referred to; small ones are copied and merged.
final class SendQueue {
    private enum Piece {
        case copied(ByteBuffer)
        case retained(BorrowedBytes, owner: AnyObject)
        /// Has been sent and belongs to nobody any more.
        case sent
    }

    private var pieces: [Piece] = []

    /// How many of `pieces` have been sent whole.
    private var sentPieces = 0

    /// How many bytes of the first piece that is left have been sent. A copied piece drops its own.
    private var sentBytes = 0

    /// In bytes.
    private(set) var count = 0

    /// A piece smaller than this is copied rather than kept with its owner, in bytes.
    static let retainedMinimum = 4096

    /// A merged piece that has reached this length is left alone.
    private static let mergedLimit = 65_536

    var isEmpty: Bool { count == 0 }

    /// Adds a copy of `bytes`.
    func append(copying bytes: BorrowedBytes) {
        guard !bytes.isEmpty else { return }
        count += bytes.count
        if case .copied(let buffer) = pieces.last, buffer.count < Self.mergedLimit {
            buffer.append(bytes)
        } else {
            pieces.append(.copied(ByteBuffer(copying: bytes)))
        }
    }

    /// Adds `bytes` without copying them.
    ///
    /// - Parameter owner: keeps the bytes as they are for as long as it lives.
    func append(_ bytes: BorrowedBytes, owner: AnyObject) {
        guard !bytes.isEmpty else { return }
        count += bytes.count
        pieces.append(.retained(bytes, owner: owner))
    }

    /// Adds the oldest bytes to `list` until it is full.
    func gather(into list: GatherList) {
        var offset = sentBytes
        for piece in pieces[sentPieces...] {
            if list.isFull { return }
            switch piece {
            case .copied(let buffer): list.append(buffer.bytes)
            case .retained(let bytes, _): list.append(bytes.dropFirst(offset))
            case .sent: break
            }
            offset = 0
        }
    }

    /// Drops the `length` oldest bytes, which have been sent.
    ///
    /// - Complexity: O(pieces dropped), amortised.
    func removeFirst(_ length: Int) {
        count -= length
        var left = length
        while left > 0 {
            switch pieces[sentPieces] {
            case .copied(let buffer):
                let part = min(left, buffer.count)
                buffer.removeFirst(part)
                left -= part
                if buffer.isEmpty { dropPiece() }
            case .retained(let bytes, _):
                let part = min(left, bytes.count - sentBytes)
                sentBytes += part
                left -= part
                if sentBytes == bytes.count { dropPiece() }
            case .sent: dropPiece()
            }
        }
    }

    private func dropPiece() {
        sentBytes = 0
        pieces[sentPieces] = .sent
        sentPieces += 1
        if sentPieces == pieces.count {
            pieces.removeAll()
            sentPieces = 0
        } else if sentPieces > 32, sentPieces > pieces.count / 2 {
            pieces.removeFirst(sentPieces)
            sentPieces = 0
        }
    }

    /// What the kernel said to one attempt at sending the queue.
    enum Progress {
        /// All has been sent, `sent` bytes of it now.
        case done(sent: Int)
        /// The kernel takes no more for now; it took `sent` bytes.
        case blocked(sent: Int)
        /// The kernel is short of memory; nobody will say when it no longer is.
        case shortage(sent: Int)
        case failed(ErrorNumber)
    }

    /// Sends what the kernel takes.
    func flush(to descriptor: Int32, _ system: Syscalls, _ list: GatherList) -> Progress {
        var sent = 0
        while !isEmpty {
            list.removeAll()
            gather(into: list)
            let result = system.send(descriptor, list)
            if let failure = result.failure {
                if failure == .wouldBlock { return .blocked(sent: sent) }
                return failure.isShortage ? .shortage(sent: sent) : .failed(failure)
            }
            sent += result.word
            let isShort = result.word < list.byteCount
            removeFirst(result.word)
            // A short write says that the room is used up. Source: epoll(7).
            if isShort { return .blocked(sent: sent) }
        }
        return .done(sent: sent)
    }
}
