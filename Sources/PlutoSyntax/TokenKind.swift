/// What a token is. The reserved words stand first, in the order of `Word.reserved`.
package enum TokenKind: UInt8, Sendable {
    // Reserved words.
    case and, `break`, `do`, `else`, `elseif`, end, `false`, `for`, function, goto, `if`, `in`
    case local, `nil`, not, or, `repeat`, `return`, then, `true`, until, `while`

    // Tokens with a text of their own.
    case name, number, string
    case interpolationStart, interpolationText, holeStart, holeEnd, interpolationEnd

    // Lua's operators and punctuation.
    case plus, minus, star, slash, doubleSlash, percent, caret, hash, ampersand, tilde, bar
    case shiftLeft, shiftRight, equal, notEqual, lessEqual, greaterEqual, less, greater, assign
    case leftParen, rightParen, leftBrace, rightBrace, leftBracket, rightBracket
    case doubleColon, semicolon, colon, comma, dot, concat, ellipsis

    // Pluto's operators and punctuation.
    case bang, bangEqual, question, coalesce, arrow, pipe, walrus, spaceship, power, increment, dollar
    case plusAssign, minusAssign, starAssign, slashAssign, doubleSlashAssign, percentAssign
    case caretAssign, powerAssign, ampersandAssign, barAssign, shiftLeftAssign, shiftRightAssign
    case concatAssign, coalesceAssign

    /// Bytes that form no token; its name field is an index into the lexer's errors.
    case invalid
    /// The end of the source.
    case endOfSource

    /// Whether this is one of Lua's 22 reserved words.
    @inline(__always)
    package var isReservedWord: Bool { rawValue <= TokenKind.while.rawValue }

    /// The spelling of a token that has only one, or nil.
    package var spelling: String? {
        if isReservedWord { return Word.reserved[Int(rawValue)] }
        return Self.punctuation[self]
    }

    private static let punctuation: [TokenKind: String] = [
        .plus: "+", .minus: "-", .star: "*", .slash: "/", .doubleSlash: "//", .percent: "%", .caret: "^",
        .hash: "#", .ampersand: "&", .tilde: "~", .bar: "|", .shiftLeft: "<<", .shiftRight: ">>",
        .equal: "==", .notEqual: "~=", .lessEqual: "<=", .greaterEqual: ">=", .less: "<", .greater: ">",
        .assign: "=", .leftParen: "(", .rightParen: ")", .leftBrace: "{", .rightBrace: "}",
        .leftBracket: "[", .rightBracket: "]", .doubleColon: "::", .semicolon: ";", .colon: ":",
        .comma: ",", .dot: ".", .concat: "..", .ellipsis: "...", .bang: "!", .bangEqual: "!=",
        .question: "?", .coalesce: "??", .arrow: "->", .pipe: "|>", .walrus: ":=", .spaceship: "<=>",
        .power: "**", .increment: "++", .dollar: "$", .plusAssign: "+=", .minusAssign: "-=",
        .starAssign: "*=", .slashAssign: "/=", .doubleSlashAssign: "//=", .percentAssign: "%=",
        .caretAssign: "^=", .powerAssign: "**=", .ampersandAssign: "&=", .barAssign: "|=",
        .shiftLeftAssign: "<<=", .shiftRightAssign: ">>=", .concatAssign: "..=", .coalesceAssign: "??=",
        .holeStart: "{", .holeEnd: "}", .endOfSource: "<eof>",
    ]
}

/// One token: its kind and the bytes it stands on.
package struct Token: Sendable {
    /// What the lexer knows about a token beyond its kind.
    package struct Traits: OptionSet, Sendable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }
        /// Lua cannot read the token as it is written: a numeral with `_`, a string with `\{`.
        package static let needsRewriting = Traits(rawValue: 1)
        /// The token's text spans lines.
        package static let spansLines = Traits(rawValue: 2)
        /// Nothing but white space stands before the token on its line.
        package static let startsLine = Traits(rawValue: 4)
        /// The token came from an alias or an included file.
        package static let inserted = Traits(rawValue: 8)
    }

    package var kind: TokenKind
    package var traits: Traits
    /// The first byte, as an offset into the source.
    package var start: UInt32
    /// The byte after the last one.
    package var end: UInt32
    /// The line on which the token starts, counted from 1.
    package var line: UInt32
    /// The identifier of a name or reserved word in the name table; for `invalid` an error's index.
    package var name: UInt32
}
