import Testing

/// Evaluation order.
@Suite struct EvaluationOrderTests {
    @Test func `operands before a lifted one are evaluated first`() throws {
        try expectOutput(
            #"""
            local log = {}
            local function n(x) log[#log + 1] = tostring(x) return x end
            local function none(x) log[#log + 1] = "nil" return nil end
            local t = {v = 1}
            print(n(1) + (none() ?? n(2)) + n(3), table.concat(log, " "))
            """#,
            #"""
            6	1 nil 2 3
            """#)
    }

    @Test func `globals are read before later operands change them`() throws {
        try expectOutput(
            #"""
            g = 1
            local function set() g = 2 return nil end
            print(g, set() ?? "x", g)
            """#,
            #"""
            1	x	2
            """#)
    }

    @Test func `a local that a closure assigns is read before the call`() throws {
        try expectOutput(
            #"""
            local a = 1
            local function set() a = 2 return nil end
            print(a, set() ?? "x", a)
            """#,
            #"""
            1	x	2
            """#)
    }

    @Test func `increments take effect from left to right`() throws {
        try expectOutput(
            #"""
            local i = 1
            local function f(...) return ... end
            print(f(i, i++, i, ++i, i))
            print(i++ + i++ * 10, i)
            local t = {}
            t[i++] = i
            print(next(t))
            t = {i++, i++, k = i++, [i++] = i}
            print(t[1], t[2], t.k, t[9], i)
            """#,
            #"""
            1	1	2	3	3
            43	5
            5	6
            6	7	8	10	10
            """#)
    }

    @Test func `the function is evaluated before its arguments`() throws {
        try expectOutput(
            #"""
            local log = {}
            local function n(x) log[#log + 1] = x return x end
            local t = setmetatable({}, {__index = function(_, k) log[#log + 1] = k return function(...) return select("#", ...) end end})
            print(t.fn(n("a"), nil ?? n("b"), n("c")), table.concat(log, " "))
            """#,
            #"""
            3	fn a b c
            """#)
    }

    @Test func `method lookup comes before lifted arguments and self is evaluated once`() throws {
        try expectOutput(
            #"""
            local log = {}
            local function n(x) log[#log + 1] = x return x end
            local o = {m = function(self, ...) return self.name, ... end, name = "o"}
            local function get() log[#log + 1] = "get" return o end
            print(get():m(n("a"), nil ?? n("b")))
            print(table.concat(log, " "))
            """#,
            #"""
            o	a	b
            get a b
            """#)
    }

    @Test func `and and or stop before lifted parts`() throws {
        try expectOutput(
            #"""
            local log = {}
            local function n(x) log[#log + 1] = tostring(x) return x end
            print(n(false) and (nil ?? n(1)), n(true) or (nil ?? n(2)), n(nil) or (nil ?? n(3)), n(1) and (nil ?? n(4)))
            print(table.concat(log, " "))
            """#,
            #"""
            false	true	3	4
            false true nil 3 1 4
            """#)
    }

    @Test func `a chain of logical operators of mixed kinds`() throws {
        try expectOutput(
            #"""
            local function v(x) return x end
            local n = nil
            print(v(nil) ?? v(false) or v(nil) ?? v("end"))
            print(v(1) and v(nil) ?? v(2) and v(3))
            print(not (n?.x ?? false) and "yes")
            """#,
            #"""
            end
            3
            yes
            """#)
    }

    @Test func `table fields are evaluated in order`() throws {
        try expectOutput(
            #"""
            local log = {}
            local function n(x) log[#log + 1] = tostring(x) return x end
            local t = {n(1), [n("k")] = n(2), nil ?? n(3), x = n(4), n(nil) ?? n(5)}
            print(t[1], t.k, t[2], t.x, t[3], table.concat(log, " "))
            """#,
            #"""
            1	2	3	4	5	1 k 2 3 4 nil 5
            """#)
    }

    @Test func `a long table with lifted fields`() throws {
        try expectOutput(
            #"""
            local function f() return 7, 8, 9 end
            local n = nil
            local t = {1, 2, 3, n ?? 4, 5, a = n ?? "a", 6, 7, 8, 9, 10, ["b"] = "b", 11, [n ?? "c"] = n ?? "cc", n ?? 12, f(), f()}
            print(#t, t[4], t.a, t[11], t.c, t[12], t[13], t[14], t[15], t[16])
            """#,
            #"""
            16	4	a	11	cc	12	7	7	8	9
            """#)
    }

    @Test func `a long table whose last lifted field is several values`() throws {
        try expectOutput(
            #"""
            local function f(...) return ... end
            local n = nil
            local t = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, n ?? 13, f(n ?? 14, 15)}
            print(#t, t[13], t[14], t[15])
            """#,
            #"""
            15	13	14	15
            """#)
    }

    @Test func `assignment targets come before values`() throws {
        try expectOutput(
            #"""
            local log = {}
            local function n(x) log[#log + 1] = tostring(x) return x end
            local t = {}
            local function get(x) n(x) return t end
            get("a")[n("k1")], get("b").x = nil ?? n(1), nil ?? n(2)
            print(t.k1, t.x, table.concat(log, " "))
            """#,
            #"""
            1	2	a k1 b 1 2
            """#)
    }

    @Test func `comparison operands are spilled`() throws {
        try expectOutput(
            #"""
            local log = {}
            local function n(x) log[#log + 1] = tostring(x) return x end
            print(n(1) < (nil ?? n(2)), n("a") .. (nil ?? n("b")) .. n("c"), table.concat(log, " "))
            """#,
            #"""
            true	abc	1 2 a b c
            """#)
    }

    @Test func `long operator chains with lifted operands`() throws {
        try expectOutput(
            #"""
            local n = nil
            print(1 + (n ?? 2) + (n ?? 3) + (n ?? 4) + (n ?? 5) + (n ?? 6) + (n ?? 7) + (n ?? 8) + (n ?? 9) + (n ?? 10))
            print("a" .. (n ?? "b") .. (n ?? "c") .. (n ?? "d"))
            """#,
            #"""
            55
            abcd
            """#)
    }

    @Test func `a vararg survives lifting`() throws {
        try expectOutput(
            #"""
            local function f(...)
              local n = nil
              return n ?? ..., select("#", ...), (n ?? 5) + select("#", ...), ...
            end
            print(f(1, 2, 3))
            """#,
            #"""
            1	3	8	1	2	3
            """#)
    }

    @Test func `lifting does not disturb goto`() throws {
        try expectOutput(
            #"""
            do
              local i = 0
              ::top::
              local n = nil
              i = i + (n ?? 1)
              if i < 3 then goto top end
              print(i)
            end
            for i = 1, 3 do
              if i == 2 then goto skip end
              print(i ?? 0)
              ::skip::
            end
            """#,
            #"""
            3
            1
            3
            """#)
    }

    @Test func `calls that yield work inside everything`() throws {
        try expectOutput(
            #"""
            local function y(x) return coroutine.yield(x) end
            local co = coroutine.wrap(function(...)
              local t = {a = y(1) ?? "none", y(2) ? y(3) : y(4)}
              local s = $"{y(5)}-{t.a}"
              local r = switch y(6) do case 6 -> y(7) default -> y(8) end
              t.x ??= y(9)
              t[y(10)] = (t?.a ?? y("no")) .. y(11)
              for i, v in {y(12)} do s ..= v end
              return s, r, t.x, t.k, ...
            end)
            local v = co("va")
            local seen = {}
            while type(v) == "number" do
              seen[#seen + 1] = v
              local answer = v == 2 ? false : v == 10 ? "k" : v == 6 ? 6 : "r" .. v
              local a, b, c, d, e = co(answer)
              v = a
              if type(a) ~= "number" then print(a, b, c, d, e) end
            end
            print(table.concat(seen, " "))
            """#,
            #"""
            r5-r1r12	r7	r9	r1r11	va
            1 2 4 5 6 7 9 10 11 12
            """#)
    }
}
