import Testing

/// Tail calls and truncation.
@Suite struct TailCallTests {
    @Test func `tail calls stay tail calls`() throws {
        try expectOutput(
            #"""
            local function loop(n, acc = 0)
              switch n do
                case 0: return acc
              end
              if m := n - 1 then
                return loop(m, acc + 1)
              end
            end
            print(loop(150000))
            local function even(n) if n == 0 then return "even" end return even(n - 1) end
            print(even(200000))
            local o = {}
            function o:count(n, x) if n == 0 then return x ?? "end" end return self:count(n - 1, nil ?? x) end
            print(o:count(150000))
            local t = {r = {}}
            function table.remove2(t, n) if n == 0 then return "r" end return t.r:remove2(n - 1) end
            t.r.r = t.r
            print(t.r:remove2(150000))
            local function p(n) if n == 0 then return "p" end local m = n - 1 return m |> p end
            print(p(150000))
            """#,
            #"""
            150000
            even
            end
            r
            p
            """#)
    }

    @Test func `truncated calls are no tail calls and give one value`() throws {
        try expectOutput(
            #"""
            local function two() return 1, 2 end
            local function a(c) return c ? two() : 0 end
            local function b() return nil ?? two() end
            local function c() return (two()) end
            local function d() return switch 1 do case 1 -> two() end end
            print(a(true)) print(b()) print(c()) print(d())
            print((|| -> two())())
            """#,
            #"""
            1
            1
            1
            1
            1
            """#)
    }
}
