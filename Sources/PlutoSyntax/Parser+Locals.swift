extension Parser {
    /// Reads a local declaration, whose keyword has been read.
    ///
    ///     stat ::= "local" "function" Name funcbody | "local" "class" ... | "local" destructuring
    ///            | "local" [attrib] attnamelist ["=" explist]
    mutating func localStatement(from first: UInt32) throws(ParseFailure) -> NodeID {
        switch kind {
        case .function:
            advance()
            return try localFunction(from: first, isExported: false)
        case .leftBracket:
            return try destructuring(from: first)
        case .leftBrace:
            return try destructuring(from: first)
        case .name:
            if startsLocalClass() {
                advance()
                return try classStatement(from: first, placement: .local)
            }
        default: break
        }
        return try localVariables(from: first, isExported: false)
    }

    /// Whether `class` after `local` is the keyword.
    private func startsLocalClass() -> Bool {
        if name == Word.class + UInt32(Word.soft.count) { return true }
        guard name == Word.class, let index = SoftWordStates.index(of: name) else { return false }
        if case .name = softWords[index] { return false }
        return kind(ahead: 1) != .assign && kind(ahead: 1) != .comma
    }

    /// Reads `Name funcbody` of a local function.
    mutating func localFunction(from first: UInt32, isExported: Bool) throws(ParseFailure) -> NodeID {
        let index = try expectName()
        let variable = makeVariable(token: index, traits: isExported ? [.isReadOnly, .isUsed] : [])
        activateMovable([variable])
        let body = try functionBody(from: first, selfAt: nil)
        tree.variables[Int(variable)].callee = tree[body].a + 1
        noteParametersMatter(tree[body].a)
        if isExported { scopes.exports.append(variable) }
        let node = make(.localFunction, from: first, variable, body)
        tree[node].isRewritten = isExported
        return node
    }

    /// Reads the names and values of a local declaration.
    ///
    ///     attnamelist ::= Name [":" type] [attrib] {"," Name [":" type] [attrib]}
    mutating func localVariables(from first: UInt32, isExported: Bool) throws(ParseFailure) -> NodeID {
        var isRewritten = isExported
        var shared: Variable.Traits = isExported ? [.isReadOnly, .isUsed] : []
        if kind == .less, !isExported {
            shared.formUnion(try attribute())
            isRewritten = true
        }
        let start = scratch.count
        var closedCount = 0
        repeat {
            let index = try expectName()
            var types = ValueTypes.any
            if accept(.colon) {
                types = try typeHint(endsAtBar: false)
                isRewritten = true
            }
            var traits = shared
            if kind == .less, !isExported { traits.formUnion(try attribute()) }
            if traits.contains(.isClosed) {
                closedCount += 1
                if closedCount == 2 { report("multiple to-be-closed variables in local list", at: index) }
            }
            let variable = makeVariable(token: index, traits: traits)
            tree.variables[Int(variable)].types = types
            scratch.append(variable)
        } while accept(.comma)
        let variables = list(since: start)
        var values: ListID = 0
        if accept(.assign) {
            values = try expressionList()
        } else if isExported {
            try fail("'=' expected", hint: "an exported name needs a value: export name = value")
        }
        noteValues(values, of: variables)
        warnOfMismatches(values, of: variables)
        activateMovable(Array(tree.items(of: variables)))
        if isExported { scopes.exports.append(contentsOf: tree.items(of: variables)) }
        let node = make(.localStatement, from: first, variables, values)
        tree[node].isRewritten = isRewritten
        return node
    }

    /// Remembers which variables hold constants and functions.
    private mutating func noteValues(_ values: ListID, of variables: ListID) {
        let count = tree.count(of: variables)
        for index in 0..<min(count, tree.count(of: values)) {
            let value = tree.item(index, of: values)
            let variable = Int(tree.item(index, of: variables))
            if tree.variables[variable].traits.contains(.isReadOnly),
                !tree.variables[variable].traits.contains(.isClosed), let constant = constantValue(of: value)
            {
                tree.variables[variable].constant = addConstant(constant) + 1
            }
            if let function = functionValue(value) { tree.variables[variable].callee = function + 1 }
            if warnings.isActive { noteTypes(of: value, for: variable) }
        }
    }

    /// Reads an attribute.
    ///
    ///     attrib ::= "<" Name ">"
    mutating func attribute() throws(ParseFailure) -> Variable.Traits {
        advance()
        let index = try expectFieldName()
        let word = tree.tokens[Int(index)].name
        let traits: Variable.Traits
        switch word {
        case Word.const: traits = .isReadOnly
        case Word.close: traits = [.isReadOnly, .isClosed]
        default:
            try failPlainly(
                "unknown attribute '\(tree.names.text(word))'", at: Int(index), hint: "the attributes are <const> and <close>")
        }
        try expect(.greater)
        return traits
    }

    /// Reads a destructuring declaration, whose `local` has been read.
    ///
    ///     destructuring ::= "[" Name {"," Name} [","] "]" "=" expr | "{" ditem {"," ditem} [","] "}" "=" expr
    ///     ditem         ::= Name ["=" Name]
    private mutating func destructuring(from first: UInt32) throws(ParseFailure) -> NodeID {
        let opening = mark
        let isArray = kind == .leftBracket
        let closer: TokenKind = isArray ? .rightBracket : .rightBrace
        advance()
        var variables: [UInt32] = []
        var keys: [UInt32] = []
        while kind != closer {
            if kind == .leftBrace || kind == .leftBracket {
                try fail("<name> expected", hint: "a destructuring holds names; take inner tables apart in a statement of their own")
            }
            let index = try expectName()
            variables.append(makeVariable(token: index))
            if !isArray {
                if accept(.assign) {
                    if kind != .name, !kind.isReservedWord {
                        try fail("<name> expected", hint: "the name of a field stands behind '=': local {name = field} = t")
                    }
                    keys.append(tree.tokens[Int(try expectFieldName())].name)
                } else {
                    keys.append(tree.tokens[Int(index)].name)
                }
            }
            if !accept(.comma) { break }
        }
        try expect(closer, closing: isArray ? .leftBracket : .leftBrace, at: opening)
        if variables.isEmpty { try failPlainly("<name> expected near '\(shown(Int(previous)))'", at: Int(previous)) }
        try expect(.assign, hint: "a destructuring needs a table: local {a, b} = t")
        let source = try expression()
        if kind == .comma {
            try fail("unexpected symbol", hint: "a destructuring takes one value; put it in a table first")
        }
        activateMovable(variables)
        let names = list(variables)
        let keyList = list(keys)
        return make(.destructuring, from: first, names, keyList, source)
    }

    /// Reads an export, whose keyword has been read.
    ///
    ///     exportstat ::= "export" ("function" Name funcbody | "class" ... | Name {"," Name} "=" explist)
    mutating func exportStatement(from first: UInt32) throws(ParseFailure) -> NodeID {
        switch kind {
        case .function:
            advance()
            return try localFunction(from: first, isExported: true)
        case .local:
            // Also accepted with the keyword, since the names are local.
            advance()
            if kind == .function {
                advance()
                return try localFunction(from: first, isExported: true)
            }
            return try localVariables(from: first, isExported: true)
        case .leftBracket, .leftBrace:
            try fail("<name> expected", hint: "destructure first, then export the names")
        case .name:
            let next = kind(ahead: 1)
            if name == Word.class || name == Word.class + UInt32(Word.soft.count),
                next != .assign, next != .comma, keywordHere() == Word.class
            {
                advance()
                return try classStatement(from: first, placement: .exported)
            }
            return try localVariables(from: first, isExported: true)
        default:
            try fail("<name> expected", hint: "write: export name = value, export function f() or export class C")
        }
    }
}
