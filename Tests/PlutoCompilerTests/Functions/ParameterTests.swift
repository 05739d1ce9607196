import Testing

/// Parameters: defaults, varargs, attributes.
@Suite struct ParameterTests {
    @Test func `defaults`() throws {
        try expectOutput(
            #"""
            local log = {}
            local function n(x) log[#log + 1] = tostring(x) return x end
            local function f(a, b = n(a) ?? n("none"), c = $"{a}{b}", d = nil, e = |x| -> x)
              return a, b, c, d, e(5)
            end
            print(f(1)) print(f(nil, 2)) print(f(1, false, 3, 4, || -> 9))
            print(table.concat(log, " "))
            """#,
            #"""
            1	1	11	nil	5
            nil	2	nil2	nil	5
            1	false	3	4	9
            1
            """#)
    }

    @Test func `named varargs`() throws {
        try expectOutput(
            #"""
            local function f(a, ...rest) return a, rest.n, rest[1], ... end
            print(f(1, 2, nil))
            local g = |...all| -> all.n
            print(g(nil, nil, nil))
            """#,
            #"""
            1	2	2	2	nil
            3
            """#)
    }

    @Test func `upvalues in lifted code`() throws {
        try expectOutput(
            #"""
            local count = 0
            local function counter()
              count += 1
              return count % 2 == 0 ? nil : count
            end
            local fs = {}
            for i = 1, 4 do
              local v = counter() ?? "none"
              fs[i] = || -> v
            end
            print(fs[1](), fs[2](), fs[3](), fs[4]())
            """#,
            #"""
            1	none	3	none
            """#)
    }

    @Test func `trailing commas`() throws {
        try expectOutput(
            #"""
            local function f(a, b,) return a, b end
            print(f(1, 2,))
            print((|a, b| -> a + b)(1, 2,))
            """#,
            #"""
            1	2
            3
            """#)
    }

    @Test func `vararg outside`() throws {
        try expectError(
            #"""
            local function f() return ... end
            """#, line: 1, "cannot use '...' outside a vararg function")
    }

    @Test func `promotion outside a constructor`() throws {
        try expectError(
            #"""
            local function f(public x) end
            """#, line: 1, "attempt to use constructor promotion outside of '__construct'")
    }

    @Test func `attribute of a function`() throws {
        try expectError(
            #"""
            local function f() <unknown> end
            """#, line: 1, "unknown attribute 'unknown'")
    }
}
