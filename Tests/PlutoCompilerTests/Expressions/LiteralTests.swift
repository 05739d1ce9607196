import Testing

/// Literals and their suffixes.
@Suite struct LiteralTests {
    @Test func `suffixes on literals`() throws {
        try expectOutput(
            #"""
            print("abc":upper(), "abc"[2], "abc":upper():lower(), 'x':rep(2), [[y]]:rep(3), "a,b":split(","):concat("|"))
            print({1, 2, 3}[2], {a = {b = 1}}.a.b, {3, 1}:concat("-"), {|x| -> x}[1](5), #{1, 2}:concat())
            print(-"5":len(), not "x":len(), "a" .. "b":rep(2), $"a{1}":upper(), $"b{2}"[1], ...)
            local function f(...) return ...:upper() end
            print(f("x"));
            "stmt":upper();
            $"stmt {1}":upper()
            """#,
            #"""
            ABC	b	abc	xx	yyy	a|b
            2	1	3-1	5	2
            -1	false	abb	A1	b
            X
            """#)
    }

    @Test func `numerals`() throws {
        try expectOutput(
            #"""
            print(0b101, 0B11, 0o17, 1_000, 0xFF_FF, 1_0.5_0, 1e1_0, 7_, 0x1p4, .5, 3., 0xA.8p0)
            print(0b1111111111111111111111111111111111111111111111111111111111111111, 9223372036854775807, 9223372036854775808)
            """#,
            #"""
            5	3	15	1000	65535	10.5	10000000000.0	7	16.0	0.5	3.0	10.5
            -1	9223372036854775807	9.2233720368548e+18
            """#)
    }

    @Test func `escapes`() throws {
        try expectOutput(
            #"""
            print("\{a}", '\65\x41\u{41}\z
               x', "a\
            b", #"\0\255", "\u{7FFFFFFF}" == "\xFD\xBF\xBF\xBF\xBF\xBF", "\{\n\t\"\65\0601\x7a\u{e9}\z  q\
            r")
            """#,
            #"""
            {a}	AAAx	a
            b	2	true	{
            	"A<1zéq
            r
            """#)
    }

    @Test func `comments and annotations`() throws {
        try expectOutput(
            #"""
            print(1) -- @fallthrough
            --[[ @x ]] print(2) --[==[
            ]] ]==] print(3)
            -- @pluto_warnings: disable-all
            print(4) --- x
            """#,
            #"""
            1
            2
            3
            4
            """#)
    }

    @Test func `string indexes`() throws {
        try expectOutput(
            #"""
            local s = "abc"
            print(s[1], s[-1], s[4], s[0], s[2]:upper(), s.len == string.len, ("x")[1])
            """#,
            #"""
            a	c	nil	nil	B	true	x
            """#)
    }
}
