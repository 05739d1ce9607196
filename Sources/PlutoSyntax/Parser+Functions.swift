extension Parser {
    /// What is read of a parameter list before its function record is complete.
    private struct Parameters {
        var variables: [UInt32] = []
        var defaults: [NodeID] = []
        var promotions: [UInt32] = []
        var isVararg = false
        var varargTable: UInt32 = 0
        var isPlain = true
    }

    /// Reads the parameters and the body of a function.
    ///
    ///     funcbody ::= "(" [parlist [","]] ")" [":" rettype] [attrib] block "end"
    ///
    /// - Parameters:
    ///   - first: the token `function`.
    ///   - selfAt: the token that stands for the hidden parameter `self`, if there is one.
    ///   - isConstructor: whether parameters may be promoted to fields.
    /// - Returns: a `function` node.
    mutating func functionBody(
        from first: UInt32, selfAt: UInt32?, isConstructor: Bool = false
    ) throws(ParseFailure) -> NodeID {
        let outer = context
        context = []
        let record = openFunction(from: first)
        let block = scopes.openBlock()
        if let selfAt {
            let variable = makeVariable(named: Word.selfName, at: selfAt, traits: [.isParameter, .isUsed])
            tree.functions[Int(record)].selfVariable = variable + 1
            activate(variable)
        }
        let opening = mark
        try expect(.leftParen)
        var parameters = Parameters()
        while kind != .rightParen {
            if try parameter(&parameters, isConstructor: isConstructor, endsAtBar: false) { break }
            if !accept(.comma) { break }
            if kind == .rightParen { parameters.isPlain = false }
        }
        try expect(.rightParen, closing: .leftParen, at: opening)
        try functionTail(&parameters)
        store(parameters, in: record)
        let body = try functionBlock(block)
        let last = mark
        try expect(.end, closing: .function, at: first)
        closeFunction(record, body: body, last: last)
        context = outer
        return make(.function, from: first, record)
    }

    /// Reads a lambda.
    ///
    ///     lambda ::= "|" [parlist] "|" [":" rettype] [attrib] "->" (expr | "do" block "end")
    mutating func lambda() throws(ParseFailure) -> NodeID {
        try enter()
        let first = mark
        let outer = context
        let record = openFunction(from: first)
        let block = scopes.openBlock()
        advance()
        var parameters = Parameters()
        context = .barEnds
        if kind != .bar {
            while true {
                if try parameter(&parameters, isConstructor: false, endsAtBar: true) { break }
                if !accept(.comma) { break }
            }
        }
        context = outer
        guard accept(.bar) else {
            let hint = "the parameters of a lambda stand between bars: |a, b| -> value"
            try fail("'|' expected", hint: expectationHint(.bar) ?? hint)
        }
        parameters.isPlain = false
        try functionTail(&parameters)
        try expect(.arrow, hint: "a lambda is written |a, b| -> value")
        store(parameters, in: record)
        let body: NodeID
        let last: UInt32
        if kind == .do {
            let opening = mark
            advance()
            context = []
            body = try functionBlock(block)
            last = mark
            try expect(.end, closing: .do, at: opening)
        } else {
            context = outer.subtracting(.allowsWalrus)
            body = try expression()
            warnOfMismatch(body, tree.functions[Int(record)].resultTypes, "the result")
            scopes.closeBlock(block)
            last = previous
            tree.functions[Int(record)].isLambdaExpression = true
        }
        closeFunction(record, body: body, last: last)
        context = outer
        depth -= 1
        return make(.function, from: first, record)
    }

    /// Starts a function record and its scope.
    mutating func openFunction(from first: UInt32) -> UInt32 {
        var function = FunctionRecord()
        function.firstToken = first
        function.line = tree.tokens[Int(first)].line
        tree.functions.append(function)
        let record = UInt32(truncatingIfNeeded: tree.functions.count - 1)
        scopes.openFunction(record: record, isVararg: false)
        return record
    }

    private mutating func closeFunction(_ record: UInt32, body: NodeID, last: UInt32) {
        reportLostJumps(scopes.closeFunction())
        tree.functions[Int(record)].body = body
        tree.functions[Int(record)].lastToken = last
    }

    private mutating func store(_ parameters: Parameters, in record: UInt32) {
        let index = Int(record)
        tree.functions[index].parameters = list(parameters.variables)
        if parameters.defaults.contains(where: { $0 != 0 }) {
            tree.functions[index].defaults = list(parameters.defaults)
        }
        if parameters.promotions.contains(where: { $0 != 0 }) {
            tree.functions[index].promotions = list(parameters.promotions)
        }
        tree.functions[index].isVararg = parameters.isVararg
        tree.functions[index].varargTable = parameters.varargTable
        if !parameters.isPlain { tree.functions[index].isPlain = false }
        if parameters.varargTable != 0 { activate(parameters.varargTable - 1) }
    }

    /// Reads one parameter; true if it was the last one that can stand in the list.
    ///
    ///     param  ::= [access] Name [":" type] ["=" expr]
    ///     vararg ::= "..." [Name]
    private mutating func parameter(
        _ parameters: inout Parameters, isConstructor: Bool, endsAtBar: Bool
    ) throws(ParseFailure) -> Bool {
        if kind == .ellipsis {
            advance()
            parameters.isVararg = true
            scopes.function.isVararg = true
            if kind == .name {
                let index = try expectName()
                parameters.varargTable = makeVariable(token: index, traits: .isParameter) + 1
                parameters.isPlain = false
            }
            if kind == .colon, !endsAtBar {
                advance()
                try typeHint(endsAtBar: false)
                parameters.isPlain = false
            }
            return true
        }
        var promotion: UInt32 = 0
        if kind == .name, kind(ahead: 1) == .name, isAccessWord(name) {
            if !isConstructor {
                try failPlainly(
                    "attempt to use constructor promotion outside of '__construct'", at: position,
                    hint: "leave out '\(tree.names.text(name))'")
            }
            let field = name(ahead: 1)
            promotion = memberName(field, access: name) + 1
            parameters.isPlain = false
            advance()
        }
        guard kind == .name else { try fail("<name> or '...' expected", hint: reservedWordHint) }
        let index = try expectName()
        let variable = makeVariable(token: index, traits: .isParameter)
        if kind == .colon {
            advance()
            tree.variables[Int(variable)].types = try typeHint(endsAtBar: endsAtBar)
            parameters.isPlain = false
        }
        activate(variable)
        var value: NodeID = 0
        if accept(.assign) {
            parameters.isPlain = false
            value = try expression()
            if tree[value].kind == .nilLiteral {
                value = 0
            } else {
                warnOfMismatch(value, tree.variables[Int(variable)].types, "parameter", tree.tokens[Int(index)].name)
            }
        }
        parameters.variables.append(variable)
        parameters.defaults.append(value)
        parameters.promotions.append(promotion)
        return false
    }

    /// Whether a word says who may use a member.
    func isAccessWord(_ word: UInt32) -> Bool {
        word == Word.public || word == Word.private || word == Word.protected
    }

    /// Reads what may stand between the parameters and the body: a result type and an attribute.
    private mutating func functionTail(_ parameters: inout Parameters) throws(ParseFailure) {
        if kind == .colon {
            advance()
            tree.functions[Int(scopes.function.record)].resultTypes = try resultHint()
            parameters.isPlain = false
        }
        if kind == .less {
            advance()
            let index = try expectFieldName()
            let word = tree.tokens[Int(index)].name
            if word != Word.nodiscard {
                try failPlainly("unknown attribute '\(tree.names.text(word))'", at: Int(index))
            }
            try expect(.greater)
            tree.functions[Int(scopes.function.record)].isResultNeeded = true
            parameters.isPlain = false
        }
    }

    /// Reads the statements of a function up to its end and closes its scope.
    private mutating func functionBlock(_ mark: ScopeStack.BlockMark) throws(ParseFailure) -> NodeID {
        let body = try blockContents(mark, breakable: 0)
        scopes.closeBlock(mark)
        return body
    }
}
