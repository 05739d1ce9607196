/// What an author probably meant.
extension Parser {
    /// The hint for a token that cannot begin an expression.
    var unexpectedHint: String? {
        switch kind {
        case .assign where position > 0 && tree.tokens[position - 1].kind == .bar:
            "a lambda is written |a, b| -> value"
        case .arrow: "a lambda begins with its parameters: |a, b| -> value"
        case .pipe: "'|>' needs a value in front of it; put a literal in parentheses"
        case .increment: "'++' changes a variable or a field; use '+= 1' for other targets"
        case .number where kind(ahead: 1) == .pipe: "put a number in parentheses to pipe it: (5) |> f"
        default: nil
        }
    }

    /// The hint for an expression that cannot stand as a statement.
    func statementHint(_ target: NodeID, from first: UInt32) -> String? {
        switch kind {
        case .equal: return "assign with a single '='"
        case .bangEqual: return "'!=' is a comparison; compound xor is written '~='"
        case .increment: return "'++' changes a variable or a field; use '+= 1' for other targets"
        case .name, .endOfSource, .function, .if:
            let isName = tree[target].kind == .global && tree[target].first == tree[target].last
            if isName, let habit = statementHabit(tree.names.text(tree[target].a)) { return habit }
            return tree[target].kind == .global || tree[target].kind == .local
                ? "a statement is a call, an assignment or begins with a keyword" : nil
        default: return nil
        }
    }

    /// What a word means that begins a statement in another language.
    private func statementHabit(_ word: String) -> String? {
        switch word {
        case "let", "var", "const", "auto": "a variable is declared with 'local'"
        case "elif", "elsif", "elseIf": "write 'elseif'"
        case "try": "errors are caught with pcall: local ok, err = pcall(f)"
        case "throw", "raise": "errors are raised with error(message)"
        case "fn", "func", "def", "fun": "a function is written: function name(parameters) ... end"
        case "async", "await": "any call may wait; functions need no mark"
        case "import": "a library is loaded with require: local name = require \"name\""
        default: nil
        }
    }

    /// The hint for a token that other languages have and that Lua reads in another way.
    func habitHint(at index: Int) -> String? {
        let token = tree.tokens[index]
        let before = index > 0 ? tree.tokens[index - 1].kind : .endOfSource
        let after = index + 1 < tree.tokens.count ? tree.tokens[index + 1].kind : .endOfSource
        switch token.kind {
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

    /// The hint for a token that no statement begins with, at the outermost level.
    var strayHint: String? {
        switch kind {
        case .end: "this 'end' closes nothing"
        case .else where kind(ahead: 1) == .if: "write 'elseif', and no 'end' in front of it"
        case .else, .elseif: "there is no open 'if' here"
        case .until: "there is no open 'repeat' here"
        case .dollar: "there is no open '$if' here"
        default: nil
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

    /// Says which block is probably the one that is not closed.
    var missingEndHint: String? {
        guard let suspiciousBlock else { return nil }
        let start = tree.tokens[Int(suspiciousBlock.opening)]
        let end = tree.tokens[Int(suspiciousBlock.end)]
        let word = tree.text(of: suspiciousBlock.opening)
        return "the '\(String(decoding: word, as: UTF8.self))' at line \(start.line) is probably the one that is not closed; "
            + "the 'end' at line \(end.line) stands further left"
    }
}
