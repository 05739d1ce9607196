import Testing

/// Enumerations.
@Suite struct EnumerationTests {
    @Test func `enumerations`() throws {
        try expectOutput(
            #"""
            enum E begin A, B = 5, C, D = -3, F, G = 1 << 3 | C, H = ~0, I = (B + 1) * 2, J = 7 // 2, K = 0xF & 6, end
            print(A, B, C, D, F, G, H, I, J, K, E.A, E.D, -D, D ** 2, 2 - D)
            enum class X begin P, Q = P + 1, R = X.Q * 2 end
            print(P, X.P, X.Q, X.R)
            enum begin Z = 10 end print(Z)
            print(#E:names(), E:values()[2], E:kvmap().D, E:vkmap()[-3], X:names():concat(","))
            do enum E begin A = 100 end print(A, E.A) end
            local function f(A) return A end
            print(A, f("param"), (|A| -> A)(1))
            local A = "local" print(A, E.A)
            """#,
            #"""
            1	5	6	-3	-2	14	-1	12	3	6	1	-3	3	9	5
            nil	1	2	4
            10
            10	5	-3	D	P,Q,R
            100	100
            1	param	1
            local	1
            """#)
    }

    @Test func `a missing member`() throws {
        try expectError(
            #"""
            enum E begin A end
            print(E.B)
            """#, line: 2, "B is not a member of E")
    }

    @Test func `assigning an enumerator`() throws {
        try expectError(
            #"""
            enum E begin A end
            A = 2
            """#, line: 2, "attempt to assign to const variable 'A'")
    }

    @Test func `a value that is not constant`() throws {
        try expectError(
            #"""
            local x = 1
            enum E begin A = x end
            """#, line: 2, "expected integer constant")
    }
}
