package import CharonLoop
package import CharonSystem

extension Stream: ReadinessObserver {
    /// What the kernel reports of the descriptor.
    package func readinessChanged(_ readiness: Readiness) {
        if readiness.isEnding { isEnding = true }
        if readiness.allowsInput {
            receiveObstacles.remove(.drained)
            readable.completeFirst()
        }
        if readiness.allowsOutput, sendObstacles.contains(.queued) { flushOutput() }
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
        guard failure == nil else { return }
        failure = code
        sendObstacles.insert(.failed)
        sendObstacles.remove(.queued)
        output = nil
        wakeWriters()
    }

    /// How long to leave the kernel alone when it has no memory.
    static let retryDelay: Duration = .milliseconds(20)

    /// Tries to read and write again in a moment, since the kernel had no memory now and will not tell when it has.
    func retryLater() {
        let alarm = retryAlarm ?? Alarm(loop: loop)
        retryAlarm = alarm
        alarm.arm(at: loop.now + Self.retryDelay, self)
    }
}

extension Stream: AlarmObserver {
    package func alarmRang(_ alarm: Alarm) {
        readable.completeFirst()
        if sendObstacles.contains(.queued) { flushOutput() }
    }
}
