/// How the chunk uses each of the words that are keywords until they are used as names.
///
/// Source: Pluto manual, Compatibility.
struct SoftWordStates {
    enum State: Equatable {
        /// Not used yet.
        case undecided
        /// A keyword, by use or by `pluto_use`.
        case keyword
        /// A name, since a line; 0 when `pluto_use` said so.
        case name(since: UInt32)
    }

    private var states = [State](repeating: .undecided, count: Word.soft.count)

    /// The position of a word among the soft ones, or nil.
    @inline(__always)
    static func index(of name: UInt32) -> Int? {
        name >= Word.firstSoft && name < Word.firstPrefixed ? Int(name - Word.firstSoft) : nil
    }

    /// The soft word that a prefixed spelling stands for, or nil.
    @inline(__always)
    static func unprefixed(_ name: UInt32) -> UInt32? {
        let count = UInt32(Word.soft.count)
        return name >= Word.firstPrefixed && name < Word.firstPrefixed + count ? name - count : nil
    }

    subscript(index: Int) -> State {
        get { states[index] }
        set { states[index] = newValue }
    }
}

extension Parser {
    /// The soft keyword that the current name token acts as at the start of a statement or expression, or nil.
    ///
    /// A word that has not been used yet is decided here.
    mutating func keywordHere() -> UInt32? {
        guard kind == .name, name < Word.firstPrefixed + UInt32(Word.soft.count), name >= Word.firstSoft else {
            return nil
        }
        if let word = SoftWordStates.unprefixed(name) { return word }
        let index = Int(name - Word.firstSoft)
        switch softWords[index] {
        case .keyword: return name
        case .name: return nil
        case .undecided:
            if name == Word.parent { return name }
            if nextMakesAName(of: name) {
                softWords[index] = .name(since: token.line)
                return nil
            }
            softWords[index] = .keyword
            return name
        }
    }

    /// Whether the token after an undecided word shows that the word is a name.
    private func nextMakesAName(of word: UInt32) -> Bool {
        switch kind(ahead: 1) {
        case .assign, .plusAssign, .minusAssign, .starAssign, .slashAssign, .doubleSlashAssign, .percentAssign,
            .caretAssign, .powerAssign, .ampersandAssign, .barAssign, .shiftLeftAssign, .shiftRightAssign,
            .concatAssign, .coalesceAssign, .dot, .colon, .leftBracket:
            true
        case .semicolon: word != Word.continue
        default: false
        }
    }

    /// Steps over a name in a position where only a name can stand, and returns its token.
    mutating func expectName() throws(ParseFailure) -> UInt32 {
        guard kind == .name else { try fail("<name> expected", hint: reservedWordHint) }
        let word = name
        if word >= Word.firstSoft, word < Word.firstPrefixed {
            if word != Word.parent {
                let index = Int(word - Word.firstSoft)
                if softWords[index] == .keyword {
                    let text = tree.names.text(word)
                    try failPlainly(
                        "expected a name, found '\(text)'", at: position,
                        hint: "the script uses '\(text)' as a keyword; choose another name, or write 'pluto_use \(text) = false' first")
                }
                if softWords[index] == .undecided { softWords[index] = .name(since: token.line) }
            }
        } else if word >= Word.firstPrefixed, word <= Word.plutoUse {
            try failPlainly("expected a name, found '\(tree.names.text(word))'", at: position)
        }
        let index = mark
        advance()
        return index
    }

    /// Steps over the name of a field, which may be any word, and returns its token.
    mutating func expectFieldName() throws(ParseFailure) -> UInt32 {
        guard kind == .name || kind.isReservedWord else {
            try fail("<name> expected", hint: kind == .string ? "a field with any name is read with brackets: t[\"name\"]" : ternaryHint)
        }
        let index = mark
        advance()
        return index
    }

    /// The hint for a method call that has been read where a ternary's branch was meant.
    private var ternaryHint: String? {
        let before = position > 0 ? tree.tokens[position - 1].kind : .endOfSource
        guard before == .colon else { return nil }
        let opener = tree.tokens[0..<position].last { $0.kind == .question || $0.kind == .leftBrace || $0.traits.contains(.startsLine) }
        switch opener?.kind {
        case .question: return "a method call in the middle of a ternary stands in parentheses: c ? (o:m()) : x"
        case .leftBrace: return "a field is written name = value, and with any key [key] = value"
        default: return "a method is called: object:name()"
        }
    }

    /// What to say where a word stands that cannot be a name.
    var reservedWordHint: String? {
        if kind.isReservedWord { return "'\(kind.spelling ?? "")' is a reserved word; choose another name" }
        switch kind {
        case .leftParen where position > 0 && tree.tokens[position - 1].kind == .function:
            return "a function statement needs a name: function name(parameters) ... end"
        case .assign: return "a name is missing in front of '='"
        case .number, .string: return "a name begins with a letter or '_'"
        default: return nil
        }
    }

    /// Reads a `pluto_use` statement, whose word has been read.
    ///
    ///     usestat ::= "pluto_use" useitem {"," useitem}
    ///     useitem ::= (softkeyword | "*" | String) ["=" ("true" | "false")]
    mutating func useStatement() throws(ParseFailure) {
        repeat {
            let item = position
            switch kind {
            case .star:
                advance()
                let value = try useValue() ?? true
                for index in 0..<Word.soft.count { setSoftWord(index, value) }
            case .string:
                let version = String(decoding: Literal.string(tree.text(of: mark)), as: UTF8.self)
                advance()
                if try useValue() == false {
                    try failPlainly("a version cannot be turned off", at: item, hint: "write pluto_use \"\(version)\"")
                }
                let available = Self.softWords(ofVersion: version)
                for index in 0..<Word.soft.count { setSoftWord(index, available.contains(index)) }
            default:
                guard kind == .name, let word = SoftWordStates.index(of: name) else {
                    try fail("a soft keyword, '*' or a version expected", hint: "soft keywords: \(Word.soft.joined(separator: ", "))")
                }
                advance()
                setSoftWord(word, try useValue() ?? true)
            }
        } while accept(.comma)
    }

    private mutating func useValue() throws(ParseFailure) -> Bool? {
        guard accept(.assign) else { return nil }
        if accept(.true) { return true }
        if accept(.false) { return false }
        try fail("'true' or 'false' expected")
    }

    /// Fixes what a soft word is.
    mutating func setSoftWord(_ index: Int, _ isKeyword: Bool) {
        softWords[index] = isKeyword ? .keyword : .name(since: 0)
    }

    /// The soft words that a version of the language has, by position.
    static func softWords(ofVersion version: String) -> Set<Int> {
        let parts = version.split(separator: ".").map { Int($0) ?? 0 }
        let major = parts.first ?? 0
        let minor = parts.count > 1 ? parts[1] : 0
        if major > 0 || minor >= 6 { return Set(0..<Word.soft.count) }
        if minor >= 5 { return [0, 1, 2] }
        return minor >= 2 ? [0, 1] : []
    }
}
