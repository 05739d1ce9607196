import Testing

/// Names that need care.
@Suite struct NameTests {
    @Test func `methods with defaults, varargs and odd names`() throws {
        try expectOutput(
            #"""
            class A
              function size(x = self.d, ...) return x, ... end
              d = 4
              function größe() return "g" end
              function end_() return self:größe() end
            end
            local a = new A()
            print(a:size(), a:size(nil, 1), a:größe(), a:end_())
            function a:add(x) return x end
            function A.stat(x) return x end
            function A:über(x = 1) return x end
            print(a:add(1), A.stat(2), a:über())
            """#,
            #"""
            4	4	g	g
            1	2	1
            """#)
    }

    @Test func `names that Lua cannot spell`() throws {
        try expectOutput(
            #"""
            local größe, t = 1, {größe = 2, ["é"] = 3}
            größe += 1 t.größe += größe t.größe++
            überglobal = 5 überglobal += 1
            function t.añadir(ñ = 2) return ñ end
            function t:método(...) return self.größe, ... end
            function überfun(x) return x end
            local function lokal_ü(ä) return ä end
            print(größe, t.größe, t.é, überglobal, t.añadir(), t:método(1), überfun(7), lokal_ü(8), _G["überglobal"])
            for ä, ö in pairs({k = "v"}) do print(ä, ö) end
            local {größe = g2} = t
            print(g2, t?.größe, t?:método(2), t:nö?(), $"{größe}", (|ü| -> ü)(3))
            goto fertig_ß
            ::fertig_ß::
            class Größe function __construct(public größe) end end
            print(new Größe(4).größe)
            global_ü, t.ü = 1, 2
            print(global_ü, t.ü)
            """#,
            #"""
            2	5	3	6	2	5	7	8	6
            k	v
            nil	5	5	nil	nil	3
            4
            1	2
            """#)
    }

    @Test func `reserved words as fields`() throws {
        try expectOutput(
            #"""
            local t = {and = 1, end = 2, if = |x| -> x}
            t.end++ t.and += 1 t.or = t.end ?? 1
            function t.while(x) return x end
            function t:for(x) return self.end, x end
            print(t.and, t.end, t.or, t.while(1), t:for(2), t.if(3), t?.end, t?:for(4), t:not?(), t:if?(5) == t)
            goto end
            do goto local ::local:: end
            ::end::
            """#,
            #"""
            2	3	3	1	3	3	3	3	nil	true
            """#)
    }

    @Test func `temporaries do not collide with names`() throws {
        try expectOutput(
            #"""
            local _1, _2, _P, __1, _1c = "a", "b", "p", "c", "d"
            local n
            print(n ?? _1, n ?? _2, _P, __1, _1c, {1}:concat(), 2 ** 2)
            """#,
            #"""
            a	b	p	c	d	1	4
            """#)
    }

    @Test func `standard names may be shadowed`() throws {
        try expectOutput(
            #"""
            local table, string, type, select, pairs, next, tostring, setmetatable, error = {}
            local s = $"{1}{true}"
            for k, v in {1} do print(k, v, s) end
            class A x = 1 end
            print(new A().x, {1, 2}:concat("-"), 1 in {1}, 2 <=> 1)
            """#,
            #"""
            1	1	1true
            1	1-2	true	1
            """#)
    }

    @Test func `a script's own environment`() throws {
        try expectOutput(
            #"""
            local _ENV = {print = print, x = 1}
            y = x ?? 2
            print(y, z ?? "none", größe ?? "none")
            größe = 3
            print(größe, _ENV.größe)
            """#,
            #"""
            1	none	none
            3	3
            """#)
    }
}
