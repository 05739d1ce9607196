/// What an author probably meant.
extension Parser {
    /// The hint for a token that cannot begin an expression.
    var unexpectedHint: String? {
        let before = position > 0 ? tree.tokens[position - 1].kind : .endOfSource
        switch kind {
        case .assign where before == .name: return "assignments are statements, not values; compare with '=='"
        case .assign where before == .bar, .arrow: return "a lambda begins with its parameters: |a, b| -> value"
        case .pipe: return "'|>' needs a value in front of it; put a literal in parentheses"
        case .increment: return "'++' changes a variable or a field; use '+= 1' for other targets"
        case .number:
            if kind(ahead: 1) == .pipe { return "put a number in parentheses to pipe it: (5) |> f" }
            return before == .name
                ? "is an '=', a ',' or an operator missing in front of it?" : "no statement begins with a number"
        case .leftBracket: return "a list is written in braces: {1, 2, 3}"
        case .leftBrace where isAtStatement:
            return "blocks begin with 'then' or 'do' and end with 'end'; a table is taken apart with: local {a, b} = t"
        case .then where isAtStatement: return strayHint
        case .greater where before == .less: return "'not equal' is written '~=' or '!='"
        case .not where kind(ahead: 1) == .in: return "'not' stands in front: not x in t"
        case .notEqual, .bangEqual, .equal, .starAssign, .plusAssign, .minusAssign, .coalesceAssign, .concatAssign:
            return "'\(shown(position))' needs a value in front of it; assignments are statements, not values"
        case .doubleSlash, .slash: return "a comment begins with '--', a long one is written --[[ text ]]"
        case .bang: return "'!' stands in front of the value that it negates; 'not equal' is written '~=' or '!='"
        case .less: return "an attribute stands behind the name that it is for: local x <const> = 1"
        case .colon where before == .name && tree.tokens[position - 1].name == Word.case:
            return "a value is expected between 'case' and ':'"
        case .colon: return "a method call needs an object in front of ':'; a label is written ::name::"
        default: return habitHint(at: position) ?? "a value is expected here"
        }
    }

    /// The hint for an expression that cannot stand as a statement.
    func statementHint(_ target: NodeID, from first: UInt32) -> String? {
        let begin = tree.tokens[Int(first)]
        if begin.kind == .name, tree[target].first == tree[target].last || kind == .string {
            if let habit = statementHabit(tree.names.text(begin.name)) { return habit }
            if kind == .name || kind == .number || kind == .leftParen || kind == .string || kind == .function,
                let word = similarKeyword(tree.names.text(begin.name))
            {
                return "did you mean '\(word)'?"
            }
        }
        if isDecrement(target) { return "'--' begins a comment; write: x -= 1" }
        switch kind {
        case .equal: return "assign with a single '='"
        case .bangEqual: return "'!=' is a comparison; compound xor is written '~='"
        case .increment: return "'++' changes a variable or a field; use '+= 1' for other targets"
        case .dot, .leftParen, .leftBracket, .string:
            return begin.kind == .string ? "put a literal in parentheses to use it like a variable" : nil
        case .colon: return "a label is written ::name::; a type can only be given where a variable is declared"
        case .arrow, .doubleColon: return "a field is read with '.', a method called with ':'"
        case .number where tree.source[Int(token.start)] == UInt8(ascii: "."): return "an element is written t[1]"
        case .number, .nil, .true, .false, .function:
            return "is an '=' missing in front of it, or the parentheses of a call?"
        default: return "a statement is a call, an assignment or begins with a keyword"
        }
    }

    /// Whether a statement is a variable with two minus signs behind it, which have been read as a comment.
    private func isDecrement(_ target: NodeID) -> Bool {
        switch tree[target].kind {
        case .local, .global, .field, .index:
            let end = Int(tree.tokens[Int(tree[target].last)].end)
            return end + 1 < tree.source.count && tree.source[end...].starts(with: [45, 45])
        default: return false
        }
    }

    /// Whether the current token stands where a statement begins.
    private var isAtStatement: Bool { token.traits.contains(.startsLine) || position == 0 }

