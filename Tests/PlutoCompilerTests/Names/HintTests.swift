import Testing

/// Type hints and global declarations.
@Suite struct HintTests {
    @Test func `hints everywhere`() throws {
        try expectOutput(
            #"""
            local a: number, b: ?string <const>, c: {x: number, y: {z: string}}, d: function(a: int, ...): (number, string) = 1, "b"
            local function f(x: number, y: string|nil = "y", ...: any): void end
            local g = |x: int, y: ?table = {}|: string -> x .. type(y)
            class A x: number = 1 y: ?string z = 2 private w: int function m(a: number): (int, int) return a, self.x end end
            for i = 1, 1 do local q: int = i print(q) end
            print(a, b, g(1), new A():m(2))
            $define K: number = 5
            print(K)
            """#,
            #"""
            1
            1	b	1table	2	1
            5
            """#)
    }

    @Test func `an undeclared global`() throws {
        try expectError(
            #"""
            global print
            print(foo)
            """#, line: 2, "variable 'foo' not declared")
    }
}
