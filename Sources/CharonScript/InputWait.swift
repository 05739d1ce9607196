internal import CharonLoop
internal import CharonSystem

/// Waits for somebody to type while the loop goes on.
private final class InputWait: ReadinessObserver {
    private(set) var isReadable = false

    func readinessChanged(_ readiness: Readiness) { isReadable = true }
}

extension ScriptRuntime {
    /// Lets the loop do what it has to do until the standard input can be read.
    ///
    /// - Parameter wakesUp: is called after each turn of the loop, of which there is one, too, when the program was
    ///   stopped and goes on.
    /// - Returns: false if a signal came first; it is taken.
    package func waitForInput(wakesUp: () -> Void) -> Bool {
        let wait = InputWait()
        // A file cannot be waited for, and need not be.
        guard let registration = try? loop.register(0, [.input], wait) else { return takeSignal() == nil }
        defer { loop.deregister(registration, isClosing: false) }
        while !wait.isReadable {
            if blockOnce(until: nil) != nil { return false }
            wakesUp()
        }
        return true
    }
}
