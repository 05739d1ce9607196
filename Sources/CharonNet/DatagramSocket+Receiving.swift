internal import CharonLoop
package import CharonSystem

extension DatagramSocket {
    /// How many datagrams of strangers are skipped at once.
    private static let skipsAtOnce = 64

    /// Takes the oldest datagram, at most 65,507 bytes.
    ///
    /// - Parameter looking: ask the kernel even if the loop has heard of nothing.
    /// - Returns: `ended` for a closed socket; also once for each failure that came back from the network, such as
    ///   a refusal, after which the socket goes on.
    /// - Complexity: one system call at most, and one for each datagram of a stranger. Source: recvfrom(2), udp(7).
    package func receive(looking: Bool = false) -> Stream.Received {
        if let chunk = chunks.popLast() {
            if side == .server, let sender = chunk.sender { peer = sender }
            network.lent = chunk.bytes
            // Whoever is next may have what comes then: what the kernel has reported it will not report again.
            if !chunks.isEmpty || !isDrained || isClosed { readable.completeFirst() }
            return .chunk(chunk.bytes.bytes)
        }
        if isClosed {
            // Some may have come to wait behind others that had not yet seen the end.
            readable.completeAll()
            return .ended(.socketClosed)
        }
        if let code = failure {
            failure = nil
            if !isDrained { readable.completeFirst() }
            return .ended(code)
        }
        if isDrained, !looking { return watch() }
        let (received, sender) = read()
        switch received {
        case .chunk:
            if side == .server, let sender { peer = sender }
            readable.completeFirst()
        case .ended: readable.completeFirst()
        case .notYet: break
        }
        return received
    }

    /// The datagram that `receive` would give, without taking it. Never waits, but asks the kernel.
    ///
    /// - Returns: nil if there is none; valid until the next call into the network or the loop.
    package func peek() -> BorrowedBytes? {
        if chunks.isEmpty, !isClosed, failure == nil {
            let (received, sender) = read()
            switch received {
            // The loop will not hear of what has been read, but somebody may wait for it.
            case .chunk(let bytes):
                chunks.append(Chunk(bytes: ByteBuffer(copying: bytes), sender: sender))
                readable.completeFirst()
            case .ended(let code):
                failure = code
                readable.completeFirst()
            case .notYet: break
            }
        }
        return chunks.last?.bytes.bytes
    }

    /// Puts a chunk, which may be empty, before all that has not been received. Works on closed sockets too.
    package func unreceive(_ bytes: BorrowedBytes) {
        chunks.append(Chunk(bytes: ByteBuffer(copying: bytes), sender: nil))
        readable.completeFirst()
    }

    private func read() -> (Stream.Received, sender: Endpoint?) {
        for _ in 0..<Self.skipsAtOnce {
            var sender: Endpoint?
            let result = system.receive(descriptor, into: network.area, sender: &sender)
            if result.word >= 0 {
                // What came before the socket was connected, or from an earlier peer, is not this one's.
                if side == .client, let sender, sender != peer { continue }
                return (.chunk(network.area.prefix(result.word)), sender)
            }
            guard let number = result.failure else { continue }
            if number == .wouldBlock {
                isDrained = true
                return (watch(), nil)
            }
            if number.isShortage {
                alarm.arm(at: network.loop.now + Stream.retryDelay, self)
                return (.notYet, nil)
            }
            return (.ended(SocketError.Code(number)), nil)
        }
        // Others first; there is more to come.
        alarm.arm(at: network.loop.now, self)
        return (.notYet, nil)
    }

    /// Sees to it that the loop hears of datagrams.
    private func watch() -> Stream.Received {
        register([.input, .edgeTriggered], atLeast: .input).map { .ended($0) } ?? .notYet
    }
}
