extension Parser {
    /// Reads a `switch` statement, at its keyword.
    ///
    ///     switchstat ::= "switch" expr "do" {("case" caselist | "default") ":" {stat}} "end"
    mutating func switchStatement() throws(ParseFailure) -> NodeID {
        let first = mark
        advance()
        let control = try enclosedExpression()
        try expect(.do)
        let breakable = addBreakable(.switchStatement)
        let scope = scopes.openBlock()
        scopes.openBreakable(breakable, isLoop: false)
        let start = scratch.count
        var enumeration = tree.enumerations.count
        var defaultPart: UInt32 = 0
        var count: UInt32 = 0
        while kind != .end {
            let part = mark
            count += 1
            if let declared = declaration(since: scope, enumeration: &enumeration) {
                report(
                    "this case jumps into the scope of local '\(tree.names.text(declared.name))'"
                        + definitionPlace(declared.token), at: part,
                    hint: "wrap the statements that declare it in 'do ... end'")
            }
            let values = try partHead(&defaultPart, count: count, ending: .colon, start: first)
            scratch.append(values)
            let begin = scratch.count
            let bodyStart = mark
            try statements(scope, inSwitch: true)
            if warnings.isActive, kind != .end { warnOfFallthrough(since: begin) }
            let body = list(since: begin)
            scratch.append(make(.block, from: bodyStart, body))
            scratch.append(part)
        }
        if scopes.exports.count > scope.exports {
            report("'export' cannot be used directly in a switch", at: first, hint: "export at the end of the function")
        }
        scopes.breakables.removeLast()
        scopes.closeBlock(scope)
        try expect(.end, closing: .do, at: first)
        let record = addSwitch(control, start: start, defaultPart: defaultPart, breakable: breakable, isExpression: false)
        return make(.switchStatement, from: first, record)
    }

    /// Warns of a body that goes on in the part at the current token.
    private mutating func warnOfFallthrough(since begin: Int) {
        guard scratch.count > begin, annotatedFallthrough != position else { return }
        switch tree[scratch[scratch.count - 1]].kind {
        case .breakStatement, .continueStatement, .gotoStatement, .returnStatement: return
        default:
            warn(
                .unannotatedFallthrough, "possibly unwanted fallthrough to this part", at: mark,
                hint: "end the body with 'break', or write '-- @fallthrough' in front of the part")
        }
    }

    /// The first local or enumeration that the parts of a switch have declared in the block they share.
    ///
    /// - Parameter enumeration: the first enumeration that is to be looked at; it moves on past those of inner blocks.
    private func declaration(
        since scope: ScopeStack.BlockMark, enumeration: inout Int
    ) -> (name: UInt32, token: UInt32?)? {
        if scopes.function.activeLocals > scope.activeLocals {
            let name = scopes.localName(scope.activeLocals)
            guard case .variable(let variable) = scopes.meaning(of: name) else { return (name, nil) }
            return (name, tree.variables[Int(variable)].token)
        }
        while enumeration < tree.enumerations.count {
            let record = tree.enumerations[enumeration]
            if case .enumeration(let visible) = scopes.meaning(of: record.name), Int(visible) == enumeration {
                return (record.name, record.token)
            }
            if let member = record.members.first,
                case .constant(let visible) = scopes.meaning(of: member.name), visible == member.constant
            {
                return (member.name, record.token)
            }
            enumeration += 1
        }
        return nil
    }

    private func definitionPlace(_ token: UInt32?) -> String {
        guard let token else { return "" }
        return " defined on line \(tree.tokens[Int(token)].line)"
    }

    /// Reads a `switch` expression, at its keyword.
    ///
    ///     switchexpr ::= "switch" expr "do" {("case" caselist | "default") "->" expr} "end"
    mutating func switchExpression() throws(ParseFailure) -> NodeID {
        try enter()
        let first = mark
        advance()
        let outer = context
        context = []
        let control = try expression()
        try expect(.do)
        let start = scratch.count
        var defaultPart: UInt32 = 0
        var count: UInt32 = 0
        while kind != .end {
            let part = mark
            count += 1
            let values = try partHead(&defaultPart, count: count, ending: .arrow, start: first)
            scratch.append(values)
            scratch.append(try expression())
            scratch.append(part)
        }
        try expect(.end, closing: .do, at: first)
        context = outer
        depth -= 1
        let breakable = addBreakable(.switchStatement)
        let record = addSwitch(control, start: start, defaultPart: defaultPart, breakable: breakable, isExpression: true)
        return make(.switchExpression, from: first, record)
    }

    private mutating func addSwitch(
        _ control: NodeID, start: Int, defaultPart: UInt32, breakable: UInt32, isExpression: Bool
    ) -> UInt32 {
        let parts = list(since: start)
        tree.switches.append(
            SwitchRecord(
                control: control, parts: parts, defaultPart: defaultPart, breakable: breakable,
                isExpression: isExpression))
        return UInt32(truncatingIfNeeded: tree.switches.count - 1)
    }

    /// Reads the head of a part and returns its values; 0 for `default`.
    private mutating func partHead(
        _ defaultPart: inout UInt32, count: UInt32, ending: TokenKind, start: UInt32
    ) throws(ParseFailure) -> ListID {
        let part = mark
        if isWord(Word.default) {
            advance()
            if defaultPart != 0 {
                report("switch statement already has a default case", at: part, hint: "remove one of them")
            }
            defaultPart = count
            try expect(ending, hint: partHint(ending))
            return 0
        }
        guard isWord(Word.case) else {
            if kind == .endOfSource { try expect(.end, closing: .do, at: start) }
            try fail(
                "'case', 'default' or 'end' expected",
                hint: strayPartHint(ending))
        }
        advance()
        let outer = context
        context = ending == .colon ? .isCaseValue : []
        let begin = scratch.count
        repeat { scratch.append(try expression()) } while accept(.comma)
        context = outer
        try expect(ending, hint: partHint(ending))
        return list(since: begin)
    }

    /// The hint for a token that stands where a part must begin.
    private func strayPartHint(_ ending: TokenKind) -> String {
        let sign = ending == .colon ? ":" : " ->"
        if kind == .else { return "the part for everything else is written 'default\(sign)'" }
        if kind == .comma { return "nothing stands between the parts" }
        return "a part begins with 'case value\(sign)'"
    }

    private func partHint(_ ending: TokenKind) -> String? {
        switch (ending, kind) {
        case (.colon, .arrow): "a switch statement has 'case value:'; '->' belongs to a switch expression"
        case (.arrow, .colon): "a switch expression has 'case value -> result'"
        case (.colon, .question): "put a ternary that is a case value in parentheses"
        case (.colon, _): "a part begins with 'case value:' or 'default:'"
        case (.arrow, _): "a switch expression has 'case value -> result'"
        default: nil
        }
    }
}
