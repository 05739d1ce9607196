internal import CharonLoop
internal import CharonSystem
package import CharonTLS

extension Stream {
    /// Reads of one handshake in a row, before others get their turn.
    private static let readsPerTurn = 16

    /// Whether a handshake goes on.
    package var isHandshaking: Bool { tls?.isHandshaking ?? false }

    /// Whether the stream speaks TLS: true once a handshake has succeeded, after `close` too.
    package var isTLS: Bool { hasUpgraded }

    /// What has been agreed on a stream that speaks TLS, after `close` too; nil for others.
    package var tlsAgreement: TLSAgreement? { hasUpgraded ? tls?.engine.agreement ?? closedTLS?.agreement : nil }

    /// Begins to speak TLS, after what has been queued in the clear.
    ///
    /// What has come and has not been received, whoever has looked at it, is given to the handshake and never
    /// delivered. What is sent meanwhile is held and goes out encrypted.
    ///
    /// - Parameters:
    ///   - engine: a new one. The stream must not have begun TLS before.
    ///   - limit: how long all may take; the stream's `timeout` shortens it.
    /// - Returns: the handshake; when it fails, the stream is closed.
    package func startTLS(_ engine: TLSEngine, limit: Duration = HandshakeAttempt.limit) -> HandshakeAttempt {
        precondition(tls == nil, "TLS has been begun on this stream before")
        let attempt = HandshakeAttempt(stream: self)
        if isClosed || sendObstacles.contains(.ended) {
            attempt.finish(.failure(SocketError(.socketClosed, operation: "handshake")))
            return attempt
        }
        if let failure {
            attempt.finish(.failure(SocketError(failure, operation: "handshake")))
            close()
            return attempt
        }
        tls = TLSChannel(engine: engine, attempt: attempt)
        receiveObstacles.insert(.tls)
        sendObstacles.insert(.tls)
        while let chunk = chunks.popLast() {
            engine.feed(chunk.bytes)
        }
        receiveObstacles.subtract([.chunks, .ended])
        if hasTransportEnded { engine.endOfInput() }
        ending = nil
        attempt.begin(limit: min(limit, timeout ?? limit))
        continueHandshake()
        return attempt
    }

    /// Takes the handshake as far as what has arrived allows.
    func continueHandshake() {
        var reads = 0
        while let tls, tls.isHandshaking, !isClosed {
            let state = tls.engine.handshake()
            if tls.engine.hasOutput, !isWaitingForRoom { flushOutput() }
            guard tls.isHandshaking, !isClosed else { return }
            switch state {
            case .complete: return endHandshake(.success(()))
            case .failed(let failure): return endHandshake(.failure(note(failure)))
            case .needsInput: break
            }
            if reads == Self.readsPerTurn {
                loop.beforePolling(self)
                return
            }
            reads += 1
            switch readForEngine() {
            case .bytes(let bytes, _): tls.engine.feed(bytes)
            case .end: tls.engine.endOfInput()
            case .notYet:
                if let refusal = watchForInput() { fail(with: refusal) }
                return
            case .failed(let code): return fail(with: code)
            }
        }
    }

    /// The handshake is over.
    func endHandshake(_ result: Result<Void, SocketError>) {
        guard let tls, let attempt = tls.attempt else { return }
        tls.attempt = nil
        switch result {
        case .success:
            hasUpgraded = true
            // What was put back meanwhile had come in the clear.
            chunks.removeAll()
            receiveObstacles.remove(.chunks)
            attempt.finish(result)
            flushOutput()
            readable.completeFirst()
        case .failure(let error):
            tls.dropPlaintext()
            if failure == nil { failure = error.code }
            attempt.finish(result)
            close()
        }
    }

    /// Takes the oldest record's payload.
    func receiveOverTLS(_ tls: TLSChannel) -> Received {
        let isFed = tls.engine.pendingInput > 0 || hasTransportEnded
        var read = isFed ? tls.engine.read(into: network.records) : .needsInput
        while true {
            switch read {
            case .record(let bytes):
                if tls.engine.hasOutput, !isWaitingForRoom { flushOutput() }
                if !receiveObstacles.contains(.drained) || tls.engine.pendingInput > 0 { readable.completeFirst() }
                return .chunk(bytes)
            case .closed: return end(with: .ended)
            case .failed(let failure):
                let error = note(failure)
                // The alert, if the peer still wants to hear it.
                if tls.engine.hasOutput, !isWaitingForRoom { flushOutput() }
                failTLS(with: error.code)
                return end(with: error.code)
            case .needsInput: break
            }
            switch readForEngine() {
            case .bytes(let bytes, let area):
                read = tls.engine.read(feeding: bytes, of: area, into: network.records)
            case .end:
                tls.engine.endOfInput()
                read = tls.engine.read(into: network.records)
            case .notYet:
                guard let refusal = watchForInput() else { return .notYet }
                fail(with: refusal)
                return end(with: refusal)
            case .failed(let code):
                fail(with: code)
                return end(with: code)
            }
        }
    }

    private enum Input {
        case bytes(BorrowedBytes, in: ReceiveArea)
        case end
        case notYet
        case failed(SocketError.Code)
    }

    /// One read from the kernel, if it may have something.
    private func readForEngine() -> Input {
        if hasTransportEnded { return .end }
        if receiveObstacles.contains(.drained) { return .notYet }
        let area = network.ciphertextArea()
        let result = system.receive(descriptor, into: area)
        if result.word > 0 {
            if result.word < area.capacity, !isEnding { receiveObstacles.insert(.drained) }
            return .bytes(area.prefix(result.word), in: area)
        }
        guard let number = result.failure else {
            hasTransportEnded = true
            if let failure { return .failed(failure) }
            return .end
        }
        if number == .wouldBlock {
            receiveObstacles.insert(.drained)
            return .notYet
        }
        if number.isShortage {
            retryLater()
            receiveObstacles.insert(.drained)
            return .notYet
        }
        return .failed(SocketError.Code(number))
    }

    /// TLS has failed, not the connection below: the alert can still go out, but no data.
    func failTLS(with code: SocketError.Code) {
        guard failure == nil else { return }
        failure = code
        sendObstacles.insert(.failed)
        tls?.dropPlaintext()
        wakeWriters()
    }

    /// Keeps the failure for whoever asks, and gives it a code.
    private func note(_ failure: TLSFailure) -> SocketError {
        tls?.failure = failure
        return SocketError(failure, operation: "handshake")
    }

    /// Takes the data of one `send`.
    func sendOverTLS(_ tls: TLSChannel, _ bytes: BorrowedBytes, retaining: () -> AnyObject?) -> SocketError.Code? {
        do throws(TLSFailure) {
            try tls.write(bytes, retaining: retaining)
            sendObstacles.insert(.queued)
            return nil
        } catch {
            let code = note(error).code
            failTLS(with: code)
            return code
        }
    }

    /// Sends what the kernel takes of a stream that speaks TLS.
    func flushOverTLS(_ tls: TLSChannel) -> SendQueue.Progress? {
        do throws(TLSFailure) {
            return try tls.flush(after: output, to: descriptor, system, network.gather)
        } catch {
            failTLS(with: note(error).code)
            return nil
        }
    }
}

extension SocketError {
    /// A failure of TLS, by the codes that have one of their own.
    fileprivate init(_ failure: TLSFailure, operation: String) {
        let code: Code =
            switch failure.reason {
            case "truncated": .truncated
            case "closed during handshake": .closedDuringHandshake
            default: .tls
            }
        self.init(code, operation: operation)
    }
}
