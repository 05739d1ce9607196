internal import Charon
internal import CharonSystem
internal import Glibc

/// The prompt: reads inputs, runs them and shows what comes of them, until the input ends. Source: lua(1).
struct Conversation {
    private let runtime: Runtime
    private let session: InteractiveRuntime
    private let history: HistoryFile?
    private var lastLine = ""

    /// - Parameter runtime: must handle signals.
    init(_ runtime: Runtime) throws(Runtime.Failure) {
        self.runtime = runtime
        session = try InteractiveRuntime(runtime)
        history = session.canEdit ? Self.historyPath.map { HistoryFile(path: $0) } : nil
        if session.isEditorMissing {
            StandardStream.error.write(line: "charon: lines cannot be edited, since libedit is not installed")
        }
        for line in history?.lines() ?? [] {
            session.remember(line)
            lastLine = line
        }
    }

    /// Where lines are remembered: what `CHARON_HISTORY` names (nowhere if it is empty), `charon/history` in
    /// `XDG_STATE_HOME`, or `.charon_history` at home.
    private static var historyPath: String? {
        if let path = EnvironmentVariable.value(of: "CHARON_HISTORY") { return path.isEmpty ? nil : path }
        if let folder = EnvironmentVariable.value(of: "XDG_STATE_HOME"), folder.hasPrefix("/") {
            return folder + "/charon/history"
        }
        return EnvironmentVariable.value(of: "HOME").map { $0 + "/.charon_history" }
    }

    /// Talks until the input ends or SIGTERM comes.
    mutating func run() {
        var input: [UInt8] = []
        while true {
            switch session.readLine(goesOn: !input.isEmpty) {
            case .endOfInput:
                if !input.isEmpty { _ = evaluate(input, isWhole: true) }
                StandardStream.output.write("\n")
                return
            case .abandoned:
                if runtime.isTerminated { return }
                StandardStream.output.write("^C\n")
                input = []
            case .line(let line):
                remember(line)
                if !input.isEmpty { input.append(10) }
                input += line
                if input.isEmpty { continue }
                if evaluate(input) { input = [] }
                if runtime.isTerminated { return }
            }
        }
    }

    /// - Returns: false if the input goes on.
    private func evaluate(_ input: [UInt8], isWhole: Bool = false) -> Bool {
        do throws(Runtime.Failure) {
            return try session.evaluate(input, isWhole: isWhole)
        } catch {
            error.write()
            return true
        }
    }

    /// Lines that begin with a blank, and those like the one before, are not remembered.
    private mutating func remember(_ line: [UInt8]) {
        guard session.canEdit, let first = line.first, first != 32, !line.contains(0) else { return }
        let text = String(decoding: line, as: UTF8.self)
        if text == lastLine { return }
        lastLine = text
        session.remember(text)
        history?.append(text)
    }
}
