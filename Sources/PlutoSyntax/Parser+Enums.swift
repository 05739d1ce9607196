extension Parser {
    /// Reads an enumeration, at its keyword; nothing of it remains at run time.
    ///
    ///     enumstat   ::= "enum" [["class"] Name] ("begin" | "do") [enumerator {"," enumerator} [","]] "end"
    ///     enumerator ::= Name ["=" constexpr]
    mutating func enumStatement() throws(ParseFailure) {
        let first = mark
        advance()
        var isClass = false
        if kind == .name, name == Word.class || name == Word.class + UInt32(Word.soft.count), kind(ahead: 1) == .name {
            isClass = true
            advance()
        }
        tree.enumerations.append(EnumerationRecord(name: 0, token: first))
        let record = tree.enumerations.count - 1
        if kind == .name, !(isWord(Word.begin) && kind(ahead: 1) != .do && !nextIsBegin) {
            let index = try expectName()
            tree.enumerations[record].name = tree.tokens[Int(index)].name
            scopes.bind(tree.tokens[Int(index)].name, to: .enumeration(UInt32(record)))
        }
        if isWord(Word.begin) || kind == .do {
            advance()
        } else {
            try fail("'begin' expected", hint: "an enumeration is written: enum Name begin A, B end")
        }
        // The bare names of an enumeration class are known only while it is read.
        let inner = isClass ? scopes.openBlock() : nil
        var next: Int64 = 1
        while kind != .end {
            let index = try expectName()
            let name = tree.tokens[Int(index)].name
            if accept(.assign) { next = try integerConstant() }
            let constant = addConstant(.integer(next))
            let members = tree.enumerations[record].members.count
            tree.enumerations[record].members.append((name: name, constant: constant, value: next))
            tree.enumerations[record].positions[name] = members
            scopes.bind(name, to: .constant(constant))
            next &+= 1
            if !accept(.comma) { break }
        }
        if let inner { scopes.closeBlock(inner) }
        if kind == .name { try fail("'end' expected", hint: "is a ',' missing in front of it?") }
        try expect(.end, closing: .name, at: first)
    }

    private var nextIsBegin: Bool { name(ahead: 1) == Word.begin }

    private mutating func integerConstant() throws(ParseFailure) -> Int64 {
        let index = position
        let value = try expression()
        guard let constant = constantValue(of: value), case .integer(let integer) = constant else {
            try failPlainly(
                "expected integer constant near '\(shown(index))'", at: index, needsDefinitions: true,
                hint: "the value must be known while compiling: numbers, operators and other constants")
        }
        return integer
    }

    /// Reads what follows the name of an enumeration.
    mutating func enumerationUse(_ enumeration: UInt32, at index: UInt32) throws(ParseFailure) -> NodeID {
        let record = tree.enumerations[Int(enumeration)]
        let text = tree.names.text(record.name)
        if kind == .dot {
            advance()
            let field = try expectFieldName()
            let name = tree.tokens[Int(field)].name
            guard let place = record.positions[name] else {
                try failPlainly(
                    "\(tree.names.text(name)) is not a member of \(text)", at: Int(field), needsDefinitions: true,
                    hint: memberHint(record))
            }
            return make(.constant, from: index, record.members[place].constant)
        }
        if kind == .colon, !context.contains(.colonEnds), !context.contains(.isCaseValue) {
            advance()
            let field = try expectFieldName()
            let name = tree.tokens[Int(field)].name
            guard name == Word.names || name == Word.values || name == Word.kvmap || name == Word.vkmap else {
                try failPlainly(
                    "\(tree.names.text(name)) is not a member of \(text)", at: Int(field),
                    hint: "an enumeration has names(), values(), kvmap() and vkmap()")
            }
            try expect(.leftParen)
            try expect(.rightParen)
            return make(.enumerationTable, from: index, enumeration, name)
        }
        try failPlainly(
            "enumeration '\(text)' is not a value", at: Int(index), hint: "use \(text).MEMBER or \(text):values()")
    }

    private func memberHint(_ record: EnumerationRecord) -> String? {
        let names = record.members.prefix(12).map { tree.names.text($0.name) }
        return names.isEmpty ? "it has no members" : "its members are: \(names.joined(separator: ", "))"
    }

    // MARK: Constants

    /// Adds a constant to the tree.
    mutating func addConstant(_ constant: Constant) -> UInt32 {
        tree.constants.append(constant)
        return UInt32(truncatingIfNeeded: tree.constants.count - 1)
    }

    /// The value of an expression that is known while compiling, or nil.
    ///
    /// - Complexity: O(size of the expression); chains of operators are followed without recursion.
    func constantValue(of expression: NodeID) -> Constant? {
        var spine: [NodeID] = []
        var bottom = expression
        while true {
            let node = tree[bottom]
            guard node.kind == .binary || node.kind == .logical || node.kind == .supportOperator else { break }
            spine.append(bottom)
            bottom = node.a
        }
        guard var value = simpleConstantValue(of: bottom) else { return nil }
        for operation in spine.reversed() {
            let node = tree[operation]
            guard let right = constantValue(of: node.b),
                let result = Constant.fold(value, tree.tokens[Int(node.c)].kind, right)
            else { return nil }
            value = result
        }
        return value
    }

    private func simpleConstantValue(of expression: NodeID) -> Constant? {
        let node = tree[expression]
        switch node.kind {
        case .nilLiteral: return .nil
        case .trueLiteral: return .boolean(true)
        case .falseLiteral: return .boolean(false)
        case .number: return Literal.number(tree.text(of: node.first))
        case .string: return .string(Literal.string(tree.text(of: node.first)))
        case .constant: return tree.constants[Int(node.a)]
        case .local:
            let constant = tree.variables[Int(node.a)].constant
            return constant == 0 ? nil : tree.constants[Int(constant - 1)]
        case .paren: return constantValue(of: node.a)
        case .unary, .positive:
            return constantValue(of: node.a)?.applying(unary: tree.tokens[Int(node.c)].kind)
        default: return nil
        }
    }
}
