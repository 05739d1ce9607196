internal import CharonSystem

/// Several runtimes of one script side by side, each on a thread of its own.
enum Workers {
    /// Runs `body` on `count` threads, this one included, and waits for all.
    ///
    /// - Parameter body: runs one worker; `isFirst` on the thread that takes the signals.
    /// - Returns: the first worker's status, or another's that is not 0.
    static func run(
        count: Int, _ body: @escaping @Sendable (_ isFirst: Bool) -> (status: Int32, isInterrupted: Bool)
    ) -> Int32 {
        guard let countdown = Countdown() else {
            StandardStream.error.write(line: "charon: no descriptor to wait for workers with")
            return 1
        }
        let worst = WorstStatus()
        var started = 0
        for _ in 1..<count {
            let hasStarted = NativeThread.start(stackSize: CommandThread.stackSize) {
                worst.note(body(false).status)
                countdown.signal()
            }
            if hasStarted { started += 1 }
        }
        let (status, isInterrupted) = body(true)
        // A signal ends the program, whatever the others are at.
        if isInterrupted { return status }
        countdown.wait(for: started)
        return status != 0 ? status : worst.status
    }

    /// The first status that is not 0.
    private final class WorstStatus: Sendable {
        private let value = Locked(Int32(0))

        var status: Int32 { value.withLock { $0 } }
        func note(_ status: Int32) { value.withLock { if $0 == 0 { $0 = status } } }
    }
}

/// The threads that scripts run on.
enum CommandThread {
    /// Enough for Lua's 200 nested C calls, whatever `ulimit -s` says: bytes.
    static let stackSize = 16 << 20
}
