/// Going on after an error of syntax.
///
/// Only the layout of the text tells where the statement that holds an error ends, so reading goes on only where
/// layout and nesting agree; otherwise the statement around it is given up as well.
extension Parser {
    /// What a statement stands in, which says what can end it.
    enum Surroundings { case block, switchBody, classBody }

    /// What to return to when a statement is given up.
    struct Checkpoint {
        let position: Int
        /// The first token of the line on which the statement starts, if that also starts a statement of the block.
        var lineStart: Int
        let scratch: Int
        let depth: Int
        let context: Context
        let functions: Int
        let blockDepth: Int
        let breakables: Int
        let classContexts: Int
    }

    /// The most tokens that are looked at for the end of a statement.
    private static let recoveryLimit = 20_000

    /// The state at the start of a statement.
    @inline(__always)
    var checkpoint: Checkpoint {
        Checkpoint(
            position: position, lineStart: position, scratch: scratch.count, depth: depth, context: context,
            functions: scopes.functions.count, blockDepth: scopes.blockDepth, breakables: scopes.breakables.count,
            classContexts: classContexts.count)
    }

    private mutating func restore(_ checkpoint: Checkpoint) {
        scratch.removeLast(max(0, scratch.count - checkpoint.scratch))
        depth = checkpoint.depth
        context = checkpoint.context
        while scopes.functions.count > checkpoint.functions { _ = scopes.closeFunction() }
        while scopes.blockDepth > checkpoint.blockDepth { scopes.abandonBlock() }
        scopes.breakables.removeLast(max(0, scopes.breakables.count - checkpoint.breakables))
        classContexts.removeLast(max(0, classContexts.count - checkpoint.classContexts))
    }

    /// Steps to the statement after the one in which an error has been recorded.
    ///
    /// - Parameters:
    ///   - checkpoint: the state at the start of the statement.
    ///   - surroundings: what the statement, or the member of a class, stands in.
    /// - Throws: if the end of the statement cannot be seen; the state is as it was.
    /// - Complexity: O(length of the statement and of what is skipped).
    mutating func resume(
        _ failure: ParseFailure, at checkpoint: Checkpoint, in surroundings: Surroundings
    ) throws(ParseFailure) {
        let start = tree.tokens[checkpoint.lineStart]
        guard start.traits.contains(.startsLine), kind != .endOfSource, diagnostics.count < Self.maximumErrors,
            position - checkpoint.position < Self.recoveryLimit
        else { throw failure }
        // What is no member at all probably stands behind a class that has not been closed.
        if surroundings == .classBody, position == checkpoint.position { throw failure }
        let column = self.column(of: Int(start.start))
        let failed = position
        var nesting = Nesting()
        var index = checkpoint.position
        while tree.tokens[index].kind != .endOfSource, index - failed < Self.recoveryLimit {
            let token = tree.tokens[index]
            if index >= failed, index > checkpoint.position, token.traits.contains(.startsLine),
                self.column(of: Int(token.start)) <= column
            {
                let isLeft = self.column(of: Int(token.start)) < column
                if nesting.blocks == 0, isLeft || !belongsToStatement(index, nesting) {
                    guard nesting.brackets.isEmpty || mayFollowOpenBracket(index, nesting, isError: index == failed) else {
                        if isLeft { throw failure }
                        nesting.count(index, in: tree)
                        index += 1
                        continue
                    }
                    position = index
                    kind = token.kind
                    // What stands further left must be the end of the block.
                    if isLeft, !ends(surroundings) {
                        position = failed
                        kind = tree.tokens[failed].kind
                        throw failure
                    }
                    restore(checkpoint)
                    return
                }
                if isLeft { throw failure }
            }
            nesting.count(index, in: tree)
            index += 1
        }
        throw failure
    }

    /// Whether the current token ends what a statement stands in.
    private func ends(_ surroundings: Surroundings) -> Bool {
        surroundings == .classBody ? kind == .end : blockEnds(inSwitch: surroundings == .switchBody)
    }

