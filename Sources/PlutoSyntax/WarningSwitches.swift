/// Which warnings are wanted, which are errors, and what has been found.
///
/// Source: Pluto manual, Warnings.
struct WarningSwitches {
    /// What the front end warns about.
    enum Kind: String, CaseIterable {
        /// A local variable hides another one of its function.
        case variableShadow = "var-shadow"
        /// A table constructor or class gives a field twice.
        case fieldShadow = "field-shadow"
        /// A local variable is never used.
        case unused = "unused"
        /// A statement that control never comes to.
        case unreachableCode = "unreachable-code"
        /// A value is not of the type that a hint promises.
        case typeMismatch = "type-mismatch"
        /// A call passes more arguments than the function has parameters.
        case excessiveArguments = "excessive-arguments"
        /// A case falls into the next without an `@fallthrough` comment.
        case unannotatedFallthrough = "unannotated-fallthrough"
        /// The result of a function is not used although it is marked `<nodiscard>`.
        case discardedReturn = "discarded-return"
    }

    private enum State { case off, on, error }

    private var states: [Kind: State] = [:]
    /// The line whose warnings are not wanted.
    private var silentLine: UInt32 = 0
    /// Whether anything is looked for.
    private(set) var isActive: Bool

    /// - Parameter isActive: whether warnings are wanted without a comment that asks for them.
    init(isActive: Bool) {
        self.isActive = isActive
        for kind in Kind.allCases { states[kind] = isActive ? .on : .off }
    }

    /// Obeys a comment.
    ///
    ///     ("enable" | "disable" | "error" | "warning") "-" (name | "all" | "next"), separated by commas
    mutating func obey(_ text: Substring, line: UInt32) {
        for item in text.split(separator: ",") {
            let word = item.filter { $0 != " " && $0 != "\t" }
            guard let dash = word.firstIndex(of: "-") else { continue }
            let name = String(word[word.index(after: dash)...])
            let state: State
            switch word[..<dash] {
            case "enable", "warning": state = .on
            case "disable": state = .off
            case "error": state = .error
            default: continue
            }
            if name == "next", state == .off {
                silentLine = line + 1
            } else if name == "all" {
                for kind in Kind.allCases { states[kind] = state }
            } else if let kind = Kind(rawValue: name) {
                states[kind] = state
            }
        }
        isActive = states.values.contains { $0 != .off }
    }

    /// How serious a finding is, or nil if nobody wants it.
    func severity(of kind: Kind, line: UInt32) -> Diagnostic.Severity? {
        if line == silentLine { return nil }
        switch states[kind] {
        case .on: return .warning
        case .error: return .error
        default: return nil
        }
    }
}

extension Parser {
    /// Records a warning if it is wanted.
    mutating func warn(_ kind: WarningSwitches.Kind, _ message: String, at index: UInt32, hint: String? = nil) {
        let token = tree.tokens[Int(index)]
        guard !hasLostItsPlace, !token.traits.contains(.inserted),
            let severity = warnings.severity(of: kind, line: token.line)
        else { return }
        diagnostics.append(
            Diagnostic(
                severity: severity, line: Int(token.line), column: column(of: Int(token.start)),
                length: Int(token.end) - Int(token.start), message: message, hint: hint, warningName: kind.rawValue))
    }
}
