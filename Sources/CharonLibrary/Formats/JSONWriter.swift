internal import CharonSystem

/// Writes values as JSON text.
///
/// Source: RFC 8259; libraries.md section 2.
struct JSONWriter: ValueWriter {
    enum Style {
        /// No white space.
        case compact
        /// No white space, and all keys are strings as JSON demands.
        case strict
        /// An element a line, four spaces a level.
        case pretty
    }

    static var needsFieldCount: Bool { false }

    var size: Int { output.count }

    let output: GrowingBytes
    let style: Style
    private var depth = 0
    /// The key that has to be made a string: where it begins, and the depth of its object.
    private var bareKey: (start: Int, depth: Int)?

    init(_ output: GrowingBytes, style: Style) {
        self.output = output
        self.style = style
    }

    func null() { output.append("null" as StaticString) }
    func boolean(_ value: Bool) { output.append(value ? "true" : "false" as StaticString) }
    func integer(_ value: Int64) { output.appendDecimal(value) }
    func number(_ value: Double) { output.appendJSONNumber(value) }
    func string(_ bytes: BorrowedBytes) { output.appendJSONString(bytes) }

    mutating func openArray(count: Int) {
        output.append(UInt8(ascii: "["))
        depth += 1
    }

    func openElement(first: Bool) {
        if !first { output.append(UInt8(ascii: ",")) }
        if style == .pretty { breakLine() }
    }

    mutating func closeArray(count: Int) {
        depth -= 1
        if style == .pretty, count > 0 { breakLine() }
        output.append(UInt8(ascii: "]"))
    }

    mutating func openObject(count: Int) {
        output.append(UInt8(ascii: "{"))
        depth += 1
    }

    func openField(first: Bool) { openElement(first: first) }

    mutating func openKey(isString: Bool) {
        // A key may be a table with keys of its own: the outermost is made a string, with all that it holds.
        if style == .strict, !isString, bareKey == nil { bareKey = (output.count, depth) }
    }

    mutating func closeKey(isString: Bool) {
        if let key = bareKey, key.depth == depth {
            bareKey = nil
            let text = output.bytes.dropFirst(key.start).copy()
            output.truncate(to: key.start)
            text.withBorrowedBytes { output.appendJSONString($0) }
        }
        output.append(UInt8(ascii: ":"))
        if style == .pretty { output.append(UInt8(ascii: " ")) }
    }

    mutating func closeObject(isEmpty: Bool) {
        depth -= 1
        if style == .pretty, !isEmpty { breakLine() }
        output.append(UInt8(ascii: "}"))
    }

    private func breakLine() {
        output.append(UInt8(ascii: "\n"))
        output.append(repeating: UInt8(ascii: " "), count: depth * 4)
    }
}
