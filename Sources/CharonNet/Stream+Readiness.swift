package import CharonLoop
package import CharonSystem

extension Stream: ReadinessObserver {
    /// What the kernel reports of the descriptor.
    package func readinessChanged(_ readiness: Readiness) {
        if readiness.isEnding { isEnding = true }
        if readiness.allowsInput {
            receiveObstacles.remove(.drained)
            if isHandshaking { continueHandshake() } else { readable.completeFirst() }
        }
        if readiness.allowsOutput, isWaitingForRoom { flushOutput() }
    }

    /// Has the loop watch the descriptor.
    ///
    /// - Returns: why it cannot; nil if it does.
    func register(_ interest: Readiness) -> SocketError.Code? {
        do throws(SystemError) {
            if let registration {
                if registration.interest != interest {
                    try loop.change(registration, to: interest)
                }
            } else {
                registration = try loop.register(descriptor, interest, self)
            }
            return nil
        } catch {
            return SocketError.Code(error.number)
        }
    }

    /// The connection is of no use any more. What had arrived before can still be received.
    func fail(with code: SocketError.Code) {
        hasTransportFailed = true
        isWaitingForRoom = false
        output = nil
        sendObstacles.remove(.queued)
        tls?.dropPlaintext()
        if failure == nil {
            failure = code
            sendObstacles.insert(.failed)
            wakeWriters()
        }
        if isHandshaking {
            endHandshake(.failure(SocketError(code, operation: "handshake")))
        }
    }

    /// How long to leave the kernel alone when it has no memory.
    static let retryDelay: Duration = .milliseconds(20)

    /// Tries to read and write again in a moment, since the kernel had no memory now and will not tell when it has.
    func retryLater() {
        retryAlarm = Alarm.armed(retryAlarm, in: loop, at: loop.now + Self.retryDelay, self)
    }
}

extension Stream: AlarmObserver {
    package func alarmRang(_ alarm: Alarm) {
        receiveObstacles.remove(.drained)
        if isHandshaking { continueHandshake() } else { readable.completeFirst() }
        if !isClosed, isWaitingForRoom { flushOutput() }
    }
}
