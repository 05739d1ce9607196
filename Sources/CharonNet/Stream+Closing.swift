internal import CharonLoop
internal import CharonSystem

extension Stream {
    /// Closes the stream for its owner, at once; all waiters wake. A second time it does nothing.
    ///
    /// What is queued is still sent, then the stream is ended, then what the peer still sends is thrown away until
    /// it has ended too or 2 s have passed; all this without the owner. Closing a descriptor earlier would make the
    /// kernel answer the peer's data with a reset, which can destroy our output on its way.
    package func close() {
        guard !isClosed else { return }
        // Asked for now, since later there is nobody to ask.
        _ = local
        receiveObstacles = .closed
        sendObstacles.insert(.closed)
        chunks.removeAll()
        retryAlarm?.cancel()
        retryAlarm = nil

        if failure != nil || (ending != nil && !sendObstacles.contains(.queued)) {
            // The peer has ended in order and there is nothing to send, or there is no connection any more.
            if let registration { loop.deregister(registration, isClosing: true) }
            system.close(descriptor)
        } else {
            Lingering.begin(
                network: network, descriptor: descriptor, registration: registration,
                output: sendObstacles.contains(.queued) ? output : nil, hasEnded: sendObstacles.contains(.ended),
                peerHasEnded: ending != nil)
        }
        registration = nil
        output = nil
        sendObstacles.remove(.queued)
        leaveNetwork()
        readable.completeAll()
        wakeWriters()
    }
}
