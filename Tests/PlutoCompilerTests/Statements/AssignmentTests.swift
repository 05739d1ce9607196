import Testing

/// Assignments.
@Suite struct AssignmentTests {
    @Test func `compound assignments evaluate their target once`() throws {
        try expectError(
            #"""
            local log = {}
            local t = {n = 1, l = {5}}
            local function get(x) log[#log + 1] = x return t end
            get("a").n += get("b").n
            get("c")[get("d") and "n"] *= get("e") and 3
            get("f").l[1] -= nil ?? 1
            get("g")["x"] ??= get("h") and 1
            get("i").s ..= "x"
            """#, line: 8, "attempt to concatenate a nil value")
    }

    @Test func `compound assignments`() throws {
        try expectOutput(
            #"""
            local t, i, s = {n = 1, [1] = 5}, 1, "a"
            local function two() return 2, 3 end
            t.n += two() t[i] -= 1 i <<= 3 i |= 1 i ~= 3 i &= 14 i >>= 1 s ..= "b" .. 1 .. true
            print(t.n, t[1], i, s)
            local x = 7 x //= 2 x *= 2 + 1 x %= 5 x /= 2 x **= 2
            """#,
            #"""
            3	4	5	ab1true
            """#)
    }

    @Test func `compound power`() throws {
        try expectError(
            #"""
            local x = 3 x **= 2 print(x) x ^= 0.5 print(x) local y = 2 y ^= 3 print(y)
            g = 1 g += g ?? 2 print(g) g ..= "x" print(g)
            a, b += 1
            """#, line: 3, "unsupported tuple assignment")
    }

    @Test func `old value is read before lifted parts`() throws {
        try expectOutput(
            #"""
            g = 1
            local t = {v = 1}
            local function set() g = 100 t.v = 100 return nil end
            g += set() ?? 1
            t.v += set() ?? 1
            print(g, t.v)
            """#,
            #"""
            100	101
            """#)
    }

    @Test func `a statement that begins with a parenthesis`() throws {
        try expectError(
            #"""
            local t = {{1, 2}}
            local x = t;
            (x)[1] = {3};
            (x[1] ?? t)[2] = 4
            t[1]:insert(5)
            ;(|v| -> print(v))("lambda")
            print(t[1]:concat(","))
            local f = print
            ({1}):insert(2)
            """#, line: 8, "attempt to index a nil value")
    }

    @Test func `many statements with parentheses in front`() throws {
        try expectOutput(
            #"""
            local t = {a = {}}
            local s = "x"
            t.a:insert(1)
            t.a:insert(2)
            local u = t.a
            t:insert(s)
            u:insert(3)
            print(u:concat(","), t[1])
            """#,
            #"""
            1,2,3	x
            """#)
    }
}
