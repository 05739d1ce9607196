extension Parser {
    /// A class whose body is being read.
    struct ClassContext {
        /// Its number in `members`.
        let scope: Int
        /// The tokens of the parent's name; empty without a parent.
        let parent: [UInt32]
    }

    /// Where the name of a class statement is defined.
    enum ClassPlacement { case assigned, local, exported }

    /// Reads a class statement, whose keyword has been read.
    ///
    ///     classstat ::= ["local" | "export"] "class" Name {"." Name} ["extends" Name {"." Name}] classbody
    mutating func classStatement(from first: UInt32, placement: ClassPlacement) throws(ParseFailure) -> NodeID {
        try enter()
        let index = try expectName()
        var target: NodeID
        var path = [index]
        if placement == .assigned {
            target = try use(tree.tokens[Int(index)].name, at: index)
            while accept(.dot) {
                let field = try expectFieldName()
                path.append(field)
                target = makeField(target, field, from: index)
            }
            noteAssignment(to: target)
        } else {
            let traits: Variable.Traits = placement == .exported ? [.isReadOnly, .isUsed] : []
            let variable = makeVariable(token: index, traits: traits)
            activateMovable([variable])
            if placement == .exported { scopes.exports.append(variable) }
            target = make(.local, at: index, variable)
        }
        var parent: [UInt32] = []
        if isWord(Word.extends) {
            advance()
            parent.append(try expectName())
            while accept(.dot) { parent.append(try expectFieldName()) }
        }
        let table = try classBody(from: first, name: path, parent: parent)
        var record = ClassRecord()
        record.isLocal = placement != .assigned
        if !parent.isEmpty { record.parent = try pathNode(parent) }
        tree.classes.append(record)
        depth -= 1
        return make(.classStatement, from: first, target, table, UInt32(truncatingIfNeeded: tree.classes.count - 1))
    }

    /// Makes nodes for a path of names as it would be read here.
    private mutating func pathNode(_ path: [UInt32]) throws(ParseFailure) -> NodeID {
        var node: NodeID
        switch scopes.meaning(of: tree.tokens[Int(path[0])].name) {
        case .enumeration, .constant:
            node = make(.global, at: path[0], tree.tokens[Int(path[0])].name)
        default:
            node = try use(tree.tokens[Int(path[0])].name, at: path[0])
        }
        for field in path.dropFirst() {
            node = make(.field, from: path[0], node, tree.tokens[Int(field)].name)
            tree[node].last = field
        }
        return node
    }

    /// Reads a class expression, whose keyword has been read.
    ///
    ///     classexpr ::= "class" classbody
    mutating func classExpression(from first: UInt32) throws(ParseFailure) -> NodeID {
        try enter()
        let node = try classBody(from: first, name: [], parent: [])
        depth -= 1
        return node
    }

    /// Reads the members of a class.
    ///
    ///     classbody ::= ["begin" | "do"] {member ["," | ";"]} "end"
    private mutating func classBody(
        from first: UInt32, name path: [UInt32], parent: [UInt32]
    ) throws(ParseFailure) -> NodeID {
        let outer = context
        context = []
        let scope = members.open(name: pathText(path), parent: pathText(parent))
        classContexts.append(ClassContext(scope: scope, parent: parent))
        if kind == .do {
            advance()
        } else if isWord(Word.begin), kind(ahead: 1) != .assign {
            advance()
        }
        let start = scratch.count
        while kind != .end || kind(ahead: 1) == .assign {
            if kind == .endOfSource { try expect(.end, closing: .name, at: first) }
            let begin = checkpoint
            do throws(ParseFailure) {
                scratch.append(try member())
                if kind == .comma || kind == .semicolon { advance() }
            } catch {
                try resume(error, at: begin, in: .classBody)
            }
        }
        noteEnd(of: first)
        advance()
        classContexts.removeLast()
        context = outer
        if warnings.isActive { warnOfFields(since: start) }
        let fields = list(since: start)
        let node = make(.table, from: first, fields)
        tree[node].isRewritten = true
        return node
    }

    /// Reads one member of a class.
    ///
    ///     member ::= [access] Name [":" type] ["=" expr] | reservedword "=" expr | "[" expr "]" ["=" expr]
    ///              | [access] "function" Name funcbody | "static" "function" Name funcbody
    private mutating func member() throws(ParseFailure) -> NodeID {
        let first = mark
        if accept(.leftBracket) {
            let key = try expression()
            try expect(.rightBracket)
            let value = accept(.assign) ? try expression() : 0
            return make(.keyedField, from: first, key, value)
        }
        var access = Word.public
        if kind == .name, isAccessWord(name), startsMember(kind(ahead: 1)) {
            access = name
            advance()
        }
        var hasSelf = true
        if isWord(Word.static), kind(ahead: 1) == .function {
            hasSelf = false
            advance()
            if kind == .name, isAccessWord(name) { advance() }
        }
        if kind == .function, kind(ahead: 1) != .assign {
            advance()
            return try methodField(from: first, hasSelf: hasSelf) { $1.memberName($0, access: access) }
        }
        guard kind == .name || (kind.isReservedWord && kind(ahead: 1) == .assign) else {
            try fail("class member expected", hint: memberHint(after: first == 0 ? 0 : previous))
        }
        let spelled = name
        let word = memberName(name, access: access)
        advance()
        let types = accept(.colon) ? try typeHint(endsAtBar: false) : .any
        let value = accept(.assign) ? try expression() : 0
        if value != 0 { warnOfMismatch(value, types, "field", spelled) }
        return make(.namedField, from: first, value, word)
    }

    /// What an author probably meant who wrote something else than a member.
    private func memberHint(after before: UInt32) -> String {
        let word = tree.tokens[Int(before)]
        switch kind {
        case .colon where classContexts.last?.parent.isEmpty ?? true: return "a parent is named with 'extends': class A extends B"
        case .leftBrace: return "the body of a class ends with 'end' and has no braces"
        case .leftParen where word.kind == .name && tree.names.text(word.name) == "constructor":
            return "a constructor is written: function __construct(parameters) ... end"
        case .leftParen: return "a method is written: function name(parameters) ... end"
        default: return "a class holds fields 'name = value' and methods 'function name() ... end'"
        }
    }

    private func startsMember(_ kind: TokenKind) -> Bool { kind == .name || kind == .function }

    /// The name under which a member is stored; notes the ones that are not public.
    mutating func memberName(_ name: UInt32, access: UInt32) -> UInt32 {
        if access == Word.public { return name }
        if let context = classContexts.last {
            members.declare(name, isPrivate: access == Word.private, in: context.scope)
        }
        return restrictedName(name)
    }

    private mutating func restrictedName(_ name: UInt32) -> UInt32 {
        tree.names.intern("__restricted__" + tree.names.text(name))
    }

    private func pathText(_ path: [UInt32]) -> String {
        path.map { tree.names.text(tree.tokens[Int($0)].name) }.joined(separator: ".")
    }

    /// Reads `parent` as a value, at its token.
    ///
    /// It is the variable of that name if one is visible or no class with a parent is being read.
    mutating func parentExpression() throws(ParseFailure) -> NodeID {
        let index = mark
        let isPrefixed = name != Word.parent
        let context = classContexts.last
        var isVariable = context?.parent.isEmpty ?? true
        if case .variable = scopes.meaning(of: Word.parent) { isVariable = true }
        advance()
        if isVariable, !isPrefixed { return try use(Word.parent, at: index) }
        let isCall =
            kind == .colon && !self.context.contains(.colonEnds) && !self.context.contains(.isCaseValue)
        guard let context, !context.parent.isEmpty, isCall else {
            let object = try use(Word.selfName, at: index)
            let node = make(.field, from: index, object, Word.parentField)
            tree[node].isRewritten = true
            return node
        }
        advance()
        let field = try expectFieldName()
        let parent = try pathNode(context.parent)
        let method = make(.field, from: index, parent, tree.tokens[Int(field)].name)
        tree[method].isRewritten = true
        let object = try use(Word.selfName, at: index)
        let start = scratch.count
        scratch.append(object)
        let arguments = try callArguments(of: nil)
        for argument in Array(tree.items(of: arguments)) { scratch.append(argument) }
        let items = list(since: start)
        let node = make(.call, from: index, method, items)
        tree[node].isRewritten = true
        return node
    }

    /// Gives the restricted names to the accesses of `self` that mean private and protected members.
    mutating func resolveMemberAccesses() {
        guard members.hasRestrictedNames else { return }
        for access in members.accesses {
            let node = tree[access.node]
            let name = node.kind == .method ? node.c : node.b
            guard members.isRestricted(name, in: access.scope) else { continue }
            let restricted = restrictedName(name)
            if node.kind == .method {
                tree[access.node].c = restricted
            } else {
                tree[access.node].b = restricted
            }
            tree[access.node].isRewritten = true
        }
    }
}

