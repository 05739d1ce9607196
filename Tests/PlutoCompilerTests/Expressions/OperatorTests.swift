import Testing

/// The other operators.
@Suite struct OperatorTests {
    @Test func `chains`() throws {
        try expectOutput(
            #"""
            local log = {}
            local function n(x) log[#log + 1] = x return x end
            print(n(1) < n(2) < n(3), n(1) < n(0) < n(5), n(3) >= n(3) > n(2) <= n(4))
            print(table.concat(log, " "))
            local x = 5
            print(1 < x < 9, 9 > x > 4 >= 4, not (1 < x < 4), 1 < x == true)
            local t = {v = 3}
            print(1 < t.v < 5 and "in" or "out", (1 < t.v < 2) == false)
            while 0 < t.v <= 3 do t.v -= 1 end
            print(t.v)
            """#,
            #"""
            true	false	true
            1 2 3 1 0 3 3 2 4
            true	true	true	true
            in	true
            0
            """#)
    }

    @Test func `other operators`() throws {
        try expectError(
            #"""
            print(1 <=> 2, 2 <=> 2, "b" <=> "a", 2 ** 10, 2 ** 3 ** 2, -2 ** 2, 2 ** 3 + 1)
            print(+"5", 3 - +2, +2 * 3, !true, !nil, 1 != 2, not 1 == 2)
            print(1 in {1, 2}, "a" in "cat", not 3 in {1}, #"ab" in {2}, -1 in {1} == false)
            """#, line: 3, "attempt to get length of a boolean value")
    }

    @Test func `in and instanceof`() throws {
        try expectOutput(
            #"""
            print(1 in {1, 2}, "a" in "cat", not 3 in {1}, ("x" in "y") == false, {1} in {{1}}, nil in {})
            class A end class B extends A end
            local b = new B()
            print(b instanceof A, b instanceof B, not (b instanceof A), {} instanceof A, 5 instanceof A, instanceof(b, A))
            print(b instanceof A and "yes" or "no", (not b) instanceof A)
            for x in {1, 2} do if x in {2, 3} then print(x) end end
            """#,
            #"""
            true	true	true	true	false	false
            true	true	false	false	false	true
            yes	false
            2
            """#)
    }

    @Test func `boolean concatenation`() throws {
        try expectError(
            #"""
            print("x" .. true, false .. "y" .. 1, $"{true}" .. nil)
            """#, line: 1, "concatenate a nil value")
    }
}
