internal import CharonLoop
internal import CharonLua

/// A signal that asked the program to end.
package enum PendingSignal {
    case interrupt
    case terminate

    /// What is raised in the running script, in the words of Lua's own interpreter.
    package var message: String { self == .interrupt ? "interrupted!" : "terminated!" }
}

extension ScriptRuntime {
    /// Lets SIGINT and SIGTERM interrupt the scripts of this runtime, and only of this one.
    package func installSignals() {
        machine.installSignals()
        // Sockets are closed before, which a signal may cut short.
        onCloseLast { Signals.remove() }
    }

    /// Lets SIGINT interrupt what runs as often as it comes, and never end the program.
    func keepInteractiveSession() { Signals.keepSession() }

    /// Forgets the SIGINTs that came, since what they interrupted has ended.
    package func forgetInterruptions() { Signals.forget() }

    /// Lets a signal wake the loop. Called before each wait, since the loop opens its descriptors late.
    func prepareSignals() {
        if isWakingBySignal { return }
        isWakingBySignal = true
        Signals.wake(descriptor: loop.wakeDescriptor)
    }

    /// Whether a value is an error that a signal has raised. `errorfunc` does not get such: it would keep a program
    /// from ending.
    static func isInterruption(at index: Int32, of state: LuaState) -> Bool {
        guard Signals.seen != 0, state.type(at: index) == .string, let text = state.string(at: index) else { return false }
        return text.hasSuffix(PendingSignal.interrupt.message) || text.hasSuffix(PendingSignal.terminate.message)
    }

    /// Whether a signal has asked the program to end, even if a script has caught what it raised.
    package var hasBeenSignalled: Bool { Signals.seen != 0 }

    /// The signal that has come and was not taken yet.
    package func takeSignal() -> PendingSignal? {
        switch Signals.take() {
        case 0: nil
        case 15: .terminate
        default: .interrupt
        }
    }
}
