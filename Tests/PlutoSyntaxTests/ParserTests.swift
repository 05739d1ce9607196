import Testing

@testable import PlutoSyntax

@Suite struct ParserTests {
    /// Writes an expression with parentheses around every operation.
    private func shape(_ source: String) -> String {
        guard let tree = parse(Array("return \(source)".utf8)).tree else { return "error" }
        guard let statement = tree.nodes.last(where: { $0.kind == .returnStatement }) else { return "none" }
        return shape(tree.item(0, of: statement.a), in: tree)
    }

    private func shape(_ id: NodeID, in tree: SyntaxTree) -> String {
        let node = tree[id]
        func part(_ id: NodeID) -> String { shape(id, in: tree) }
        func list(_ list: ListID) -> String { tree.items(of: list).map(part).joined(separator: ", ") }
        let operation = tree.tokens.indices.contains(Int(node.c)) ? tree.tokens[Int(node.c)].kind.spelling ?? "instanceof" : ""
        switch node.kind {
        case .unary, .positive: return "(\(operation) \(part(node.a)))"
        case .binary, .logical, .supportOperator: return "(\(part(node.a)) \(operation) \(part(node.b)))"
        case .ternary: return "(\(part(node.a)) ? \(part(node.b)) : \(part(node.c)))"
        case .paren: return part(node.a)
        case .call: return "\(part(node.a))(\(list(node.b)))"
        case .method: return "\(part(node.a)):\(tree.names.text(node.c))(\(list(node.b)))"
        case .field: return "\(part(node.a)).\(tree.names.text(node.b))"
        case .safeField: return "\(part(node.a))?.\(tree.names.text(node.b))"
        case .index: return "\(part(node.a))[\(part(node.b))]"
        case .pipe: return "(\(part(node.a)) |> \(part(node.b))|\(list(node.c))|)"
        case .increment: return node.c == 1 ? "++\(part(node.a))" : "\(part(node.a))++"
        case .function: return "function"
        case .chain:
            let items = tree.items(of: node.a)
            return "(" + items.enumerated().map { index, item in
                index % 2 == 0 ? part(item) : tree.tokens[Int(item)].kind.spelling ?? ""
            }.joined(separator: " ") + ")"
        default: return String(decoding: tree.text(of: node.first), as: UTF8.self)
        }
    }

    @Test(arguments: [
        ("a or b ?? c and d", "((a or b) ?? (c and d))"), ("a ?? b or c", "((a ?? b) or c)"),
        ("a ?? b == c", "(a ?? (b == c))"), ("a | b ~ c & d << e", "(a | (b ~ (c & (d << e))))"),
        ("a .. b .. c", "(a .. (b .. c))"), ("a - b - c", "((a - b) - c)"), ("a ^ b ^ c", "(a ^ (b ^ c))"),
        ("-a ^ b", "(- (a ^ b))"), ("a ^ -b", "(a ^ (- b))"), ("a ** b * c", "((a ** b) * c)"),
        ("not a == b", "((not a) == b)"), ("not x in t", "(not (x in t))"), ("1 + a in t", "(1 + (a in t))"),
        ("not x instanceof C", "((not x) instanceof C)"), ("2 * +3", "(2 * (+ 3))"), ("+a * b", "(+ (a * b))"),
        ("+1 + 2", "((+ 1) + 2)"), ("a < b < c", "(a < b < c)"), ("a < b == c", "((a < b) == c)"),
        ("1 < 2 == true", "((1 < 2) == true)"), ("a <=> b == c", "((a <=> b) == c)"),
        ("a and b ? c : d", "((a and b) ? c : d)"), ("a ? b : c ? d : e", "(a ? b : (c ? d : e))"),
        ("a ? b ? x : y : z", "(a ? (b ? x : y) : z)"), ("a ?? b ? c : d", "((a ?? b) ? c : d)"),
        ("a |> f + 1", "((a |> f||) + 1)"), ("-x |> f", "(- (x |> f||))"), ("#t:m()", "(# t:m())"),
        ("a |> f|b, c| |> g", "((a |> f|b, c|) |> g||)"), ("a?.b.c", "a?.b.c"), ("a++ + b", "(a++ + b)"),
        ("- - a", "(- (- a))"), ("!a", "(! a)"), ("a != b", "(a != b)"), ("a in b .. c", "((a in b) .. c)"),
        ("if a then b else c end + 1", "((a ? b : c) + 1)"), ("\"a\" .. \"b\":upper()", "(\"a\" .. \"b\":upper())"),
        ("f |x| -> x", "error"), ("a ? b : c:m()", "(a ? b : c:m())"), ("a ? (b:m()) : c", "(a ? b:m() : c)"),
    ])
    func `operators bind as the precedence table says`(_ source: String, _ expected: String) {
        #expect(shape(source) == expected)
    }

    @Test func `nodes are numbered after their parts`() throws {
        let source = Array("local a = f(b + 1, {c, d = e})\nif a then return a.b.c end".utf8)
        let tree = try #require(parse(source).tree)
        for (id, node) in tree.nodes.enumerated() where node.kind == .binary || node.kind == .field {
            #expect(Int(node.a) < id)
        }
    }

    @Test func `a chain of twenty thousand operators is read`() {
        for operation in [" + a", " or a", " ?? a", ".a", "()", " < a", "?.a", ":m()"] {
            let source = "x = a" + String(repeating: operation, count: 20_000)
            #expect(errors(of: source) == [], "\(operation)")
        }
    }

    @Test func `constants are folded along long chains`() {
        let sum = "enum E begin A = " + String(repeating: "1 + ", count: 20_000) + "1 end"
        #expect(errors(of: sum) == [])
    }

    @Test func `all words of a chunk decide themselves on their first use`() {
        #expect(errors(of: "local class = 1 class.x = 2 print(class)") == [])
        #expect(errors(of: "class A end local class = 1") == ["1:19: expected a name, found 'class'"])
        #expect(errors(of: "local class = 1\nclass A end") == [
            "2:1: 'class' was not recognized as a statement because it was used as an identifier on line 1"
        ])
        #expect(errors(of: "pluto_use class = false class = 1 pluto_class A end") == [])
    }
}
