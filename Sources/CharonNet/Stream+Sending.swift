internal import CharonLoop
package import CharonSystem

extension Stream {
    package enum Sent {
        /// Taken, by the kernel or by the queue.
        case accepted
        /// Taken, but there is more in the queue than it should hold: wait in `writable`, then ask `sendState`.
        case overLimit
        case failed(SocketError.Code)
    }

    /// Corked output of this length does not wait for the turn's end, in bytes.
    private static let corkedMaximum = 65_536

    /// Sends bytes, all of them and after all earlier ones, or the connection has failed.
    ///
    /// - Parameters:
    ///   - corked: the caller will turn the loop soon. The first send of the stream in a turn goes out at once; later
    ///     ones are collected and go out together when the turn ends, or when there are 64 KiB.
    ///   - retaining: is asked when a large rest must be queued for an owner that keeps `bytes` as they are, which
    ///     saves a copy; nil if there is none.
    /// - Complexity: one system call at most. Source: send(2).
    package func send(_ bytes: BorrowedBytes, corked: Bool = false, retaining: () -> AnyObject? = { nil }) -> Sent {
        guard sendObstacles.isEmpty, !bytes.isEmpty else {
            return sendAroundObstacles(bytes, corked: corked, retaining: retaining)
        }
        if corked {
            let turn = loop.turnNumber
            if lastSendTurn == turn { return sendAroundObstacles(bytes, corked: true, retaining: retaining) }
            lastSendTurn = turn
        }
        let result = system.send(descriptor, bytes)
        if result.word == bytes.count {
            if registration != nil { loop.expectAnswer() }
            return .accepted
        }
        return sendRest(of: bytes, after: result, retaining: retaining)
    }

    /// Whether the queue is short enough again, or the connection has failed.
    package func sendState() -> Sent {
        if isClosed || sendObstacles.contains(.ended) { return .failed(.socketClosed) }
        if let failure { return .failed(failure) }
        return queuedCount > Network.sendLimit ? .overLimit : .accepted
    }

    /// Ends this side's direction after what is queued; over TLS with a close_notify. Receiving goes on.
    package func shutdownSending() {
        guard !isClosed, !sendObstacles.contains(.ended) else { return }
        sendObstacles.insert(.ended)
        tls?.isEnding = true
        // Whoever waits for room need not: nothing can be added.
        wakeWriters()
        if sendObstacles.contains(.queued) || tls != nil {
            if !isWaitingForRoom { flushOutput() }
        } else if failure == nil {
            system.shutdownSending(descriptor)
        }
    }

    /// What has been accepted and not been sent, in bytes.
    var queuedCount: Int { (output?.count ?? 0) + (tls?.queuedCount ?? 0) }

    private func sendAroundObstacles(
        _ bytes: BorrowedBytes, corked: Bool, retaining: () -> AnyObject?
    ) -> Sent {
        if isClosed || sendObstacles.contains(.ended) { return .failed(.socketClosed) }
        if let failure { return .failed(failure) }
        if bytes.isEmpty { return sendState() }

        if let tls {
            if let code = sendOverTLS(tls, bytes, retaining: retaining) { return .failed(code) }
        } else {
            enqueue(bytes, retaining: retaining)
        }
        // What waits for the kernel waits on; what is only corked goes out when it is time.
        if isWaitingForRoom { return sendState() }
        if corked, mustWaitForTurn() { return sendState() }
        flushOutput()
        return sendState()
    }

    /// Whether output that may be corked is to stay until the turn ends.
    private func mustWaitForTurn() -> Bool {
        guard queuedCount < Self.corkedMaximum else { return false }
        if !sendObstacles.contains(.corked) {
            let turn = loop.turnNumber
            guard lastSendTurn == turn else {
                // The first of this turn.
                lastSendTurn = turn
                return false
            }
            sendObstacles.insert(.corked)
            loop.beforePolling(self)
        }
        return true
    }

    /// Deals with what the kernel did not take at once.
    private func sendRest(of bytes: BorrowedBytes, after result: SystemResult, retaining: () -> AnyObject?) -> Sent {
        if let number = result.failure, number != .wouldBlock, !number.isShortage {
            let code = SocketError.Code(number)
            fail(with: code)
            return .failed(code)
        }
        enqueue(bytes.dropFirst(max(result.word, 0)), retaining: retaining)
        if let number = result.failure, number.isShortage {
            isWaitingForRoom = true
            retryLater()
        } else {
            watchForOutput()
        }
        return sendState()
    }

    private func enqueue(_ bytes: BorrowedBytes, retaining: () -> AnyObject?) {
        let queue = output ?? SendQueue()
        output = queue
        sendObstacles.insert(.queued)
        if bytes.count >= SendQueue.retainedMinimum, let owner = retaining() {
            queue.append(bytes, owner: owner)
        } else {
            queue.append(copying: bytes)
        }
    }

    /// Sees to it that the loop hears of room for output.
    private func watchForOutput() {
        isWaitingForRoom = true
        if let refusal = register([.input, .peerEnded, .output, .edgeTriggered]) {
            fail(with: refusal)
        }
    }

    /// Sends what the kernel takes of the queue.
    func flushOutput() {
        isWaitingForRoom = false
        let progress: SendQueue.Progress? =
            if let tls { flushOverTLS(tls) } else { output?.flush(to: descriptor, system, network.gather) }
        switch progress {
        case nil: return
        case .done:
            sendObstacles.remove(.queued)
            if registration != nil { loop.expectAnswer() }
            // A stream whose handshake goes on ends when that is over.
            if sendObstacles.contains(.ended), !isHandshaking { system.shutdownSending(descriptor) }
        case .blocked: watchForOutput()
        case .shortage:
            isWaitingForRoom = true
            retryLater()
        case .failed(let number): fail(with: SocketError.Code(number))
        }
        if !isClosed, queuedCount <= Network.sendLimit { wakeWriters() }
    }
}

extension Stream: Flushable {
    /// Sends what has been corked in this turn, and goes on with a handshake that has taken long enough in the last.
    package func flush() {
        if sendObstacles.contains(.corked) {
            sendObstacles.remove(.corked)
            if sendObstacles.contains(.queued), !isWaitingForRoom { flushOutput() }
        }
        if isHandshaking { continueHandshake() }
    }
}
