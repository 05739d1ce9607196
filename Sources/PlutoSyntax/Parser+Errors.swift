extension Parser {
    /// The most errors that one run reports.
    static let maximumErrors = 20

    /// Records an error of syntax at the current token and gives up the statement.
    ///
    /// - Parameters:
    ///   - message: without the `near 'x'` part, which is added.
    ///   - needsDefinitions: whether it may be the consequence of a definition that has been skipped.
    ///   - hint: what to do about it.
    mutating func fail(
        _ message: String, needsDefinitions: Bool = false, hint: String? = nil
    ) throws(ParseFailure) -> Never {
        if needsDefinitions, hasLostItsPlace { throw ParseFailure() }
        try fail(message, near: position, hint: hint)
    }

    /// Records an error of syntax at a token and gives up the statement.
    mutating func fail(_ message: String, near index: Int, hint: String? = nil) throws(ParseFailure) -> Never {
        let token = tree.tokens[index]
        if hasLostItsPlace, token.kind == .endOfSource {
            // What seems to be missing at the end may have been skipped.
            throw ParseFailure()
        }
        if token.kind == .invalid {
            // What is wrong is the token itself.
            let fault = faults[Int(token.name)]
            record(
                at: Int(fault.start), length: Int(token.end) - Int(fault.start), line: fault.line, fault.message,
                hint: fault.hint)
        } else if token.kind == .walrus {
            record(
                at: index, "':=' is only allowed in 'if' and 'while' statements",
                hint: "declare the variable with 'local' in front of the statement")
        } else {
            let near = token.kind == .endOfSource ? "<eof>" : "'\(shown(index))'"
            record(at: index, "\(message) near \(near)", hint: hint ?? habitHint(at: index))
        }
        hasLostItsPlace = true
        throw ParseFailure()
    }

    /// Records an error of syntax whose text needs no `near` part and gives up the statement.
    ///
    /// - Parameter needsDefinitions: whether it may be the consequence of a definition that has been skipped.
    mutating func failPlainly(
        _ message: String, at index: Int, needsDefinitions: Bool = false, hint: String? = nil
    ) throws(ParseFailure) -> Never {
        if needsDefinitions, hasLostItsPlace { throw ParseFailure() }
        record(at: index, message, hint: hint)
        hasLostItsPlace = true
        throw ParseFailure()
    }

    /// Records an error that does not keep the rest of the text from being read.
    mutating func report(_ message: String, at index: UInt32, hint: String? = nil) {
        if hasLostItsPlace { return }
        record(at: Int(index), message, hint: hint)
    }

    private mutating func record(at index: Int, _ message: String, hint: String?) {
        let token = tree.tokens[index]
        if token.traits.contains(.inserted) {
            // The token does not stand on the line that it counts for.
            diagnostics.append(Diagnostic(line: Int(token.line), column: 1, length: 0, message: message, hint: hint))
            return
        }
        if token.kind == .endOfSource, index > 0 {
            // The end counts for the line of the last token; what is missing, is missing behind that.
            record(at: Int(tree.tokens[index - 1].end), length: 0, line: token.line, message, hint: hint)
            return
        }
        record(
            at: Int(token.start), length: Int(token.end) - Int(token.start), line: token.line, message, hint: hint)
    }

    private mutating func record(at start: Int, length: Int, line: UInt32, _ message: String, hint: String?) {
        guard diagnostics.count < Self.maximumErrors else { return }
        if let last = diagnostics.last {
            if last.line == Int(line), last.message == message { return }
            // A string over two lines is one mistake, though each of its quotes begins a string.
            let quote = "unfinished string"
            if last.line + 1 == Int(line), last.message.hasPrefix(quote), message.hasPrefix(quote) { return }
        }
        diagnostics.append(
            Diagnostic(
                line: Int(line), column: column(of: start), length: max(0, length), message: message, hint: hint))
    }

    /// The column of an offset, counted from 1.
    func column(of start: Int) -> Int {
        var begin = min(start, tree.source.count)
        while begin > 0, !LineBreaks.isBreak(tree.source[begin - 1]) { begin -= 1 }
        return start - begin + 1
    }

    /// A token's text as a message shows it, shortened if it is long.
    func shown(_ index: Int) -> String {
        let token = tree.tokens[index]
        let text = tree.source[Int(token.start)..<Int(token.end)]
        let firstLine = text.prefix { !LineBreaks.isBreak($0) }
        let isWhole = firstLine.count == text.count && text.count <= 60
        return String(decoding: firstLine.prefix(60).map { $0 < 0x20 || $0 == 0x7F ? UInt8(ascii: "?") : $0 }, as: UTF8.self)
            + (isWhole ? "" : "...")
    }

    /// Steps forward to something that surely begins a statement of the chunk's outermost block.
    mutating func recover() {
        context = []
        depth = 0
        scratch.removeAll(keepingCapacity: true)
        classContexts.removeAll()
        while kind != .endOfSource {
            if token.traits.contains(.startsLine), column(of: Int(token.start)) == 1 {
                switch kind {
                case .local, .function, .if, .while, .for, .repeat, .return: return
                case .name where name == Word.class || name == Word.enum || name == Word.switch: return
                default: break
                }
            }
            advance()
        }
    }
}
