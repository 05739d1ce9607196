import Testing

/// Lambdas.
@Suite struct LambdaTests {
    @Test func `a lambda yields one value`() throws {
        try expectOutput(
            #"""
            local f = |...| -> ...
            print(f(1, 2), select("#", f()))
            local g = |a, b| -> do return a, b end
            print(g(1, 2))
            """#,
            #"""
            1	1
            1	2
            """#)
    }

    @Test func `lambdas nest and end where they should`() throws {
        try expectOutput(
            #"""
            local add = |a| -> |b| -> a + b
            print(add(1)(2))
            local t = {|x| -> x + 1, |x| -> x * 2}
            print(t[1](1), t[2](4))
            print((|x| -> x ? "t" : "f")(1), pcall(|| -> error("e", 0)))
            local c = true
            print((c ? |x| -> x + 1 : nil)(2))
            """#,
            #"""
            3
            2	8
            t	false	e
            3
            """#)
    }

    @Test func `defaults with bars and ternaries in lambdas`() throws {
        try expectError(
            #"""
            local f = |a = (1 | 6), b = a > 5 ? "big" : "small", c = ||| -> 1| -> b
            print(f())
            """#, line: 1, "unexpected symbol")
    }

    @Test func `hints on the last lambda parameter`() throws {
        try expectOutput(
            #"""
            local f = |x: number| -> x
            local g = |x: string|number, y: ?int| -> x .. y
            local h = |x: number|: number -> x + 1
            local i = |x: function(a: number): string| <nodiscard> -> x(1)
            print(f(1), g("a", 2), h(1), i(|a| -> a + 1))
            """#,
            #"""
            1	a2	2	2
            """#)
    }
}
