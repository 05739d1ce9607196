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

    @Test func `comments turn warnings off and on and into errors`() {
        #expect(warnings("-- @pluto_warnings: disable-all\nlocal a = 1") == [])
        #expect(warnings("-- @pluto_warnings: disable-next\nlocal a = 1\nlocal b = 1") == ["3: unused"])
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
        #expect(errors(of: "x = {\n-- @pluto_use class = false\n}\nlocal class = 1") == [])
    }
}
