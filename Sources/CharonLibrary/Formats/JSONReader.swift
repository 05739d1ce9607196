internal import CharonSystem

/// Reads JSON, and what upstream takes for it: comments, a comma after the last element, numbers such as `01` or `.5`,
/// keys that are numbers or booleans.
///
/// One pass over the bytes. The work is linear in their number, whatever they are.
///
/// Source: RFC 8259; Pluto manual, JSON.
struct JSONReader<Builder: ValueBuilder> {
    /// How deep arrays and objects may stand in each other.
    static var depthLimit: Int { 99 }

    let bytes: BorrowedBytes
    var builder: Builder
    var position = 0
    /// Text of strings that have escapes.
    private var unescaped: UnescapedText?

    init(_ bytes: BorrowedBytes, builder: Builder) {
        self.bytes = bytes
        self.builder = builder
    }

    /// Reads the one value that the bytes are, and gives it to the builder.
    mutating func readDocument() throws(FormatError) {
        try skipBlanks()
        try readValue(depth: 0)
        try skipBlanks()
        if position < bytes.count { throw unexpected() }
    }

    // MARK: Values

    private mutating func readValue(depth: Int) throws(FormatError) {
        guard position < bytes.count else { throw unexpected() }
        switch bytes[position] {
        case UInt8(ascii: "\""): try readString()
        case UInt8(ascii: "{"): try readObject(depth: depth + 1)
        case UInt8(ascii: "["): try readArray(depth: depth + 1)
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."): try readNumber()
        case UInt8(ascii: "t"):
            try readWord("true")
            builder.boolean(true)
        case UInt8(ascii: "f"):
            try readWord("false")
            builder.boolean(false)
        case UInt8(ascii: "n"):
            try readWord("null")
            builder.null()
        default: throw unexpected()
        }
    }

    private mutating func readArray(depth: Int) throws(FormatError) {
        if depth > Self.depthLimit { throw .tooDeep }
        position += 1
        var array = try builder.openArray()
        try skipBlanks()
        while !takes(UInt8(ascii: "]")) {
            try readValue(depth: depth)
            try builder.addElement(to: &array)
            try skipBlanks()
            if takes(UInt8(ascii: ",")) {
                try skipBlanks()
            } else if !isAt(UInt8(ascii: "]")) {
                throw unexpected()
            }
        }
        try builder.closeArray(array)
    }

    private mutating func readObject(depth: Int) throws(FormatError) {
        if depth > Self.depthLimit { throw .tooDeep }
        position += 1
        var object = try builder.openObject()
        try skipBlanks()
        while !takes(UInt8(ascii: "}")) {
            try readKey()
            try skipBlanks()
            guard takes(UInt8(ascii: ":")) else { throw unexpected() }
            try skipBlanks()
            try readValue(depth: depth)
            try builder.addField(to: &object)
            try skipBlanks()
            if takes(UInt8(ascii: ",")) {
                try skipBlanks()
            } else if !isAt(UInt8(ascii: "}")) {
                throw unexpected()
            }
        }
        try builder.closeObject(object)
    }

    private mutating func readKey() throws(FormatError) {
        guard position < bytes.count else { throw unexpected() }
        switch bytes[position] {
        case UInt8(ascii: "\""): try readString()
        case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "n"): throw unexpected()
        default: try readValue(depth: 0)
        }
    }

    private mutating func readWord(_ word: StaticString) throws(FormatError) {
        guard bytes.has(word, at: position) else { throw unexpected() }
        position += word.utf8CodeUnitCount
    }

    // MARK: Strings

    private mutating func readString() throws(FormatError) {
        let start = position + 1
        let end = bytes.firstIndex(of: UInt8(ascii: "\""), or: UInt8(ascii: "\\"), from: start)
        guard end < bytes.count else { throw unexpected(at: end) }
        if bytes[end] == UInt8(ascii: "\"") {
            position = end + 1
            builder.string(bytes[start..<end])
        } else {
            let text = unescaped ?? UnescapedText()
            unescaped = text
            position = try text.read(bytes, from: start, firstEscape: end)
            builder.string(text.bytes)
        }
    }

    // MARK: Between tokens

    /// Skips white space and comments.
    @inline(__always)
    private mutating func skipBlanks() throws(FormatError) {
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): position += 1
            case UInt8(ascii: "/"): try skipComment()
            default: return
            }
        }
    }

    private mutating func skipComment() throws(FormatError) {
        let start = position
        guard start + 1 < bytes.count else { throw unexpected() }
        switch bytes[start + 1] {
        case UInt8(ascii: "/"):
            position += 2
            while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
        case UInt8(ascii: "*"):
            position += 2
            while position + 1 < bytes.count {
                if bytes[position] == UInt8(ascii: "*"), bytes[position + 1] == UInt8(ascii: "/") {
                    position += 2
                    return
                }
                position += 1
            }
            throw .invalid(offset: start, reason: "unfinished comment")
        default:
            throw unexpected()
        }
    }

    @inline(__always)
    private func isAt(_ byte: UInt8) -> Bool { position < bytes.count && bytes[position] == byte }

    @inline(__always)
    private mutating func takes(_ byte: UInt8) -> Bool {
        guard isAt(byte) else { return false }
        position += 1
        return true
    }

    func unexpected(at offset: Int? = nil) -> FormatError { .unexpected(at: offset ?? position, in: bytes) }
}
