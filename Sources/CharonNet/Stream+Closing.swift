internal import CharonLoop
internal import CharonSystem
internal import CharonTLS

extension Stream {
    /// Closes the stream for its owner, at once; all waiters wake. A second time it does nothing.
    ///
    /// What is queued is still sent, then over TLS a close_notify, then the stream is ended, then what the peer still
    /// sends is thrown away until it has ended too or 2 s have passed; all this without the owner. Closing a descriptor
    /// earlier would make the kernel answer the peer's data with a reset, which can destroy our output on its way.
    package func close() {
        guard !isClosed else { return }
        // Asked for now, since later there is nobody to ask.
        _ = local
        if let tls {
            if tls.isHandshaking { tls.dropPlaintext() } else { tls.isEnding = !hasTransportFailed && failure == nil }
        }
        let hasOutput = sendObstacles.contains(.queued) || !(tls?.isIdle ?? true)
        receiveObstacles = .closed
        sendObstacles.insert(.closed)
        chunks.removeAll()
        retryAlarm?.cancel()
        retryAlarm = nil

        if hasTransportFailed || (hasTransportEnded && !hasOutput) {
            // The peer has ended in order and there is nothing to send, or there is no connection any more.
            if let registration { loop.deregister(registration, isClosing: true) }
            system.close(descriptor)
        } else if !hasOutput, !hasTransportEnded, registration == nil {
            network.drains.end(descriptor, hasEnded: sendObstacles.contains(.ended))
        } else {
            Lingering.begin(
                network: network, descriptor: descriptor, registration: registration,
                output: hasOutput ? output ?? SendQueue() : nil, tls: hasOutput ? tls : nil,
                hasEnded: sendObstacles.contains(.ended), peerHasEnded: hasTransportEnded)
        }
        registration = nil
        output = nil
        isWaitingForRoom = false
        sendObstacles.remove(.queued)
        leaveNetwork()
        readable.completeAll()
        wakeWriters()
        if let tls {
            // What has to be said yet keeps its engine by itself.
            closedTLS = (hasUpgraded ? tls.engine.agreement : nil, tls.failure)
            self.tls = nil
            if let attempt = tls.attempt {
                tls.attempt = nil
                attempt.finish(.failure(SocketError(.socketClosed, operation: "handshake")))
            }
        }
    }

    /// Closes a stream that no owner has had: its peer gets a reset, as from a connection that was never accepted.
    /// Source: socket(7), SO_LINGER.
    func reset() {
        _ = system.set(.linger, of: descriptor, to: 0)
        hasTransportFailed = true
        close()
    }
}
