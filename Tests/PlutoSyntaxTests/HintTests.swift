import Testing

@testable import PlutoSyntax

/// A mistake in each construct, and what its author is told to write instead.
@Suite struct HintTests {
    @Test(arguments: [
        // Other languages.
        ("if a && b then end", "'and' is written as a word"), ("if a || b then end", "'or' is written as a word"),
        ("x = a === b", "equality is tested with '=='"), ("// comment", "a comment begins with '--'"),
        ("/* comment */", "a comment begins with '--'"), ("if x { f() }", "blocks begin with 'then' or 'do'"),
        ("while (true) { f() }", "blocks begin with 'then' or 'do'"), ("function f(x) { return x }", "blocks begin with"),
        ("foreach x in t do end", "for key, value in t do"), ("let x = 5", "declared with 'local'"),
        ("const x = 5", "declared with 'local'"), ("try f() catch end", "pcall"), ("throw x", "error(message)"),
        ("import foo", "require"), ("await f()", "any call may wait"), ("def f() end", "a function is written"),
        ("x = (a, b) => a + b", "a lambda is written |a, b| -> value"), ("x = `a`", "$\"text {value}\""),
        ("x = [1, 2, 3]", "{1, 2, 3}"), ("x = {\"a\": 1}", "name = value"), ("x = {a: 1}", "name = value"),
        ("if x then elif y then end", "write 'elseif'"), ("fucntion f() end", "did you mean 'function'?"),
        ("locla x = 5", "did you mean 'local'?"), ("retrun 5", "did you mean 'return'?"),
        // Statements.
        ("while true then end", "this block begins with 'do'"), ("if x = 1 then end", "compare with '=='"),
        ("for i = 1 to 10 do end", "for i = first, last do"), ("for i = 1 do end", "for i = first, last do"),
        ("for x of t do end", "for k, v in t do"), ("for i in 1..10 do end", "for i = a, b do"),
        ("for t as k, v do end", "'as' names one variable"), ("repeat f() end", "until condition"),
        ("x == 3", "assign with a single '='"), ("x != 3", "'!=' is a comparison"), ("x.y", "a statement is a call"),
        ("a = b = c", "assignments are statements"), ("a, b += 1", "has one target"), ("a?.b = 1", "if object then"),
        ("x := 5", "declare the variable with 'local'"), ("t[1]++", "'+= 1'"), ("end", "closes nothing"),
        ("else", "no open 'if'"), ("until x", "no open 'repeat'"), ("break", "leaves a loop or a switch"),
        ("for i = 1, 2 do local function f() continue end end", "a function inside a loop"), (":a:", "::name::"),
        ("if x then f() else if y then g() end", "'elseif' goes on with the first"),
        ("function f() return 1 print(2) end", "do return end"), ("return 1\nprint(2)", "do return end"),
        ("return 1 end", "closes nothing"),
        ("goto x local y ::x:: print(y)", "do ... end"), ("x = a || b", "'or' is written as a word"), ("o:", "object:name()"),
        ("switch x do case o:m(): end", "case (object:name()):"), ("x = a +\no:m", "a field is read: object.name"),
        // Declarations.
        ("local x 5", "is an '='"), ("local = 5", "a name is missing"), ("local 5x = 1", "cannot begin with a digit"),
        ("local end = 1", "reserved word"), ("local x <konst> = 1", "<const> and <close>"), ("local x: 5 = 1", "a type is"),
        ("local {a, b} = t, u", "takes one value"), ("local x <const> = 1 x = 2", "copy the value"),
        ("export x", "export name = value"), ("pluto_use foo", "soft keywords: switch"),
        ("class A end local class = 1", "as a keyword; choose another name"),
        // Functions.
        ("function f x return x end", "in parentheses"), ("local function(x) end", "needs a name"),
        ("local f = function g() end", "has no name"), ("local function f(..., a) end", "the last parameter"),
        ("x = function(a b) end", "is a ',' missing"), ("function f(a.b) end", "a single name"),
        ("x = |a, b| a", "a lambda is written"), ("x = |a, b -> a", "between bars"), ("x = (a) -> a", "|a, b| -> value"),
        ("function f(public x) end", "leave out 'public'"), ("local function f(a) end f(b = 1)", "its parameters are: a"),
        ("g(b = 1)", "defined above in this chunk"), ("local function f() return ... end", "add '...'"),
        // Expressions.
        ("f(1 2)", "is a ',' missing"), ("x = {a = 1 b = 2}", "is a ',' missing"), ("x = {1, 2, 3]", "do not match"),
        ("x = (1, 2)", "one value"), ("f[1, 2]", "t[a][b]"), ("x = a ? b", "condition ? value : value"),
        ("x = a ? o:m() : 0", "in parentheses"), ("x = if a then b end", "needs an 'else'"),
        ("x = if a then b elseif c then d else e end", "no 'elseif'"), ("x = 5 |> f", "in parentheses"), ("5 |> f", "(5) |> f"),
        ("x |> f(1)", "|> f|extra|"), ("x = a ! b", "'~=' or '!='"), ("x = not", "a value is expected"),
        ("print(\"a\" + )", "a value is expected"), ("a.b:c", "object:name()"), ("x = a.\"b\"", "t[\"name\"]"),
        ("\"a\".b()", "in parentheses"), ("x = @y", "self.name"), ("x = ++1", "++count"), ("x = = 1", "a value is expected"),
        ("new Foo", "stand in parentheses"), ("x = new", "new Class(arguments)"),
        ("if x := 1 and y then end if (x := f()) or y then end", "assign it before the condition"),
        // Texts and numbers.
        ("x = \"abc", "close the string with \""), ("x = [[abc", "']]'"), ("--[[ abc", "']]'"), ("x = \"\\q\"", "'\\\\'"),
        ("x = $\"{a\"", "close the string"), ("x = $\"{a b}\"", "ends the expression"),
        // Switches, classes, enumerations.
        ("switch x do case 1 then f() end", "'case value:'"), ("switch x do case 1 -> f() end", "'->' belongs"),
        ("y = switch x do case 1: 2 end", "'case value -> result'"), ("switch x do else: end", "'default:'"),
        ("switch x do default: default: end", "remove one"), ("switch x do case 1: local a case 2: end", "do ... end"),
        ("class A : B\nend", "class A extends B"), ("class A { x = 1 }", "no braces"),
        ("class A constructor() end end", "function __construct"), ("class A foo() end end", "function name(parameters)"),
        ("enum E { A, B }", "enum Name begin"), ("enum E begin A B end", "is a ',' missing"),
        ("enum E begin A = f() end", "known while compiling"), ("enum E begin A end x = E.B", "its members are: A"),
        // Preprocessing.
        ("$define X = f()", "'local X <const>'"), ("$foo", "$tonumber"),
        ("x |> a.b:m", "the object of a pipe's method is a single variable"),
        ("x |> o:m(1)", "a pipe calls the function by itself"),
        ("switch x { case 1: }", "a switch is written: switch value do"),
        ("switch x do case: f() end", "a value is expected between 'case' and ':'"),
        ("y = switch x do case 1 -> 1, case 2 -> 2 end", "nothing stands between the parts"),
        ("y = switch x do 1 -> 2 end", "a part begins with 'case value ->'"),
        ("local {a, b}", "a destructuring needs a table"), ("local {a, {b}} = t", "a destructuring holds names"),
        ("local {a = 1} = t", "the name of a field stands behind '='"), ("\n{a} = t", "local {a, b} = t"),
        ("for (i = 1, 2) do end", "the head of a loop has no parentheses"), ("for i = 1; i < 2 do end", "first, last, step"),
        ("then", "there is no open 'if' here"), ("x--", "write: x -= 1"),
        ("if a <> b then end", "'not equal' is written"), ("x = a not in b", "not x in t"),
        ("x = $[[a]]", "an interpolated string is written"), ("print 1", "the parentheses of a call"),
        ("x.1 = 2", "an element is written t[1]"), ("x->y()", "a field is read with '.'"),
        ("print 'a', 'b'", "several arguments stand in parentheses"), ("x: number = 1", "local name: type = value"),
        ("local class = 1 class A end", "'pluto_class' is always the keyword"), ("type N = number", "$type name = type"),
        ("$include", "with a file"), ("$define X", "$define NAME = value"), ("$if a < b then $end", "'==' and '~='"),
        ("x = $object", "$object(a, b)"), ("x = $\"{a\"", "a value in an interpolated string with '}'"),
    ])
    func `a mistake is answered with what to write instead`(_ source: String, _ hint: String) {
        let diagnostics = parse(Array(source.utf8)).diagnostics
        #expect(diagnostics.contains { $0.hint?.contains(hint) == true }, "\(diagnostics)")
    }

    @Test func `what is missing at the end is missing behind the last token`() {
        let diagnostic = parse(Array("if x then\n  f()\n\n-- end of file\n".utf8)).diagnostics[0]
        #expect((diagnostic.line, diagnostic.column, diagnostic.length) == (2, 6, 0))
    }

    @Test func `control characters do not get into messages`() {
        #expect(errors(of: "x = 1 'a\u{1B}[31m'").allSatisfy { !$0.contains("\u{1B}") })
    }
}
