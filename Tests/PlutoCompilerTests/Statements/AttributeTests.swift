import Testing

/// Attributes.
@Suite struct AttributeTests {
    @Test func `attributes`() throws {
        try expectOutput(
            #"""
            local a <const>, b = 1, 2
            b += a
            local c: number <const>, d <close> = 3, nil
            local <const> e, f = 4, 5
            print(a, b, c, d, e, f)
            local function g() return a + c + e end
            print(g())
            local n
            local x <const> = n ?? 9
            local y <close> = n ?? setmetatable({}, {__close = || -> print("closed")})
            print(x)
            """#,
            #"""
            1	3	3	nil	4	5
            8
            9
            closed
            """#)
    }

    @Test func `two to-be-closed variables`() throws {
        try expectError(
            #"""
            local a <close>, b <close> = nil, nil
            """#, line: 1, "multiple to-be-closed variables in local list")
    }

    @Test func `unknown attribute`() throws {
        try expectError(
            #"""
            local a <foo> = 1
            """#, line: 1, "unknown attribute 'foo'")
    }
}
