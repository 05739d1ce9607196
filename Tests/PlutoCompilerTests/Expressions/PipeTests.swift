import Testing

/// Pipes.
@Suite struct PipeTests {
    @Test func `pipes`() throws {
        try expectOutput(
            #"""
            local log = {}
            local function n(x) log[#log + 1] = tostring(x) return x end
            local function f(...) return ..., select("#", ...) end
            n(5) |> math.sqrt |> tostring |> print
            print(n(1) |> f|n(2), n(3)|)
            local o = {p = 1}
            function o:m(x, y) return self.p + x + (y ?? 0) end
            print(5 + n(4) |> math.sqrt, -n(4) |> math.sqrt, n(2) |> o:m, n(2) |> o:m|n(3)|)
            local t = {f = |x| -> x * 2}
            print(n(3) |> t.f, n(3) |> t["f"] |> t.f, n(3) |> (|x| -> x + 1) |> |x| -> x * 10)
            print(table.concat(log, " "))
            local function two() return 1, 2 end
            print(two() |> f, (two() |> f));
            "text" |> print
            ({1, 2}) |> table.concat|"-"| |> print
            local c = true
            print(c ? (1) |> t.f : 2, nil ?? (3) |> t.f, "s" |> string.upper .. "!")
            local function r(x) return x |> f|1| end
            print(r(0))
            new (class function __construct(public v) end end)(9) |> |x| -> print(x.v)
            """#,
            #"""
            2.2360679774998
            1	3
            7.0	-2.0	3	6
            6	12	40
            5 1 2 3 4 4 2 2 3 3 3 3
            1	1
            text
            1-2
            2	6	S!
            0	2
            9
            """#)
    }

    @Test func `what follows a pipe stage begins another statement`() throws {
        try expectOutput(
            #"""
            local function show(x) print(x) return x end
            ;(1) |> show (2) |> show
            local v = (3) |> show ("4"):rep(2) |> show
            (5) |> show "six":upper() |> show
            """#,
            #"""
            1
            2
            3
            44
            5
            SIX
            """#)
    }

    @Test func `a call with a string before a dot is part of the function`() throws {
        try expectOutput(
            #"""
            local function module(name) return {double = |x| -> name .. x .. x} end
            ;("a") |> module"m ".double |> print
            print(1 + ("1") |> module '0'.double)
            """#,
            #"""
            m aa
            12
            """#)
    }

    @Test func `the value of a pipe comes before the function`() throws {
        try expectOutput(
            #"""
            local log = {}
            local t = setmetatable({}, {__index = function(_, k) log[#log + 1] = k return function(x) log[#log + 1] = x return x end end})
            local function v(x) log[#log + 1] = x return x end
            v(1) |> t.f |> t.g
            print(table.concat(log, " "))
            """#,
            #"""
            1 f 1 g 1
            """#)
    }
}
