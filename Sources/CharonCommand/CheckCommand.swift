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
        var objects: [String] = []
        let colour = StandardStream.output.wantsColour
        for file in files {
            do throws(FileSystem.Failure) {
                let source = try Self.contents(of: file)
                let found = Self.diagnostics(of: source, name: file)
                if found.contains(where: { $0.severity == .error }) { status = max(status, 1) }
                switch format {
                case .json: objects += found.map { Self.object($0, file: file) }
                case .text where !found.isEmpty:
                    StandardStream.output.write(
                        line: render(found, source: source, chunkName: file == "-" ? "stdin" : file, colour: colour))
                case .text: break
                }
            } catch {
                StandardStream.error.write(line: "charon: cannot open \(file): \(error.message)")
                status = 2
            }
        }
        if format == .json {
            StandardStream.output.write(
                line: objects.isEmpty ? "[]" : "[\n" + objects.joined(separator: ",\n") + "\n]")
        }
        return status
    }

    private static func contents(of file: String) throws(FileSystem.Failure) -> [UInt8] {
        let source = try StandardStream.contents(of: file == "-" ? nil : FileSystem.Path(Array(file.utf8)))
        // The byte order mark of some editors is no part of the text.
        return source.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(source.dropFirst(3)) : source
    }

    private static func diagnostics(of source: [UInt8], name: String) -> [Diagnostic] {
        let options = CompilerOptions(
            chunkName: name, wantsWarnings: true, readFile: { StandardStream.contents(ofFileNamed: $0) })
        switch compile(source, options: options) {
        case .success(let chunk): return chunk.diagnostics
        case .failure(let diagnostics): return diagnostics
        }
    }

    /// One finding as JSON: lines and byte columns count from 1; `hint` and `warning` are null where there is none.
    private static func object(_ diagnostic: Diagnostic, file: String) -> String {
        let severity = diagnostic.severity == .error ? "error" : "warning"
        let fields = [
            ("file", quoted(file)), ("line", String(diagnostic.line)), ("column", String(diagnostic.column)),
            ("length", String(diagnostic.length)), ("severity", quoted(severity)),
            ("message", quoted(diagnostic.message)), ("hint", diagnostic.hint.map(quoted) ?? "null"),
            ("warning", diagnostic.warningName.map(quoted) ?? "null"),
        ]
        return "{" + fields.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}"
    }

    /// A text as a JSON string. Source: RFC 8259, section 7.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\u{0}"..<"\u{20}", "\u{7F}":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
