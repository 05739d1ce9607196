package import CharonLoop
internal import CharonSystem

/// A TLS handshake that goes on; it ends by itself, at the latest at its deadline.
package final class HandshakeAttempt: AlarmObserver {
    /// Those who wait for the result.
    package let finished = WaitQueue()

    /// Success, or why there is none: `tls`, for which the stream's `tlsFailure` has the reason, or another code.
    /// The stream has then been closed. Nil as long as it is not decided; it can be there from the beginning.
    package private(set) var result: Result<Void, SocketError>?

    /// How long a handshake may take, all in all.
    package static let limit: Duration = .seconds(15)

    private let stream: Stream
    private let alarm: Alarm

    init(stream: Stream) {
        self.stream = stream
        alarm = Alarm(loop: stream.loop)
    }

    func begin(limit: Duration) {
        alarm.arm(at: stream.loop.now + limit, self)
    }

    func finish(_ result: Result<Void, SocketError>) {
        guard self.result == nil else { return }
        self.result = result
        alarm.cancel()
        finished.completeAll()
    }

    /// Gives the handshake up and closes the stream. Does nothing when it has finished.
    package func cancel() {
        if result == nil { stream.close() }
    }

    package func alarmRang(_ alarm: Alarm) {
        stream.endHandshake(.failure(SocketError(.timeout, operation: "handshake")))
    }
}
