import Testing

/// Lines of errors and of debug information.
@Suite struct LineTests {
    @Test func `an error in a multi-line table constructor`() throws {
        try expectError(
            #"""
            local n = nil
            local t = {
              a = 1,
              b = n ?? 2,
              c = n.x.y,
              d = n ?? 4,
            }
            """#, line: 5, "attempt to index a nil value")
    }

    @Test func `an error in a ternary branch of its own line`() throws {
        try expectError(
            #"""
            local function f(c, n)
              return c
                ? n.a.b
                : n.c
            end
            print(f(false, {}))
            print(f(true, {}))
            """#, line: 3, "attempt to index a nil value (field 'a')")
    }

    @Test func `an error in the condition of until`() throws {
        try expectError(
            #"""
            local n
            repeat
              local x = 1
            until
              n.x == x
            """#, line: 5, "attempt to index a nil value")
    }

    @Test func `an error in a lifted condition of until`() throws {
        try expectError(
            #"""
            local n
            repeat
              local x = 1
            until
              x == 2 or
              n?.x ?? n.y
            """#, line: 6, "attempt to index a nil value")
    }

    @Test func `an error in a pipeline stage inside a lambda`() throws {
        try expectError(
            #"""
            local up = |s| -> s
              |> string.upper
              |> |v| ->
                v.x.y
            print(up("a"))
            """#, line: 4, "attempt to index a nil value (field 'x')")
    }

    @Test func `an error in a compound assignment after lowered lines`() throws {
        try expectError(
            #"""
            local t = {}
            t.a ??= 1
            t.b ??= t.a > 0
              ? 1
              : 2
            t.c += 1
            """#, line: 6, "arithmetic")
    }

    @Test func `an error in a method of a class`() throws {
        try expectError(
            #"""
            class A
              x = 1

              function m(
                a = 1,
                b
              )
                return self.y.z
              end
            end
            new A():m()
            """#, line: 8, "attempt to index a nil value (field 'y')")
    }

    @Test func `an error in a case value`() throws {
        try expectError(
            #"""
            local n
            switch 1 do
              case 5: print("no") break
              case
                n.x: print("no") break
            end
            """#, line: 5, "attempt to index a nil value")
    }

    @Test func `an error in a case body`() throws {
        try expectError(
            #"""
            local n
            switch 1 do
              case 2:
              case 1:

                print(n.x)
            end
            """#, line: 6, "attempt to index a nil value")
    }

    @Test func `an error in an arm that follows the default`() throws {
        try expectError(
            #"""
            local n
            print(switch 7 do
              default -> "d"
              case 8 -> 1
              case
               7 -> n.x
            end)
            """#, line: 6, "attempt to index a nil value")
    }

    @Test func `an error in a coroutine`() throws {
        try expectError(
            #"""
            local co = coroutine.create(function(a)
              local b = a ?? 1

              return b.x.y
            end)
            local ok, e = coroutine.resume(co, 1)
            error(e, 0)
            """#, line: 4, "attempt to index a number value")
    }

    @Test func `an error in a default value`() throws {
        try expectError(
            #"""
            local function f(a = 1,
              b = a.x.y)
              return b
            end
            f()
            """#, line: 2, "attempt to index a number value")
    }

    @Test func `an error in an interpolation hole`() throws {
        try expectError(
            #"""
            local n
            print($"a {
              1
            } b {
              n.x
            } c")
            """#, line: 5, "attempt to index a nil value")
    }

    @Test func `an error in an argument after a lifted one`() throws {
        try expectError(
            #"""
            local n
            print(
              n ?? 1,
              n.x,
              n ?? 2
            )
            """#, line: 4, "attempt to index a nil value")
    }

    @Test func `an error in a walrus condition`() throws {
        try expectError(
            #"""
            local n
            if x := nil then
              print(x)
            elseif y :=
              n.x then
              print(y)
            end
            """#, line: 5, "attempt to index a nil value")
    }

    @Test func `an error in a safe chain`() throws {
        try expectError(
            #"""
            local a = {b = {}}
            print(a
              ?.b
              .c
              .d)
            """#, line: 5, "attempt to index a nil value")
    }

    @Test func `error level 2 through a table method names the caller`() throws {
        try expectError(
            #"""
            function table.check(t) error("bad table", 2) end
            local t = {x = {}}
            local n = nil

            t.x:check(n ?? 1)
            """#, line: 5, "bad table")
    }

    @Test func `error level 2 through a rewritten call in an expression`() throws {
        try expectError(
            #"""
            function table.check(t) error("bad table", 2) end
            local t = {x = {}}
            print("a",

              t.x:check())
            """#, line: 5, "bad table")
    }

    @Test func `currentline in the middle of lowered lines`() throws {
        try expectOutput(
            #"""
            local function line() return debug.getinfo(2, "l").currentline end
            local n = nil
            local t = {
              line(),
              n ?? line(),
              [n ?? "k"] =
                line(),
            }
            print(t[1], t[2], t.k)
            print(line(),
              switch 1 do
                case 1 ->
                  line()
              end, n?.x ?? line()
            )
            """#,
            #"""
            4	5	7
            10	13	14
            """#)
    }

    @Test func `the line of a function is that of its keyword`() throws {
        try expectOutput(
            #"""
            local n = nil
            local fs = {
              n ?? 1,
              function()
                return 1
              end,
              |x| -> x,
              n ?? 2,
            }
            print(debug.getinfo(fs[2], "S").linedefined, debug.getinfo(fs[2], "S").lastlinedefined, debug.getinfo(fs[3], "S").linedefined)
            class C
              static function a() end

              function b()
              end
            end
            print(debug.getinfo(C.a, "S").linedefined, debug.getinfo(C.b, "S").linedefined, debug.getinfo(C.b, "S").lastlinedefined)
            """#,
            #"""
            4	6	7
            12	14	15
            """#)
    }
}