    /// What a word means that begins a statement in another language.
    private func statementHabit(_ word: String) -> String? {
        switch word {
        case "let", "var", "const", "auto", "my": "a variable is declared with 'local'"
        case "elif", "elsif", "elseIf": "write 'elseif'"
        case "try": "errors are caught with pcall: local ok, err = pcall(f)"
        case "catch", "finally", "except": "errors are caught with pcall: local ok, err = pcall(f)"
        case "throw", "raise": "errors are raised with error(message)"
        case "fn", "func", "def", "fun": "a function is written: function name(parameters) ... end"
        case "async", "await": "any call may wait; functions need no mark"
        case "import", "from", "using": "a library is loaded with require: local name = require \"name\""
        case "foreach": "write: for key, value in t do ... end"
        case "unless": "write: if not condition then ... end"
        case "begin": "a block is written: do ... end"
        case "case", "default": "'\(word)' belongs inside 'switch value do ... end'"
        case "struct", "interface", "trait": "write: class Name ... end"
        case "delete", "del": "assign nil to remove a field or a variable"
        case "pass": "an empty block needs no statement"
        case "type": "a type is named with: $type name = type"
        case "extends": "the parent of a class stands behind its name: class A extends B"
        default: nil
        }
    }

    /// A keyword from which a word differs by one letter too few, too many or wrong, or by two that are swapped.
    private func similarKeyword(_ word: String) -> String? {
        let typed = Array(word.utf8)
        guard typed.count > 2, typed.count < 12 else { return nil }
        let keywords = [
            "function", "local", "return", "while", "repeat", "until", "break", "continue", "switch", "class", "enum",
            "export", "elseif", "else", "end", "for",
        ]
        return keywords.first { isOneSlip(from: typed, to: Array($0.utf8)) }
    }

    private func isOneSlip(from typed: [UInt8], to word: [UInt8]) -> Bool {
        guard typed != word, abs(typed.count - word.count) <= 1 else { return false }
        let start = zip(typed, word).prefix { $0 == $1 }.count
        let typedRest = typed[start...]
        let rest = word[start...]
        return typedRest.dropFirst() == rest.dropFirst() || typedRest.dropFirst() == rest || typedRest == rest.dropFirst()
            || (typedRest.count >= 2 && rest.count >= 2 && typedRest.prefix(2).reversed() == Array(rest.prefix(2))
                && typedRest.dropFirst(2) == rest.dropFirst(2))
    }

    /// The hint for a token that other languages have and that Lua reads in another way.
    func habitHint(at index: Int) -> String? {
        let token = tree.tokens[index]
        let before = index > 0 ? tree.tokens[index - 1].kind : .endOfSource
        let after = index + 1 < tree.tokens.count ? tree.tokens[index + 1].kind : .endOfSource
        switch token.kind {
        case .greater where before == .less: return "'not equal' is written '~=' or '!='"
        case .not where after == .in: return "'not' stands in front: not x in t"
        case .string where before == .dollar: return "an interpolated string is written $\"...\" or $'...'"
        case .ampersand where before == .ampersand: return "'and' is written as a word"
        case .assign where before == .equal || before == .notEqual || before == .bangEqual:
            return "equality is tested with '==', inequality with '~=' or '!='"
        case .assign where after == .greater: return "a lambda is written |a, b| -> value"
        case .colon where before == .number: return "put a number in parentheses to call a method of it"
        case .dot where before == .number || before == .nil: return "this value has no fields"
        case .leftBrace: return "blocks begin with 'then' or 'do' and end with 'end'"
        default: return nil
        }
    }

    /// The hint for a token that stands where the arguments of a method must.
    var argumentsHint: String {
        if kind == .assign {
            return "a method is called: object:name(); a type stands in a declaration: local name: type = value"
        }
        // The colon of the method call has ended the value, and the method was called in the body.
        let begin = tree.tokens[0..<position].lastIndex { $0.traits.contains(.startsLine) } ?? 0
        let isCase = tree.tokens[begin..<position].contains { $0.kind == .name && $0.name == Word.case }
        return isCase
            ? "a method call that is a case value stands in parentheses: case (object:name()):"
            : "a method is called: object:name(); a field is read: object.name"
    }

