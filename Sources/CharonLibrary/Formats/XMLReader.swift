internal import CharonSystem

/// Reads XML and what looks like it, in one pass and without recursion. Nothing is refused: where tags do not fit, elements end
/// earlier or later.
///
/// Source: Extensible Markup Language 1.0; libraries.md section 12, which is laxer.
struct XMLReader<Builder: XMLBuilder> {
    /// How deep elements may stand in each other.
    static var depthLimit: Int { 1000 }

    let bytes: BorrowedBytes
    let mode: XMLMode
    var builder: Builder
    var position = 0
    /// Whether there were tags without an end, or without a beginning.
    private(set) var hasMisplacedTags = false
    /// Whether anything was given to the builder.
    private(set) var hasContent = false

    private var open = OpenElements()
    /// Text that has not been given away: comments do not divide it.
    private let text = GrowingBytes()
    /// Whether the white space at the position is of no interest.
    private var skipsBlanks = true
    let scratch = GrowingBytes()
    /// The offset from which on no `]]>`, `-->` and so on is to be found, by kind: it is looked for only once.
    private var missing = [Int](repeating: .max, count: 4)

    init(_ bytes: BorrowedBytes, mode: XMLMode, builder: Builder) {
        self.bytes = bytes
        self.mode = mode
        self.builder = builder
    }

    /// Reads everything.
    ///
    /// - Throws: `FormatError.tooDeep`, and what the builder throws.
    /// - Complexity: O(`bytes.count`).
    mutating func readDocument() throws(FormatError) {
        while position < bytes.count {
            if skipsBlanks { skipBlanks() }
            readText()
            guard position < bytes.count else { break }
            try readMarkup()
        }
        flushText()
        while open.count > 0 { close() }
    }

    // MARK: Text

    /// Reads up to the next `<`.
    private mutating func readText() {
        let end = bytes.firstIndex(of: UInt8(ascii: "<"), or: UInt8(ascii: "<"), from: position)
        guard end > position else { return }
        text.appendUnescapingXML(bytes[position..<end])
        skipsBlanks = false
        position = end
    }

    private mutating func flushText() {
        if text.count > 0 {
            builder.text(text.bytes)
            hasContent = true
            text.truncate(to: 0)
        }
        skipsBlanks = true
    }

    mutating func skipBlanks() {
        while position < bytes.count, bytes[position].isXMLBlank { position += 1 }
    }

    // MARK: Markup

    /// Reads what begins with the `<` at the position.
    private mutating func readMarkup() throws(FormatError) {
        if bytes.has("<!--", at: position) {
            if let end = find("-->", kind: 0, from: position + 4) {
                position = end + 3
                return
            }
        } else if bytes.has("<![CDATA[", at: position) {
            let start = position + 9
            let end = find("]]>", kind: 1, from: start) ?? bytes.count
            text.append(bytes[start..<end])
            if end > start { skipsBlanks = false }
            position = min(end + 3, bytes.count)
            return
        } else if bytes.has("</", at: position) {
            readClosingTag()
            return
        }
        let isDeclaration = bytes.has("<!", at: position)
        let isInstruction = bytes.has("<?", at: position)
        if isDeclaration || isInstruction, open.count == 0 {
            flushText()
            position = isDeclaration ? declarationEnd() : instructionEnd()
            return
        }
        try readOpeningTag(isEmpty: isDeclaration || isInstruction)
    }

    private mutating func readClosingTag() {
        let start = position + 2
        let end = find(">", kind: 2, from: start) ?? bytes.count
        position = min(end + 1, bytes.count)
        var name = bytes[start..<end]
        while name.count > 0, name[name.count - 1].isXMLBlank { name = name.prefix(name.count - 1) }
        guard let depth = open.depth(of: name, in: bytes) else {
            hasMisplacedTags = true
            return
        }
        flushText()
        while open.count >= depth { close() }
    }

    private mutating func close() {
        open.removeLast()
        builder.closeElement()
        skipsBlanks = true
    }

    /// - Parameter isEmpty: whether it is a declaration or an instruction, whose content is none.
    private mutating func readOpeningTag(isEmpty: Bool) throws(FormatError) {
        let start = position + 1
        var end = start
        while end < bytes.count, !bytes[end].isXMLBlank, bytes[end] != UInt8(ascii: "/"), bytes[end] != UInt8(ascii: ">") {
            end += 1
        }
        flushText()
        position = end
        guard end < bytes.count else {
            hasMisplacedTags = true
            return
        }
        let name = bytes[start..<end]
        if open.count >= Self.depthLimit { throw .tooDeep }
        try builder.openElement(name)
        hasContent = true
        let isClosed = readAttributes()
        if isEmpty || isClosed && mode != .html || mode == .html && Self.isVoid(name) {
            builder.closeElement()
        } else {
            open.append(start..<end, in: bytes)
        }
    }

    /// The elements of HTML that have no content and no end. Source: HTML Living Standard, 13.1.2 (and `keygen`).
    private static func isVoid(_ name: BorrowedBytes) -> Bool {
        guard name.count <= 6 else { return false }
        switch String(decoding: name.copy(), as: UTF8.self) {
        case "area", "base", "br", "col", "embed", "hr", "img", "input", "keygen", "link", "meta", "param", "source",
            "track", "wbr":
            return true
        default: return false
        }
    }

    // MARK: Looking ahead

    /// Where `mark` comes next. That it does not come is found out once for each `kind`.
    private mutating func find(_ mark: StaticString, kind: Int, from start: Int) -> Int? {
        if start > bytes.count || missing[kind] <= start { return nil }
        var index = start
        while bytes.count - index >= mark.utf8CodeUnitCount {
            if bytes.has(mark, at: index) { return index }
            index += 1
        }
        missing[kind] = start
        return nil
    }

    /// The offset after a `<?...?>`, or what is taken for one.
    private mutating func instructionEnd() -> Int {
        if let end = find("?>", kind: 3, from: position) { return end + 2 }
        return find(">", kind: 2, from: position).map { $0 + 1 } ?? bytes.count
    }

    /// The offset after a `<!...>`, which may hold quoted text and a part in brackets with further ones.
    private mutating func declarationEnd() -> Int {
        var index = position + 2
        var quote: UInt8?
        var depth = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: "[") {
                depth += 1
            } else if byte == UInt8(ascii: "]") {
                depth -= 1
            } else if byte == UInt8(ascii: ">"), depth <= 0 {
                return index
            }
        }
        // Unfinished: the rest of the document is no declaration. To look once is enough, for the rest is dropped.
        hasMisplacedTags = true
        return bytes.count
    }
}
