/// Something the front end has to say about a source text, and where.
///
/// A chunk with at least one error cannot run; warnings never change what a chunk does.
public struct Diagnostic: Sendable, Equatable {
    /// How serious a diagnostic is.
    public enum Severity: Sendable, Equatable {
        /// The chunk cannot be compiled.
        case error
        /// The chunk compiles, but probably does not do what its author wants.
        case warning
    }

    /// How serious this is.
    public let severity: Severity
    /// The line of the offending token, counted from 1.
    public let line: Int
    /// The byte column of the offending token in its line, counted from 1.
    public let column: Int
    /// The number of bytes of the offending token, 0 or more.
    public let length: Int
    /// What is wrong, in the phrases of the Lua compiler: `'then' expected near 'x'`.
    public let message: String
    /// What the author can do about it, or nil.
    public let hint: String?
    /// The name by which `@pluto_warnings` knows this warning; nil for errors.
    public let warningName: String?

    /// Makes a diagnostic.
    ///
    /// - Parameters:
    ///   - severity: how serious it is.
    ///   - line: counted from 1.
    ///   - column: in bytes, counted from 1.
    ///   - length: bytes of the offending token.
    ///   - message: what is wrong, without position.
    ///   - hint: what to do about it.
    ///   - warningName: the warning's name in `@pluto_warnings`.
    public init(
        severity: Severity = .error, line: Int, column: Int, length: Int = 1, message: String,
        hint: String? = nil, warningName: String? = nil
    ) {
        self.severity = severity
        self.line = line
        self.column = column
        self.length = length
        self.message = message
        self.hint = hint
        self.warningName = warningName
    }
}
