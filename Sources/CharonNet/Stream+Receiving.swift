internal import CharonLoop
package import CharonSystem

extension Stream {
    package enum Received {
        /// The oldest chunk, valid until the next call into the network or the loop.
        case chunk(BorrowedBytes)
        /// Nothing more will come, for this reason; always the same.
        case ended(SocketError.Code)
        /// Wait in `readable`.
        case notYet
    }

    /// Takes the oldest chunk: one that was put back or looked at, or what one read gives, at most 65,536 bytes.
    ///
    /// After a read that did not fill the room it makes no system call until the loop hears of more. A caller who
    /// cannot rely on the loop's having been turned since asks with `looking`.
    ///
    /// - Parameter looking: ask the kernel in any case.
    /// - Complexity: one system call at most. Source: recv(2), epoll(7).
    package func receive(looking: Bool = false) -> Received {
        if !receiveObstacles.isEmpty {
            if looking { receiveObstacles.remove(.drained) }
            // The most frequent answer: all has been read, and the loop will hear of more.
            if receiveObstacles == .drained, registration != nil { return .notYet }
            if !receiveObstacles.isEmpty { return receiveAroundObstacles() }
        }
        let result = system.receive(descriptor, into: area)
        guard result.word > 0 else { return receivedNothing(result) }
        noteRead(of: result.word)
        return .chunk(area.prefix(result.word))
    }

    /// Draws the conclusions from a read that gave something.
    @inline(__always)
    private func noteRead(of length: Int) {
        if length < Network.maximumRead, !isEnding {
            receiveObstacles.insert(.drained)
        } else {
            // There may be more, and whoever is next in the queue may have it.
            readable.completeFirst()
        }
    }

    private func receiveAroundObstacles() -> Received {
        // What came in the clear is not given out any more; the end of the handshake wakes those who wait.
        if isHandshaking { return .notYet }
        if let chunk = chunks.popLast() {
            if chunks.isEmpty { receiveObstacles.remove(.chunks) }
            network.lent = chunk
            // Whoever is next may have what comes then: what the kernel has reported it will not report again.
            if receiveObstacles != .drained { readable.completeFirst() }
            return .chunk(chunk.bytes)
        }
        if let end = isClosed ? .socketClosed : ending {
            // Some may have come to wait behind others that had not yet seen the end.
            readable.completeAll()
            return .ended(end)
        }
        if let tls { return receiveOverTLS(tls) }
        return waitForInput()
    }

    /// What it means that a read gave no bytes.
    private func receivedNothing(_ result: SystemResult) -> Received {
        guard let number = result.failure else {
            hasTransportEnded = true
            return end(with: failure ?? .ended)
        }
        if number == .wouldBlock {
            receiveObstacles.insert(.drained)
            return waitForInput()
        }
        if number.isShortage {
            retryLater()
            return .notYet
        }
        fail(with: SocketError.Code(number))
        return end(with: SocketError.Code(number))
    }

    func end(with code: SocketError.Code) -> Received {
        ending = code
        receiveObstacles.insert(.ended)
        readable.completeAll()
        return .ended(code)
    }

    private func waitForInput() -> Received {
        guard let refusal = watchForInput() else { return .notYet }
        fail(with: refusal)
        return end(with: refusal)
    }

    /// Sees to it that the loop hears of input.
    ///
    /// - Returns: why it cannot; nil if it will.
    func watchForInput() -> SocketError.Code? {
        registration == nil ? register([.input, .peerEnded, .edgeTriggered]) : nil
    }

    /// Reads from the kernel, if nothing that was read earlier is left, and keeps what it gets.
    func look() {
        guard chunks.isEmpty, !isClosed, ending == nil, !isHandshaking else { return }
        if case .chunk(let bytes) = receive(looking: true) {
            chunks.append(ByteBuffer(copying: bytes))
            receiveObstacles.insert(.chunks)
            // The loop will not hear of what has been read, but somebody may wait for it.
            readable.completeFirst()
        }
    }

    /// The chunk that `receive` would give, without taking it. Never waits, but asks the kernel.
    ///
    /// - Returns: nil if there is none; valid until the next call into the network or the loop.
    package func peek() -> BorrowedBytes? {
        look()
        return isHandshaking ? nil : chunks.last?.bytes
    }

    /// Puts a chunk, which may be empty, before all that has not been received. Works on closed streams too.
    ///
    /// - Complexity: O(`bytes.count`).
    package func unreceive(_ bytes: BorrowedBytes) {
        chunks.append(ByteBuffer(copying: bytes))
        receiveObstacles.insert(.chunks)
        if !isHandshaking { readable.completeFirst() }
    }
}
