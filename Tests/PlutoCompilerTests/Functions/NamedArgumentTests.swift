import Testing

/// Named arguments.
@Suite struct NamedArgumentTests {
    @Test func `named arguments are evaluated in the order of the parameters`() throws {
        try expectOutput(
            #"""
            local log = {}
            local function n(x) log[#log + 1] = tostring(x) return x end
            local function f(a, b, c) return a, b, c end
            print(f(c = n(3), a = n(1)))
            print(f(n(0), c = nil ?? n(9), b = n(8)))
            print(table.concat(log, " "))
            local function g(a, ...) return a, ... end
            print(g(a = 1))
            function glob(x, y = 2) return x, y end
            print(glob(y = 3), glob(x = 1))
            local alias = f
            print(alias(b = 1))
            """#,
            #"""
            1	nil	3
            0	8	9
            1 3 0 8 9
            1
            nil	1	2
            nil	1	nil
            """#)
    }

    @Test func `unknown named argument`() throws {
        try expectError(
            #"""
            local function f(a) end
            f(b = 1)
            """#, line: 2, "function does not have a 'b' parameter")
    }

    @Test func `named argument given twice`() throws {
        try expectError(
            #"""
            local function f(a) end
            f(1, a = 1)
            """#, line: 2, "'a' parameter was already assigned to positionally")
    }

    @Test func `named arguments of an unknown function`() throws {
        try expectError(
            #"""
            local t = {}
            t.f(a = 1)
            """#, line: 2, "can't use named arguments here")
    }

    @Test func `named arguments in the function's own body`() throws {
        try expectError(
            #"""
            local function f(a) return f(a = 1) end
            """#, line: 1, "can't use named arguments here")
    }

    @Test func `named arguments of a reassigned local`() throws {
        try expectError(
            #"""
            local f = |a| -> a
            f = print
            f(a = 1)
            """#, line: 3, "can't use named arguments here")
    }
}
