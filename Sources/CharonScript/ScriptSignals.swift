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
        onClose { Signals.remove() }
    }

    /// Lets a signal wake the loop. Called before each wait, since the loop opens its descriptors late.
    func prepareSignals() {
        if isWakingBySignal { return }
        isWakingBySignal = true
        Signals.wake(descriptor: loop.wakeDescriptor)
    }

    /// The signal that has come and was not taken yet.
    package func takeSignal() -> PendingSignal? {
        switch Signals.take() {
        case 0: nil
        case 15: .terminate
        default: .interrupt
        }
    }
}
