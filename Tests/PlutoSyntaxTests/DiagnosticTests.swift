import Testing

@testable import PlutoSyntax

@Suite struct DiagnosticTests {
    @Test(arguments: [
        ("if x print() end", "1:6: 'then' expected near 'print'"), ("x = = 1", "1:5: unexpected symbol near '='"),
        ("local t = {1, 2", "1:16: '}' expected near <eof>"), ("f(1 2)", "1:5: ')' expected near '2'"),
        ("for i = 1 do end", "1:11: ',' expected near 'do'"), ("while x print() end", "1:9: 'do' expected near 'print'"),
        ("x", "1:2: syntax error near <eof>"), ("return 1 2", "1:10: <eof> expected near '2'"),
        ("end", "1:1: <eof> expected near 'end'"), ("local 5", "1:7: <name> expected near '5'"),
        ("goto 5", "1:6: <name> expected near '5'"), ("x = 'a\nb'", "1:5: unfinished string near ''a'"),
        ("a.b:c = 1", "1:7: function arguments expected near '='"), ("f() = 1", "1:5: syntax error near '='"),
        ("x = |a, b| a", "1:12: '->' expected near 'a'"), ("x = a ? b", "1:10: ':' expected (for the '?' at line 1) near <eof>"),
        ("a, b += 1", "1:6: unsupported tuple assignment near '+='"), ("\n\n  x = @", "3:7: unexpected symbol near '@'"),
        ("a?.b = 1", "1:6: cannot assign to a safe navigation near '='"),
        ("x = (y := 1)", "1:8: ':=' is only allowed in 'if' and 'while' statements"),
        ("enum E begin A B end", "1:16: 'end' expected near 'B'"), ("new X", "1:6: '(' expected near <eof>"),
        ("for 1 = 2, 3 do end", "1:5: <name> expected near '1'"), ("x = $assert(1 == 2, 'odd')", "1:5: odd"),
        ("switch x do foo() end", "1:13: 'case', 'default' or 'end' expected near 'foo'"),
    ])
    func `an error of syntax names its token and place`(_ source: String, _ expected: String) {
        #expect(errors(of: source) == [expected])
    }

    @Test(arguments: [
        ("local x <const> = 1 x = 2", "1:21: attempt to assign to const variable 'x'"),
        ("for i = 1, 2 do i += 1 end", "1:17: attempt to assign to const variable 'i'"),
        ("for k in t do k = 1 end", "1:15: attempt to assign to const variable 'k'"),
        ("enum E begin A end A = 1", "1:20: attempt to assign to const variable 'A'"),
        ("export a = 1 a = 2", "1:14: attempt to assign to const variable 'a'"),
        ("goto x", "1:1: no visible label 'x' for <goto> at line 1"),
        ("::x:: ::x::", "1:9: label 'x' already defined on line 1"),
        ("continue", "1:1: 'continue' outside of a loop"),
        ("break", "1:1: break outside a loop at line 1: break can't skip that many blocks"),
        ("while x do break 2 end", "1:12: break can't skip that many blocks"),
        ("while x do continue 2 end", "1:12: 'continue' argument exceeds the amount of enclosing loops"),
        ("while x do break 0 end", "1:18: expected number of blocks to skip, found '0'"),
        ("local function f() return ... end", "1:27: cannot use '...' outside a vararg function near '...'"),
        ("local a <close>, b <close> = 1, 2", "1:18: multiple to-be-closed variables in local list"),
        ("local a <foo> = 1", "1:10: unknown attribute 'foo'"),
        ("switch 1 do default: default: end", "1:22: switch statement already has a default case"),
    ])
    func `an error of meaning names its place`(_ source: String, _ expected: String) {
        #expect(errors(of: source) == [expected])
    }

    @Test func `a missing end names the last line and the block that is open`() {
        let source = "local function f(n)\n  if n then\n    for i = 1, n do\n      print(i)\n  end\n  return n\nend\nprint(f(2))\n\n"
        let diagnostic = parse(Array(source.utf8)).diagnostics[0]
        #expect(diagnostic.line == 8)
        #expect(diagnostic.message == "'end' expected (to close 'function' at line 1) near <eof>")
        #expect(diagnostic.hint?.hasPrefix("the 'for' at line 3 is probably the one that is not closed") == true)
    }

    @Test func `several errors of meaning are reported in one run`() {
        let source = "local z <const> = 1\nz = 2\ngoto nowhere\ncontinue\nz = 3"
        #expect(errors(of: source).map { $0.prefix(1) } == ["2", "3", "4", "5"])
    }

