import Testing

/// `??` and `??=`.
@Suite struct CoalescingTests {
    @Test func `coalescing`() throws {
        try expectOutput(
            #"""
            local n, f = nil, false
            print(n ?? 1, f ?? 1, n ?? f, n ?? n, f ?? n, (n ?? f) == false)
            local function two() return nil, 2 end
            print(two() ?? "d", (two() ?? 3) + 1)
            local x = x ?? "outer"
            print(x)
            do
              local x = x ?? 1
              local x = (n ?? x) .. "!"
              print(x)
            end
            local y = n ?? f ?? "z"
            print(y)
            local t = {n ?? 1, k = n ?? 2}
            print(t[1], t.k)
            """#,
            #"""
            1	false	false	nil	false	true
            d	4
            outer
            outer!
            false
            1	2
            """#)
    }

    @Test func `coalescing assignment always stores`() throws {
        try expectOutput(
            #"""
            local log = {}
            local base = {a = "inherited"}
            local t = setmetatable({}, {__index = base, __newindex = function(t, k, v) log[#log + 1] = k .. "=" .. tostring(v) rawset(t, k, v) end})
            t.a ??= "new"
            t.b ??= "new"
            t.b ??= "newer"
            print(table.concat(log, " "), rawget(t, "a"), t.b)
            local l = false
            l ??= 1
            local m
            m ??= nil ?? "m"
            print(l, m)
            """#,
            #"""
            a=inherited b=new	inherited	new
            false	m
            """#)
    }
}
