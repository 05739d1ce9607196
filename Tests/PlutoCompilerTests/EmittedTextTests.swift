import PlutoCompiler
import PlutoSyntax
import Testing

/// The emitted Lua text itself.
@Suite struct EmittedTextTests {
    /// The text inside the wrapper.
    private func body(_ source: String) -> String {
        guard let lua = compiled(source).lua else { return compiled(source).errors }
        let prefix = "local _P = ... return function(...)"
        guard lua.hasPrefix(prefix), lua.hasSuffix(" end\n") else { return lua }
        return String(lua.dropFirst(prefix.count).dropLast(5)).trimmingPrefix(" ").description
    }

    @Test func `plain Lua is copied as it is, with its comments`() {
        let source = """
            local t = { 1,  2, -- two
              x = function(a) return a end }
            for i = 1, 2 do -- loop
              if i == 1 then goto continue end
              print(t[i] , t.x(i))   --[[ c ]]
              ::continue::
            end
            function t.y:z(...) local a <const>, b <close> = 1, nil return a, ... end
            for k, v in pairs(t) do print(k, v) end
            """
        #expect(body(source) == source)
    }

    @Test func `statements beside plain ones are copied`() {
        #expect(body("local a = 1\nlocal b = a ?? f()\nlocal c  =  3") == "local a = 1\nlocal b = a if b == nil then b = f() end\nlocal c  =  3")
    }

    @Test(arguments: [
        ("x = |a| -> a + 1", "x = function(a) return a + 1 end"), ("x = |a| -> f(a)", "x = function(a) return (f(a)) end"),
        ("local a x = a ?? 1", "local a x = (a == nil and 1 or a)"), ("local a x = a?.b", "local a x = (a and a.b)"),
        ("x = c ? 1 : 2", "x = (c and 1 or 2)"), ("local x = c ? a : b", "local x do if c then x = a else x = b end end"),
        ("return c ? a : f()", "do if c then return a else return (f()) end end"),
        ("x = a != b", "x = a ~= b"), ("x = !a", "x = not a"), ("x = a ** 2", "x = _P.ipow(a, 2)"),
        ("x = a <=> b", "x = _P.cmp(a, b)"), ("x = a in b", "x = _P.in_(a, b)"), ("x = +a", "x = (0 + a)"),
        ("x += 1", "x = x + 1"), ("x ..= a .. b", "x = x .. (a .. b)"), ("local t t.a.b++", "local t do local a = t.a a.b = a.b + 1 end"),
        ("local x x ??= 1", "local x if x == nil then x = 1 end"), ("o:foo(1)", "o:foo(1)"),
        ("o:insert(1)", "; (o.insert or _P.mi(o, \"insert\"))(o, 1)"),
        ("return o.a:insert(1)", "do local a = o.a return (a.insert or _P.mi(a, \"insert\"))(a, 1) end"),
        ("for k, v in t do end", "for k, v in _P.iter( t) do end"), ("for t as v do end", "for _1, v in _P.iter( t) do end"),
        ("for k, v in next, t do end", "for k, v in next, t do end"), ("new A(1)", "_P.new( A, 1)"),
        ("x = 0b11 + 1_0 + 0x_f", "x = 3 + 10 + 0xf"), ("x = '\\{'", "x = \"{\""), ("x = $\"a{b}\"", "x = (\"a\" .. _P.str(b))"),
        ("while x do if y then continue end end", "while x do do if y then goto _0c end end ::_0c:: end"),
        ("enum E begin A, B = -2 end x = A + E.B", "x = 1 + (-2)"), ("t.größe = 1", "t[\"größe\"] = 1"),
        ("local [a, b] = t", "local a, b do local _1_t = t a, b = _1_t[1], _1_t[2] end"),
        ("f(1, 2,)", "f(1, 2)"), ("if x do y() end", "if x then y() end"),
        ("local function f(a, b) end f(b = 1, a = 2)", "local function f(a, b) end f(2, 1)"),
    ])
    func `Pluto's constructs become Lua's`(_ source: String, _ expected: String) {
        // Blanks carry no meaning here.
        #expect(normalized(body(source)) == normalized(expected), "\(body(source))")
    }

    private func normalized(_ text: String) -> String {
        var result = ""
        for character in text where character != " " || !(result.last.map { " ,()".contains($0) } ?? true) {
            result.append(character)
        }
        return result
    }

    @Test func `a method of the chunk's own table functions is looked up`() {
        #expect(body("o:second()") == "o:second()")
        #expect(body("function table.second(t) end o:second()").contains("_P.mi(o, \"second\")"))
        #expect(body("table.second = f o:second()").contains("_P.mi(o, \"second\")"))
        #expect(body("t.__mindex = f o:second()").contains("_P.mi(o, \"second\")"))
        #expect(body("t[\"__mindex\"] = f o:second()").contains("_P.mi(o, \"second\")"))
    }

    @Test func `names of the emitter are none of the script's`() {
        let lua = compiled("local _P, _1, __2 = 1 return _P ?? f(), 2 ** 2").lua ?? ""
        #expect(lua.hasPrefix("local ___0P = ... "))
        #expect(lua.contains("local ___1 ="))
    }

    @Test func `a chunk that is loaded as a string has no line of its own for the wrapper`() {
        #expect(compiled("").lua == "local _P = ... return function(...) end\n")
        #expect(compiled("\n\n\n").lua == "local _P = ... return function(...) end\n")
    }
}
