import Testing

/// Tables.
@Suite struct TableTests {
    @Test func `tables with functions`() throws {
        try expectOutput(
            #"""
            local t = {
              function m(x = 1) return self.n + x end,
              static function s(x) return x end,
              function(x) return x end,
              n = 5, end = "e", ["function"] = "f", static = 3,
              function if() return self.end end,
            }
            local static = 9
            print(t:m(), t.s(2), t[1](3), t.end, t.function, t.static, t:if(), {static, static}[2], t.if(t))
            """#,
            #"""
            6	2	3	e	f	3	e	9	e
            """#)
    }

    @Test func `object constructor`() throws {
        try expectOutput(
            #"""
            local a, b = 1, 2
            local t = $object(a, b, print)
            print(t.a, t.b, t.print == print, next($object()))
            """#,
            #"""
            1	2	true	nil
            """#)
    }
}
