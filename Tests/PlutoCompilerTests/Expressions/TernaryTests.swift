import Testing

/// Ternaries and if expressions.
@Suite struct TernaryTests {
    @Test func `ternaries`() throws {
        try expectError(
            #"""
            local c, n = true, nil
            print(c ? nil : 1, n ? 1 : false, c ? n ? 1 : 2 : 3, (c ? n : 1) ?? "x")
            local function two() return 1, 2 end
            local a, b = c ? two() : 0
            print(a, b)
            local function r(v) return v ? two() : "none" end
            print(r(true)) print(r(false))
            print(c or n ? "or" : "no", not c ? 1 : 2, (c and n) ? 1 : 2)
            local t = {c ? "a" : "b", [c ? "k" : "l"] = c ? 1 : 2, x = n ? 1 : two()}
            print(t[1], t.k, t.x)
            print(c ? "abc":len() : 0)
            """#, line: 11, "expected")
    }

    @Test func `ternaries with methods`() throws {
        try expectOutput(
            #"""
            local c = true
            local o = {m = |self| -> "m", n = 3}
            print(c ? (o:m()) : 0, not c ? 0 : o:m(), c ? {o:m()}[1] : 0, c ? (|x| -> o:m())(1) : 0)
            print(c ? o.n : 0, c ? $"{o:m()}" : 0, c?1:2, c?o.n:o.m, c ? .5 : 1)
            local x = c ? switch o.n do case 3 -> "three" default -> "other" end : "no"
            print(x)
            x = if c then o:m() else 0 end
            print(x, (if c then 1 else 2 end) + 1, if not c then 1 else 2 end + 5)
            """#,
            #"""
            m	m	m	m
            3	m	1	3	0.5
            three
            m	2	7
            """#)
    }

    @Test func `assignments of ternaries`() throws {
        try expectOutput(
            #"""
            local c, t, log = true, {}, {}
            local function get(x) log[#log + 1] = x return t end
            t.a = c ? 1 : 2
            get("x").b = not c ? 1 : get("y") and 2
            get("x")[get("k") and "c"] = c ? get("v") and 3 : 4
            g = c ? "g" : "h"
            local a, b = 1, c ? 2 : 3
            print(t.a, t.b, t.c, g, a, b, table.concat(log, " "))
            """#,
            #"""
            1	2	3	g	1	2	x y x k v
            """#)
    }
}
