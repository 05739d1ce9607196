package import CharonLoop
package import CharonSystem

extension DatagramSocket {
    /// Sends one datagram, which may be empty, to the peer.
    ///
    /// - Returns: `overLimit` if the kernel could not take it at once: it is queued, wait in `writable`.
    /// - Complexity: one system call, or two when a refusal of an earlier datagram is in the way.
    package func send(_ bytes: BorrowedBytes) -> Stream.Sent {
        if isClosed { return .failed(.socketClosed) }
        if bytes.count > Network.maximumDatagram { return .failed(.messageTooLong) }
        guard let peer else { return .failed(.other(.destinationRequired)) }
        guard output.isEmpty else {
            output.append(Outgoing(bytes: ByteBuffer(copying: bytes), peer: peer))
            return .overLimit
        }
        guard let number = transmit(bytes, to: peer).failure else {
            if registration != nil { network.loop.expectAnswer() }
            return .accepted
        }
        guard number == .wouldBlock || number.isShortage else { return .failed(SocketError.Code(number)) }
        output.append(Outgoing(bytes: ByteBuffer(copying: bytes), peer: peer))
        return waitForRoom(after: number).map { .failed($0) } ?? .overLimit
    }

    /// Whether the kernel has taken all.
    package func sendState() -> Stream.Sent {
        if isClosed { return .failed(.socketClosed) }
        return output.isEmpty ? .accepted : .overLimit
    }

    private func transmit(_ bytes: BorrowedBytes, to peer: Endpoint) -> SystemResult {
        let result = sendOnce(bytes, to: peer)
        guard side == .client, let number = result.failure, number == .connectionRefused else { return result }
        // That is the answer to an earlier datagram, and belongs to `receive`; this one has not been sent.
        failure = SocketError.Code(number)
        readable.completeFirst()
        return sendOnce(bytes, to: peer)
    }

    private func sendOnce(_ bytes: BorrowedBytes, to peer: Endpoint) -> SystemResult {
        if side == .client, peer == self.peer, peer.family == family {
            return system.send(descriptor, bytes)
        }
        return system.send(descriptor, bytes, to: peer, family: family)
    }

    private func waitForRoom(after number: ErrorNumber) -> SocketError.Code? {
        if number.isShortage {
            alarm.arm(at: network.loop.now + Stream.retryDelay, self)
            return nil
        }
        return register([.input, .output, .edgeTriggered], atLeast: .output)
    }

    private func sendQueued() {
        while let next = output.first {
            let result = transmit(next.bytes.bytes, to: next.peer)
            if let number = result.failure {
                if number == .wouldBlock || number.isShortage {
                    _ = waitForRoom(after: number)
                    return
                }
                failure = SocketError.Code(number)
            }
            output.removeFirst()
        }
        if isClosed {
            finishLingering()
        } else {
            writable.completeAll()
        }
    }

    /// Has the loop watch the descriptor.
    ///
    /// - Returns: why it cannot; nil if it does.
    func register(_ interest: Readiness, atLeast needed: Readiness) -> SocketError.Code? {
        do throws(SystemError) {
            if let registration {
                if !registration.interest.contains(needed) {
                    try network.loop.change(registration, to: registration.interest.union(interest))
                }
            } else {
                registration = try network.loop.register(descriptor, interest, self)
            }
            return nil
        } catch {
            return SocketError.Code(error.number)
        }
    }
}

extension DatagramSocket: ReadinessObserver {
    package func readinessChanged(_ readiness: Readiness) {
        if readiness.contains(.output), !output.isEmpty { sendQueued() }
        if !isClosed, readiness.allowsInput {
            isDrained = false
            readable.completeFirst()
        }
    }
}

extension DatagramSocket: AlarmObserver {
    package func alarmRang(_ alarm: Alarm) {
        if isClosed {
            finishLingering()
        } else {
            readable.completeFirst()
            if !output.isEmpty { sendQueued() }
        }
    }
}
