import Testing

/// Preprocessing.
@Suite struct PreprocessingTests {
    @Test func `constants of the preprocessor`() throws {
        try expectOutput(
            #"""
            $define A = 1
            $define B: string = "b" .. "c"
            $define C = A + 2 * 3
            $define D = not true
            $define E = nil
            $define F = -A
            $define G = 1.5
            print(A, B, C, D, E, F, G, B:upper(), #B, -A, A .. "", F - 1)
            local K <const> = 5
            $define H = K << 1
            print(H)
            local function f() return A + C end
            print(f())
            do $define A = "inner" print(A) end
            print(A)
            local A = 2
            print(A)
            """#,
            #"""
            1	bc	7	false	nil	-1	1.5	BC	2	-1	1	-2
            10
            8
            inner
            1
            2
            """#)
    }

    @Test func `define of something else`() throws {
        try expectError(
            #"""
            local x = 1
            $define A = x
            """#, line: 2, "variable was not assigned a compile-time constant value")
    }

    @Test func `conditional parts`() throws {
        try expectOutput(
            #"""
            $define T = true
            $define N = 2
            $if T then print("t") $else print("e") $end
            $if not T then print("no") $elseif N == 2 then print("two") $else print("no") $end
            $if N == 1 do print("no") $elseif N ~= 2 do print("no") $else print("else") $end
            $if false then this ! is ( not [ parsed $if x then $else $end $end
            $if T and N == 2 then
              $if false then nested $else print("nested") $end
              local scoped = 1
            $end
            print(scoped)
            if true then $if T then print("inside") $end end
            print(debug.getinfo(1, "l").currentline)
            """#,
            #"""
            t
            two
            else
            nested
            nil
            inside
            13
            """#)
    }

    @Test func `a condition that is not constant`() throws {
        try expectError(
            #"""
            local x = 1
            $if x then $end
            """#, line: 2, "this condition cannot be evaluated at compile-time")
    }

    @Test func `an unclosed conditional`() throws {
        try expectError(
            #"""
            $if true then
            print(1)
            """#, line: 2, "'$end' expected")
    }

    @Test func `aliases`() throws {
        try expectError(
            #"""
            print(early)
            $alias early = "early"
            $alias sum(a, b) = ((a) + (b))
            $alias block = do \
              print("block") \
            end
            $alias fn = function
            print(sum(1, 2 * 3), sum(sum(1, 2), 3), "early", $"{early}")
            block
            local f = fn(x) return x end
            print(f(1), {early = 1}.early)
            """#, line: 11, "near")
    }

    @Test func `aliases of words`() throws {
        try expectError(
            #"""
            $alias var = local
            $alias twice(x) = x, x
            var a, b = twice(1)
            var s = early
            $alias early = "e"
            print(a, b, s, $"{early}x", "var")
            $alias log(...) = print
            """#, line: 7, "')' expected")
    }

    @Test func `aliases on lines`() throws {
        try expectError(
            #"""
            $alias check(x) = if x == nil then \
              error("nil value") end
            local a
            print(1)
            check(a)
            """#, line: 5, "nil value")
    }

    @Test func `everything after haltcompiler`() throws {
        try expectOutput(
            #"""
            print(1)
            $haltcompiler
            this is ( not "read
            """#,
            #"""
            1
            """#)
    }

    @Test func `compile-time calls`() throws {
        try expectOutput(
            #"""
            print($tonumber("5") + 1, $math.max(1, 2), $tostring(1) .. "x")
            $assert(1 == 1)
            $assert(true)
            print($getproptype("x"))
            """#,
            #"""
            6	2	1x
            any
            """#)
    }

    @Test func `a failing assertion`() throws {
        try expectError(
            #"""
            print("no")
            $assert(1 == 2)
            """#, line: 2, "assertion failed!")
    }

    @Test func `declarations`() throws {
        try expectOutput(
            #"""
            $declare foo: function(a: number, b: string): void
            $type Name = string|nil
            $declare bar: number
            function foo(a, b) print(a, b) end
            foo(b = 2)
            local x: Name = 1
            print(x)
            """#,
            #"""
            nil	2
            1
            """#)
    }

    @Test func `global declarations`() throws {
        try expectOutput(
            #"""
            global x, y = 1, 2
            global print
            print(x, y)
            global <const> *
            local z = 1
            print(tostring(z))
            global function gf() return 7 end
            print(gf())
            """#,
            #"""
            1	2
            1
            7
            """#)
    }
}