    @Test func `after an error of syntax reading goes on at the next statement of the outermost block`() {
        let source = "local x = = 1\nlocal y = 2\nfunction f(\n  print(1)\nend\nlocal z = )\nz = 1"
        #expect(errors(of: source).map { $0.prefix(1) } == ["1", "4", "6"])
    }

    @Test(arguments: [
        // Inside a function: at the next line that is not indented more than the statement.
        ("function f()\n  x = = 1\n  y = 2\n  z = )\nend\nw = ]", "2 4 6"),
        // In nested blocks, and behind a block whose head is wrong.
        ("function f()\n  if x = 1 then\n    y()\n  else\n    z()\n  end\n  for i = 1 10 do\n    y()\n  end\n  a b\nend", "2 7 10"),
        ("while x do\n  if y then\n    a = = 1\n  end\n  repeat\n    b = = 1\n  until c ==\nend", "3 6 8"),
        // In functions that are arguments and fields.
        ("f(function()\n  x = = 1\n  y = = 2\nend)\nt = {\n  a = function()\n    z = = 3\n  end,\n}\nw = = 4", "2 3 7 10"),
        // In classes and switches.
        ("class C\n  function m()\n    x = = 1\n  end\n  a = = 2\n  function n()\n    y = = 3\n  end\nend", "3 5 7"),
        ("switch x do\n  case 1:\n    a = = 1\n    break\n  case 2\n    b()\n  default:\n    c = = 2\nend", "3 6"),
        // A bracket that is not closed ends with the statement.
        ("function f()\n  print(x\n  local y = {1, 2\n  return y\nend\nz = = 1", "3 4 6"),
        // The second statement of a line is indented as the first.
        ("function f()\n  x = 1 y(\n  local a = 1\n  b = = 2\nend", "3 4"),
    ])
    func `reading goes on at the next statement where the layout shows it`(_ source: String, _ lines: String) {
        let found = errors(of: source).map { $0.prefix { $0 != ":" } }
        #expect(found.joined(separator: " ") == lines)
    }

    @Test(arguments: [
        // Blocks that are not indented: the end of a statement that opens one is its own.
        "if x = 1 then\nfoo()\nif a then\nbar()\nend\nend\nlast()",
        // An `end` too few or too many.
        "function f()\n  x()\n  else\n  y()\n  end\nend\nlast()",
        "function f()\n  if x then\n    y()\n  z()\nend\nlast()",
        // Brackets that do not match, over several lines.
        "foo(a,\nb = = c,\nd)\nlast()", "t = {\n  f(1)),\n  b = 2,\n}\nlast()",
        // What was defined in a statement that has been skipped is not missed behind it.
        "enum E begin\n  A, = 1\nend\nx = E.A",
        "local function f(a b)\n  return a\nend\nf(a = 1)", "$define X = = 1\n$if X then x() $end",
        "function f()\n  x = 'two\n  lines'\nend",
    ])
    func `one mistake is one error`(_ source: String) {
        #expect(errors(of: source).count == 1)
    }

    @Test func `errors of meaning are not reported once the text has been misread`() {
        #expect(errors(of: "local x = = 1\nlocal y <const> = 2\ny = 3").count == 1)
    }

    @Test func `no more than a few errors are reported`() {
        let source = String(repeating: "local x = = 1\n", count: 1000)
        #expect(errors(of: source).count == 20)
    }

    @Test func `a fault of the lexer is reported when its token is met`() {
        #expect(errors(of: "x = 0b2") == ["1:5: malformed number near '0b2'"])
        #expect(errors(of: "$if false then 0b2 $end") == [])
    }

    @Test(arguments: [
        "(", "{", "[", "f(", "|a| -> ", "$\"{", "if x then ", "do ", "while x do ", "function f() ", "not ", "- ", "a ? ",
        "switch x do case 1: ", "class A x = ", "class A function f() ", "for i = 1, 2 do ", "repeat ", "a ^ ", "a .. ",
        "new A(", "a[", "if a then b else ", "x = function() return ", "a |> |x| -> ", "switch x do case 1 -> ",
        "local x: {a:", "local x: function(a:", "$if true then ", "x = +", "{[", "::a:: ", "a, ", "export class A x = ",
    ])
    func `nesting without end is an error`(_ text: String) {
        for prefix in ["", "x = ", "return "] {
            let source = prefix + String(repeating: text, count: 2000)
            #expect(!errors(of: source).isEmpty)
        }
    }
}
