import Testing

/// Increments.
@Suite struct IncrementTests {
    @Test func `increments`() throws {
        try expectOutput(
            #"""
            local i, t, s = 1, {n = 1, a = {b = 1}}, "5"
            i++ ++i t.n++ ++t.n t.a.b++ ++t.a.b s++
            print(i, t.n, t.a.b, s)
            print(i++, i, ++i, t.n++, t.n, ++t.a.b, t.a.b++, t.a.b)
            g = 1 g++ ++g print(g, g++, g, ++g)
            local log = {}
            local function get() log[#log + 1] = "get" return t end
            local m = setmetatable({}, {__index = function(_, k) log[#log + 1] = k return t end})
            ++m.x.n
            m.x.n++
            print(t.n, table.concat(log, " "))
            class C n = 0 function inc() return ++self.n end function post() return self.n++ end end
            local c = new C()
            print(c:inc(), c:post(), c.n)
            if i++ == 5 then print("five", i) end
            """#,
            #"""
            3	3	3	6
            3	4	5	3	4	4	4	5
            3	3	4	5
            6	x x
            1	1	2
            five	6
            """#)
    }

    @Test func `increment of constants`() throws {
        try expectError(
            #"""
            enum E begin A end
            ++A
            """#, line: 2, "attempt to assign to const variable 'A'")
    }
}
