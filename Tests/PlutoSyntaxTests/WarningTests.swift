import Testing

@testable import PlutoSyntax

@Suite struct WarningTests {
    /// The warnings of a source as `LINE: NAME`.
    private func warnings(_ source: String) -> [String] {
        parse(Array(source.utf8), options: ParserOptions(wantsWarnings: true)).diagnostics.map {
            "\($0.line): \($0.warningName ?? "error")"
        }
    }

    @Test(arguments: [
        ("local a = 1\nlocal a = 2\nprint(a)", ["1: unused", "2: var-shadow"]),
        ("local a = 1\nlocal function f(a) return a end\nprint(a, f)", []),
        ("local _ = 1\nlocal _x = 2", []), ("local a = 1", ["1: unused"]),
        ("while x do\n  break\n  print(1)\nend", ["3: unreachable-code"]),
        ("return {\n  a = 1,\n  a = 2,\n}", ["3: field-shadow"]),
        ("class A\n  x = 1\n  x = 2\nend", ["3: field-shadow"]),
        ("local function f(a) return a end\nprint(f(1, 2))", ["2: excessive-arguments"]),
        ("local function f(...) return ... end\nprint(f(1, 2))", []),
        ("local function f() <nodiscard> return 1 end\nf()\nprint(f())", ["2: discarded-return"]),
        ("-- @pluto_warnings: enable-unannotated-fallthrough\nswitch x do\n  case 1: print(1)\n  case 2: print(2)\n  -- @fallthrough\n  case 3: print(3)\nend", ["4: unannotated-fallthrough"]),
    ])
    func `what is probably wrong is told`(_ source: String, _ expected: [String]) {
        #expect(warnings(source) == expected)
    }

    @Test(arguments: [
        ("local a: number = 'x'", "variable 'a' is declared as number, the value is string"),
        ("local a, b: ?int = 1, 1.5", "variable 'b' is declared as ?int, the value is float"),
        ("local a: string|nil a = {}", "variable 'a' is declared as ?string, the value is table"),
        ("local a: bool = -1 + #'x' * 2", "variable 'a' is declared as bool, the value is int"),
        ("local a: number = 'x' .. 1", "variable 'a' is declared as number, the value is string"),
        ("local a: number, b: string = 1 b = a", "variable 'b' is declared as string, the value is int"),
        ("local a: number = c ? 'x' : {}", "variable 'a' is declared as number, the value is string|table"),
        ("local function f(a: string = 1) return a end f()", "parameter 'a' is declared as string, the value is int"),
        ("local function f(a: string) return a end f(true)", "parameter 'a' is declared as string, the value is bool"),
        ("local function f(a, b: table) return a, b end f(b = 5)", "parameter 'b' is declared as table, the value is int"),
        ("function f(): string return 1 end", "the result is declared as string, the value is int"),
        ("f = |a| : void -> 1", "the result is declared as nil, the value is int"),
        ("local function f(): int return 1 end local a: table = f()", "variable 'a' is declared as table, the value is int"),
        ("class A private a: number = nil end", "field 'a' is declared as number, the value is nil"),
        ("local a: { x: number } = |x| -> x", "variable 'a' is declared as table, the value is function"),
        ("local n = 1 local a: string = n", "variable 'a' is declared as string, the value is int"),
        ("function f(p: int) local a: string = p return a end", "variable 'a' is declared as string, the value is int"),
        ("local function f(): ?bool end local a: string = f() ?? 1", "variable 'a' is declared as string, the value is int|bool"),
        ("local function f(a: string, b: table) return a, b end f('x')", "parameter 'b' is declared as table, the argument is missing"),
        ("g = 69; local a: string = g", "variable 'a' is declared as string, the value is int"),
        ("g, h = 1 local a: string = h", "variable 'a' is declared as string, the value is nil"),
        ("function f(p: string|number) p = 69 local a: string = p return a end", "variable 'a' is declared as string, the value is int"),
    ])
    func `a value that does not fit its hint is told`(_ source: String, _ expected: String) {
        let found = parse(Array(source.utf8), options: ParserOptions(wantsWarnings: true)).diagnostics
        #expect(found.filter { $0.warningName == "type-mismatch" }.map(\.message) == ["type mismatch: " + expected])
    }