/// The private and protected names of the classes of a chunk, and the places that may mean them.
struct MemberAccesses {
    private struct ClassMembers {
        let parent: String
        var privateNames: Set<UInt32> = []
        var protectedNames: Set<UInt32> = []
        var visible: Set<UInt32>?
    }

    /// The number of generations of which a class knows the protected names; it bounds the work for long lines.
    private static let generationLimit = 200

    private var classes: [ClassMembers] = []
    private var byName: [String: Int] = [:]
    private(set) var accesses: [(node: NodeID, scope: Int)] = []
    private(set) var hasRestrictedNames = false

    /// Starts a class; returns its number.
    mutating func open(name: String, parent: String) -> Int {
        classes.append(ClassMembers(parent: parent))
        if !name.isEmpty { byName[name] = classes.count - 1 }
        return classes.count - 1
    }

    mutating func declare(_ name: UInt32, isPrivate: Bool, in scope: Int) {
        hasRestrictedNames = true
        if isPrivate {
            classes[scope].privateNames.insert(name)
        } else {
            classes[scope].protectedNames.insert(name)
        }
    }

    /// Notes an expression `self.name` or `self:name()` in a class.
    mutating func note(_ node: NodeID, in scope: Int) { accesses.append((node, scope)) }

    /// Whether `self.name` in a class means a private or protected member.
    mutating func isRestricted(_ name: UInt32, in scope: Int) -> Bool {
        if let visible = classes[scope].visible { return visible.contains(name) }
        var visible = classes[scope].privateNames.union(classes[scope].protectedNames)
        var seen: Set<Int> = [scope]
        var current = classes[scope].parent
        while !current.isEmpty, seen.count <= Self.generationLimit, let parent = byName[current],
            seen.insert(parent).inserted
        {
            visible.formUnion(classes[parent].protectedNames)
            current = classes[parent].parent
        }
        classes[scope].visible = visible
        return visible.contains(name)
    }
}
