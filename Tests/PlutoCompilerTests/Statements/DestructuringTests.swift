import Testing

/// Destructuring.
@Suite struct DestructuringTests {
    @Test func `destructuring`() throws {
        try expectError(
            #"""
            local calls = 0
            local function make() calls += 1 return {1, 2, a = "a", b = {c = "c"}}, 9 end
            local [x, y, z] = make()
            local {a, b = b, c = missing} = make()
            print(x, y, z, a, b.c, c, calls)
            local a = {a = 5, q = 6}
            local {a, q = r} = a
            print(a, r)
            local [p] = "str"
            print(p)
            local n
            local {v} = n ?? {v = 7}
            print(v)
            local {end, if = else_} = {}
            """#, line: 14, "<name> expected")
    }

    @Test func `destructuring that mentions its own names`() throws {
        try expectOutput(
            #"""
            local a = {a = {a = 1}}
            local {a} = a
            local {a} = a.b ?? a
            local [b] = {b ?? 2}
            print(a, b)
            """#,
            #"""
            1	2
            """#)
    }

    @Test func `destructuring of nil`() throws {
        try expectError(
            #"""
            local n
            local {a} = n
            """#, line: 2, "attempt to index a nil value")
    }
}
