import CharonNet
import CharonSystem

/// Names that a test makes up, and whose answers it can hold back.
final class ScriptedNames: NameSource {
    private struct State {
        var answers: [String: Result<[Endpoint], HostLookup.Failure>] = [:]
        var isHeld = false
        var asked: [String] = []
        var running = 0
        var mostRunning = 0
    }

    private let state = Locked(State())

    init(_ answers: [String: [Endpoint]] = [:]) {
        state.withLock { $0.answers = answers.mapValues { .success($0) } }
    }

    func answer(_ name: String, _ result: Result<[Endpoint], HostLookup.Failure>) {
        state.withLock { $0.answers[name] = result }
    }

    /// Nobody gets an answer until this is set to false.
    var isHeld: Bool {
        get { state.withLock { $0.isHeld } }
        set { state.withLock { $0.isHeld = newValue } }
    }

    /// The names that have been asked for, in their order.
    var asked: [String] { state.withLock { $0.asked } }

    /// How many questions were being answered at the same time.
    var mostRunning: Int { state.withLock { $0.mostRunning } }

    var running: Int { state.withLock { $0.running } }

    func addresses(of name: String, family: AddressFamily?) throws(HostLookup.Failure) -> [Endpoint] {
        state.withLock { state in
            state.asked.append(name)
            state.running += 1
            state.mostRunning = max(state.mostRunning, state.running)
        }
        defer { state.withLock { $0.running -= 1 } }
        let system = Syscalls(kernel: LinuxKernel())
        while isHeld { _ = system.pause(milliseconds: 1) }
        guard let answer = state.withLock({ $0.answers[name] }) else { throw .notFound }
        let found = try answer.get().filter { family == nil || $0.family == family }
        if found.isEmpty { throw .notFound }
        return found
    }
}