    /// The hint for a token that stands where another one must.
    func expectationHint(_ expected: TokenKind) -> String? {
        let before = position > 0 ? tree.tokens[position - 1].kind : .endOfSource
        switch (expected, kind) {
        case (.bar, .endOfSource) where position > 2 && tree.tokens[position - 2].kind == .bar
            && tree.tokens[position - 3].kind == .bar:
            return "'or' is written as a word"
        case (.bar, _) where before != .bar && tree.tokens[0..<position].suffix(6).contains { $0.kind == .bar }
            && kind != .arrow && kind != .colon && kind != .endOfSource:
            return "'or' is written as a word; the parameters of a lambda stand between bars: |a, b| -> value"
        case (.do, .then): return "this block begins with 'do'"
        case (.then, .leftBrace), (.do, .leftBrace), (.then, .endOfSource), (.do, .endOfSource):
            // A brace after a name has been read as the argument of a call.
            return before == .rightBrace || kind == .leftBrace
                ? "blocks begin with 'then' or 'do' and end with 'end'" : nil
        case (.rightParen, .assign): return "compare with '=='; assignments are statements, not values"
        case (.rightParen, .comma) where before != .ellipsis:
            return kind(ahead: 1) == .name ? "a lambda is written |a, b| -> value" : "parentheses hold one value"
        case (.rightParen, .comma): return "'...' is the last parameter"
        case (.rightBrace, .colon): return "a field is written name = value"
        case (.rightBrace, .rightBracket), (.rightParen, .rightBracket), (.rightBracket, .rightParen),
            (.rightBrace, .rightParen), (.rightParen, .rightBrace), (.rightBracket, .rightBrace):
            return "the brackets do not match"
        case (.rightBracket, .comma): return "an index is one value; nested tables are indexed step by step: t[a][b]"
        case (.rightBrace, _) where before == .name && [Word.case, Word.default].contains(tree.tokens[position - 1].name):
            return "a switch is written: switch value do case 1: ... end"
        case (.rightBrace, _) where startsValue, (.rightParen, _) where startsValue: return "is a ',' missing in front of it?"
        case (.rightParen, .dot): return "a parameter is a single name"
        case (.comma, .name): return "a counting loop is written: for i = first, last do"
        case (.comma, .semicolon): return "a counting loop is written: for i = first, last, step do"
        case (.comma, .do): return "a counting loop needs a last value: for i = first, last do"
        case (.leftParen, .name) where before == .function: return "a function that is a value has no name"
        case (.leftParen, _) where before == .name: return "the parameters stand in parentheses, also when there are none"
        case (.until, .end): return "a 'repeat' ends with: until condition"
        case (.else, .end): return "an if expression needs an 'else': if c then a else b end"
        case (.doubleColon, _): return "a label is written ::name::"
        case (.end, .rightBrace), (.end, .rightParen), (.end, .rightBracket): return "blocks end with 'end'"
        default: return nil
        }
    }

    /// Whether the current token can begin a value.
    private var startsValue: Bool {
        switch kind {
        case .name, .number, .string, .interpolationStart, .nil, .true, .false, .function, .leftBrace, .leftBracket: true
        default: false
        }
    }

    /// The hint for a token that no statement begins with, at the outermost level.
    var strayHint: String? {
        switch kind {
        case .end: "this 'end' closes nothing"
        case .else where kind(ahead: 1) == .if: "write 'elseif', and no 'end' in front of it"
        case .else, .elseif: "there is no open 'if' here"
        case .until: "there is no open 'repeat' here"
        case .then: "there is no open 'if' here"
        case .dollar: "there is no open '$if' here"
        default: markAfterReturn == mark ? Self.returnHint : nil
        }
    }

    // MARK: Missing ends

    /// Looks at the `end` that is the current token: if it stands further left than the block that it closes, the
    /// author probably meant it for an outer one.
    ///
    /// - Parameter opening: the token with which the block begins.
    mutating func noteEnd(of opening: UInt32) {
        let start = tree.tokens[Int(opening)]
        guard suspiciousBlock == nil, start.line != token.line, token.traits.contains(.startsLine),
            start.traits.contains(.startsLine), column(of: Int(token.start)) < column(of: Int(start.start))
        else { return }
        suspiciousBlock = (opening, mark)
    }

    private static let returnHint = "'return' is the last statement of its block; to leave earlier write: do return end"

    /// Says which block is probably the one that is not closed, or why it ought to have ended here.
    var missingEndHint: String? {
        guard kind == .endOfSource else { return markAfterReturn == mark ? Self.returnHint : nil }
        guard let suspiciousBlock else {
            let isElseIf = zip(tree.tokens, tree.tokens.dropFirst()).contains { $0.kind == .else && $1.kind == .if }
            return isElseIf ? "'else if' begins an 'if' with an 'end' of its own; 'elseif' goes on with the first" : nil
        }
        let start = tree.tokens[Int(suspiciousBlock.opening)]
        let end = tree.tokens[Int(suspiciousBlock.end)]
        let word = tree.text(of: suspiciousBlock.opening)
        return "the '\(String(decoding: word, as: UTF8.self))' at line \(start.line) is probably the one that is not closed; "
            + "the 'end' at line \(end.line) stands further left"
    }
}