    @Test(arguments: [
        "local a: number = x", "local a: number", "local a: float = 1", "local a: any = 1", "local a: Some = 1",
        "local a: ?string = nil", "local a: number|string = 'x'", "local a: function = || -> 1", "local a: string = x .. 1",
        "local a: number = 1 + x", "local function f(a: string = 'x') return a end f(nil)", "local a: userdata = f()",
        "function f(): (number, string) return 'x' end", "function f(): number return g(), 'x' end", "local a: number = x and 1",
        "g = 1 f() local a: string = g", "g = 1 ::top:: local a: string = g g = 'x' goto top", "g = 1 g = 'x' local a: string = g",
        "g = 1 if x then local a: string = g end", "g, h = ... local a: string = h", "g = 1 h = f() local a: string = g",
        "local n n = 1 f = || -> do local a: string = n return a end n = 'x'", "g = 1 g ..= 'x' local a: string = g",
        "g = 1 do g = 'x' end local a: string = g", "local n n = 1 do local n = f local a: string = n end",
        "local n = 1 n = 'x' local a: string = n", "local n while x do if n then local a: string = n end n = 'x' end",
        "local n = 1 local function f() local a: string = n end n = 'x'", "local function f(a: string, b) end f(g())",
        "local function f(a: ?string) end f()", "local function f(a: string = 'x') end f()", "local a: string = n ?? 'x'",
    ])
    func `a value that may fit its hint is not told`(_ source: String) {
        let found = parse(Array(source.utf8), options: ParserOptions(wantsWarnings: true)).diagnostics
        #expect(!found.contains { $0.warningName == "type-mismatch" })
    }

    @Test(arguments: [
        ("do\n  return f()\nend\nx()", ["4: unreachable-code"]),
        ("while x do\n  do break end\n  y()\nend", ["3: unreachable-code"]),
        ("while x do\n  if a then break elseif b then continue else return end\n  y()\nend", ["3: unreachable-code"]),
        ("while x do\n  if a then break elseif b then z() else return end\n  y()\nend", []),
        ("while x do\n  if a then break end\n  y()\nend", []),
        ("do\n  do goto done end\n  ::done::\n  y()\nend", []),
        ("switch x do\n  case 1: do return end\n  break\n  case 2: return 2\n  y()\nend", ["5: unreachable-code"]),
        ("for i = 1, 2 do end for k, v in t do print(v) end", []),
        ("for k, v in t do\n  print(k)\nend\nfor t as u do end\nfor k, _v in t do end", ["1: unused", "4: unused"]),
        ("local function f(a, _b) end\nf(1, 2)", ["1: unused"]), ("function f(a) end", ["1: unused"]),
        ("function t.f(a) end function t:g(a) end f(|a| -> 1) f(function(a) end)", []),
        ("class A function m(a) end end", []),
    ])
    func `what is never reached or used is told`(_ source: String, _ expected: [String]) {
        #expect(warnings(source) == expected)
    }

    @Test func `comments turn warnings off and on and into errors`() {
        #expect(warnings("-- @pluto_warnings: disable-all\nlocal a = 1") == [])
        #expect(warnings("-- @pluto_warnings: disable-next\nlocal a = 1\nlocal b = 1") == ["3: unused"])
        #expect(warnings("-- @pluto_warnings disable-all\nlocal a = 1") == [])
        #expect(parse(Array("-- @pluto_warnings: error-unused\nlocal a = 1".utf8)).tree == nil)
        #expect(parse(Array("local a = 1".utf8)).diagnostics.isEmpty)
    }

    @Test func `a warning keeps nothing from running`() {
        #expect(parse(Array("local a = 1".utf8), options: ParserOptions(wantsWarnings: true)).tree != nil)
    }

    @Test func `a comment can decide soft words`() {
        #expect(errors(of: "-- @pluto_use class = false, new\nlocal class = 1\nclass = new A()") == [])
        #expect(errors(of: "-- @pluto_use * = false\nswitch = 1 new = 2 print(class)") == [])
        #expect(errors(of: "class A end\n--@pluto_use \"0.2.0\"\nlocal class = 1") == [])
        #expect(errors(of: "-- @pluto_use class = false   as old scripts do, new = false\nlocal class, new") == [])
        #expect(errors(of: "x = {\n-- @pluto_use class = false\n}\nlocal class = 1") == [])
    }
}
