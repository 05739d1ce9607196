import Testing

/// Safe navigation.
@Suite struct SafeNavigationTests {
    @Test func `safe navigation keeps false and evaluates once`() throws {
        try expectError(
            #"""
            local log = {}
            local function n(x) log[#log + 1] = tostring(x) return x end
            print(false?.x, nil?.x)
            """#, line: 3, "unexpected symbol")
    }

    @Test func `safe navigation on values`() throws {
        try expectOutput(
            #"""
            local f, z = false, nil
            local log = {}
            local function n(x) log[#log + 1] = tostring(x) return x end
            print(f?.x, z?.x, f?[n("k")], z?:m(n("a")), (f?:m()))
            local o = {a = {b = {c = 5}}, m = |self, x| -> x, f = false}
            print(o?.a?.b?.c, o?.x?.b?.c, o.f?.b, o?.a["b"]?["c"], o.a?.b.c)
            print(n(o)?.a.b?.c, o?[n("a")]?.b?[n("c")])
            print(o?:m(n(1)), o?:nope?(n(2)), o:m?(n(3)), o:nope?(n(4)))
            print(table.concat(log, " "):gsub("table: %S+", "T"))
            """#,
            #"""
            false	nil	false	nil	false
            5	nil	false	5	5
            5	5
            1	nil	3	nil
            T a c 1 3	1
            """#)
    }

    @Test func `safe calls as statements and in assignments`() throws {
        try expectOutput(
            #"""
            local log = {}
            local o = {m = function(self, ...) log[#log + 1] = ... return ... end, f = false}
            local z
            o?:m(1) z?:m(2) o:m?(3) o:x?(4) o?:m?(5) z?:m?(6)
            local function get(v) return v end
            get(o)?:m(7) get(o):m?(8) get(z)?:m(9) get(false)?:m?(10)
            print(table.concat(log, " "))
            local a, b, c = o?:m(1, 2, 3)
            print(a, b, c)
            local d, e = o.f?:m(1)
            print(d, e)
            a, b, c = 0, o:m?("x", "y")
            print(a, b, c)
            local t = {}
            t.a, t.b, t.c = z?:m(1)
            print(t.a, t.b, t.c)
            t.a, t.b, t.c = o?:m?(1, 2, 3)
            print(t.a, t.b, t.c)
            local p, q = 1, o?:m(1, 2)
            print(p, q)
            print((o?:m(1, 2)), {o?:m(1, 2)}[2], o?:m(1, 2))
            """#,
            #"""
            1 3 5 7 8
            1	2	3
            false	nil
            0	x	y
            nil	nil	nil
            1	2	3
            1	1
            1	nil	1
            """#)
    }

    @Test func `a method of nil is still an error`() throws {
        try expectError(
            #"""
            local z
            z:m?()
            """#, line: 2, "attempt to index a nil value")
    }

    @Test func `safe call of a string`() throws {
        try expectOutput(
            #"""
            print(("abc")?:upper(), "abc":rep?(2), ("x"):nope?())
            local s = "abc"
            print(s?:sub(2), s:len?(), s?:nope?() ?? "none")
            """#,
            #"""
            ABC	abcabc	nil
            bc	3	none
            """#)
    }
}