    /// Whether a token below the start of a statement goes on with the statement or ends it.
    private func belongsToStatement(_ index: Int, _ nesting: Nesting) -> Bool {
        switch tree.tokens[index].kind {
        case .end, .else, .elseif, .until: nesting.hasOpened
        case .local, .if, .while, .do, .for, .repeat, .function, .return, .break, .goto: false
        case .name, .leftParen, .string, .interpolationStart, .doubleColon, .semicolon, .increment, .dollar: false
        // No statement begins with anything else.
        default: true
        }
    }

    /// Whether a token surely begins a statement although a bracket in front of it has not been closed.
    private func mayFollowOpenBracket(_ index: Int, _ nesting: Nesting, isError: Bool) -> Bool {
        switch tree.tokens[index].kind {
        case .local, .if, .while, .for, .repeat, .return, .break, .goto: true
        case .function: tree.tokens[index + 1].kind == .name
        case .name: isError && nesting.brackets.last == .leftParen && endsValue(tree.tokens[index - 1].kind)
        case .end: true
        default: false
        }
    }

    /// Whether a value can end in a token.
    private func endsValue(_ kind: TokenKind) -> Bool {
        switch kind {
        case .name, .number, .string, .interpolationEnd, .nil, .true, .false, .end, .ellipsis, .rightParen,
            .rightBrace, .rightBracket:
            true
        default: false
        }
    }

    /// The blocks and brackets that a piece of text opens and does not close.
    private struct Nesting {
        private(set) var blocks = 0
        private(set) var brackets: [TokenKind] = []
        /// Whether any block has been opened.
        private(set) var hasOpened = false
        /// The number of `if` and `elseif` whose `then` or `do` has not been met.
        private var openConditions = 0

        mutating func count(_ index: Int, in tree: SyntaxTree) {
            let token = tree.tokens[index]
            let before = index > 0 ? tree.tokens[index - 1].kind : .endOfSource
            let after = index + 1 < tree.tokens.count ? tree.tokens[index + 1].kind : .endOfSource
            switch token.kind {
            case .leftParen, .leftBrace, .leftBracket: brackets.append(token.kind)
            case .rightParen, .rightBrace, .rightBracket: _ = brackets.popLast()
            default:
                // A word that is the name of a field opens nothing.
                if before == .dot || before == .colon || after == .assign { return }
                countWord(token, index, before, tree)
            }
        }

        private mutating func countWord(_ token: Token, _ index: Int, _ before: TokenKind, _ tree: SyntaxTree) {
            switch token.kind {
            case .if:
                open()
                openConditions += 1
            case .elseif: openConditions += 1
            case .then: openConditions = max(0, openConditions - 1)
            case .do:
                // A condition may end in `do`.
                if openConditions > 0, before != .arrow { openConditions -= 1 } else { open() }
            case .function, .repeat: open()
            case .end, .until: blocks = max(0, blocks - 1)
            case .local, .return, .while, .for: openConditions = 0
            case .name:
                switch token.name {
                case Word.class, Word.class + UInt32(Word.soft.count), Word.enum, Word.enum + UInt32(Word.soft.count):
                    if startsBody(behind: index, before, tree) { open() }
                default: break
                }
            default: break
            }
        }

        private mutating func open() {
            blocks += 1
            hasOpened = true
        }

        /// Whether a class or an enumeration begins whose body has no `do` of its own, which counts by itself.
        private func startsBody(behind index: Int, _ before: TokenKind, _ tree: SyntaxTree) -> Bool {
            var next = index + 1
            if tree.tokens[next].kind != .name, !tree.tokens[next].kind.isReservedWord { return false }
            while tree.tokens[next].kind == .name || tree.tokens[next].kind == .dot { next += 1 }
            // In `enum class E` the second word begins nothing.
            if before == .name, index > 0, tree.tokens[index - 1].name == Word.enum { return false }
            return tree.tokens[next].kind != .do
        }
    }
}
