internal import CharonSystem
internal import PlutoCompiler
internal import PlutoSyntax

/// `charon --check`: says what is wrong with scripts, and what is probably wrong, without running them.
struct CheckCommand {
    /// How the findings are written.
    enum Format: String {
        /// As the compiler shows its errors: `FILE:LINE: MESSAGE`, the source line, and a caret.
        case text
        /// As one JSON array with an object for each finding.
        case json
    }

    /// The paths of the scripts; `-` is the standard input.
    let files: [String]
    let format: Format

    /// - Returns: the exit status: 0, 1 if a script has an error, 2 if one could not be read.
    func run() -> Int32 {
        var status: Int32 = 0
        let array = GrowingBytes()
        for file in files {
            do throws(ScriptSource.Failure) {
                let source = try ScriptSource(file == "-" ? .standardInput : .file(file))
                let found = Self.diagnostics(of: source)
                if found.contains(where: { $0.severity == .error }) { status = max(status, 1) }
                switch format {
                case .json: for diagnostic in found { array.append(diagnostic, file: file) }
                case .text where !found.isEmpty:
                    StandardStream.output.write(line: source.render(found, on: .output))
                case .text: break
                }
            } catch {
                StandardStream.error.write(line: "charon: \(error.message)")
                status = 2
            }
        }
        if format == .json {
            array.append(array.count == 0 ? "[]\n" : "\n]\n" as StaticString)
            StandardStream.output.write(array.bytes.copy())
        }
        return status
    }

    private static func diagnostics(of source: ScriptSource) -> [Diagnostic] {
        switch source.compile(wantsWarnings: true) {
        case .success(let chunk): chunk.diagnostics
        case .failure(let diagnostics): diagnostics
        }
    }
}

extension GrowingBytes {
    /// Adds one finding to a JSON array: lines and byte columns count from 1; `hint` and `warning` are null where there is
    /// none.
    fileprivate func append(_ diagnostic: Diagnostic, file: String) {
        append(count == 0 ? "[\n{" : ",\n{" as StaticString)
        append("file", file)
        append(",\"line\":\(diagnostic.line),\"column\":\(diagnostic.column),\"length\":\(diagnostic.length),")
        append("severity", diagnostic.severity == .error ? "error" : "warning")
        append(UInt8(ascii: ","))
        append("message", diagnostic.message)
        append(UInt8(ascii: ","))
        append("hint", diagnostic.hint)
        append(UInt8(ascii: ","))
        append("warning", diagnostic.warningName)
        append(UInt8(ascii: "}"))
    }

    private func append(_ name: StaticString, _ value: String?) {
        append(UInt8(ascii: "\""))
        append(name)
        append("\":" as StaticString)
        guard let value else { return append("null" as StaticString) }
        Array(value.utf8).withBorrowedBytes { appendJSONString($0) }
    }
}
