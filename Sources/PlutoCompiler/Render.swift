public import PlutoSyntax

/// Shows diagnostics with the lines of the source that they are about.
///
/// The first line of each is `CHUNK:LINE: MESSAGE`, as Lua has it; below it stands the source line with a caret under
/// the offending token, and what to do.
///
/// - Parameters:
///   - diagnostics: what to show, in the order given.
///   - source: the bytes that they are about.
///   - chunkName: the chunk's name as it stands in messages.
///   - colour: whether to use the colours of a terminal.
/// - Returns: the text, without a line break at its end.
public func render(_ diagnostics: [Diagnostic], source: [UInt8], chunkName: String, colour: Bool) -> String {
    let lines = SourceLines(source)
    return diagnostics.map { renderOne($0, lines, chunkName, colour) }.joined(separator: "\n")
}

private func renderOne(_ diagnostic: Diagnostic, _ lines: SourceLines, _ chunkName: String, _ colour: Bool) -> String {
    func paint(_ code: String, _ text: String) -> String { colour ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text }
    let isError = diagnostic.severity == .error
    let kind = isError ? "" : "warning: "
    let name = diagnostic.warningName.map { " [\($0)]" } ?? ""
    var text = "\(chunkName):\(diagnostic.line): \(kind)\(diagnostic.message)\(name)"
    if colour { text = paint(isError ? "1;31" : "1;33", text) }
    if let line = lines.text(of: diagnostic.line) {
        let number = String(diagnostic.line)
        let margin = String(repeating: " ", count: number.count)
        let (shown, caret) = lines.excerpt(line, column: diagnostic.column, length: diagnostic.length)
        text += "\n \(number) | \(shown)\n \(margin) | \(paint(isError ? "31" : "33", caret))"
    }
    if let hint = diagnostic.hint { text += "\n \(paint("36", "hint:")) \(hint)" }
    return text
}

/// Finds the lines of a source.
private struct SourceLines {
    private let source: [UInt8]
    private var starts: [Int] = [0]

    init(_ source: [UInt8]) {
        self.source = source
        var position = 0
        while position < source.count {
            let byte = source[position]
            position += 1
            guard byte == 10 || byte == 13 else { continue }
            if position < source.count, source[position] != byte, source[position] == 10 || source[position] == 13 {
                position += 1
            }
            starts.append(position)
        }
    }

    /// The bytes of a line, counted from 1, without its line break.
    func text(of line: Int) -> ArraySlice<UInt8>? {
        guard line >= 1, line <= starts.count else { return nil }
        let start = starts[line - 1]
        return source[start...].prefix { $0 != 10 && $0 != 13 }
    }

    /// A part of a line around a column, and a line with carets below the token.
    func excerpt(_ line: ArraySlice<UInt8>, column: Int, length: Int) -> (String, String) {
        let offset = min(max(0, column - 1), line.count)
        let first = max(0, offset - 100)
        let shown = line.dropFirst(first).prefix(200)
        let before = shown.prefix(offset - first)
        // Tabs stay tabs, so that the caret stands below its token whatever their width.
        let padding = text(before).map { $0 == "\t" ? "\t" : String(repeating: " ", count: columns(of: $0)) }.joined()
        let token = shown.dropFirst(offset - first).prefix(max(1, length))
        let width = max(1, text(token).reduce(0) { $0 + columns(of: $1) })
        return (text(shown), padding + String(repeating: "^", count: width))
    }

    /// Bytes as a terminal may show them: control characters would move its cursor or do worse.
    private func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes.map { ($0 < 0x20 && $0 != 9) || $0 == 0x7F ? UInt8(ascii: "?") : $0 }, as: UTF8.self)
    }

    /// The columns that a terminal gives to a character. Source: Unicode Standard Annex 11, the wide ranges.
    private func columns(of character: Character) -> Int {
        switch character.unicodeScalars.first?.value ?? 0 {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            2
        default: 1
        }
    }
}
