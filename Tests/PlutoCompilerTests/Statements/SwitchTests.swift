import Testing

/// Switch statements and expressions.
@Suite struct SwitchTests {
    @Test func `switch falls through and breaks`() throws {
        try expectOutput(
            #"""
            local function f(v)
              local s = ""
              switch v do
                case 1: s ..= "1"
                case 2: s ..= "2" break
                default: s ..= "d"
                case 3: s ..= "3"
                case 4: if v == 4 then break end s ..= "4"
              end
              return s
            end
            print(f(1), f(2), f(3), f(4), f(9))
            """#,
            #"""
            12	2	34		d34
            """#)
    }

    @Test func `switch tests are evaluated in order and once`() throws {
        try expectOutput(
            #"""
            local log = {}
            local function n(x) log[#log + 1] = tostring(x) return x end
            switch n(3) do
              case n(1), n(2): print("no")
              case n(nil) ?? n(3), n(4): print("yes") break
              default: print("default")
            end
            print(table.concat(log, " "))
            """#,
            #"""
            yes
            3 1 2 nil 3
            """#)
    }

    @Test func `switch with nil, NaN, floats and metamethods`() throws {
        try expectOutput(
            #"""
            local mt = {__eq = || -> true}
            local a, b = setmetatable({}, mt), setmetatable({}, mt)
            local function f(v)
              switch v do
                case nil: return "nil"
                case 2: return "two"
                case 0/0: return "nan"
                case b: return "eq"
                case false: return "false"
              end
              return "none"
            end
            print(f(nil), f(2.0), f(0/0), f(a), f(false), f({}))
            """#,
            #"""
            nil	two	none	eq	false	eq
            """#)
    }

    @Test func `a switch whose control changes`() throws {
        try expectOutput(
            #"""
            local v = 1
            switch v do
              case (|| -> do v = 2 return 5 end)(): print("no")
              case 1: print("one", v)
            end
            """#,
            #"""
            one	2
            """#)
    }

    @Test func `returns anywhere in a switch`() throws {
        try expectOutput(
            #"""
            local function f(v)
              switch v do
                case 1: return "a" print("dead")
                case 2: return
                case 3: return "c", "d" break
                case 4: if true then return "e" end
                default: return
              end
            end
            print(f(1), f(3)) print(f(2)) print(f(5)) print(f(4))
            """#,
            #"""
            a	c	d


            e
            """#)
    }

    @Test func `labels and gotos in a switch`() throws {
        try expectOutput(
            #"""
            local function f(v)
              local s = ""
              switch v do
                case 1:
                  ::again::
                  s ..= "x"
                  if #s < 3 then goto again end
                  s ..= "!"
                case 2: s ..= "2"
              end
              return s
            end
            print(f(1), f(2))
            """#,
            #"""
            xxx!2	2
            """#)
    }

    @Test func `case with a local that is last`() throws {
        try expectOutput(
            #"""
            switch 2 do
              case 1: print(1) break
              case 2: local x = 5 print(x)
            end
            """#,
            #"""
            5
            """#)
    }

    @Test func `case that jumps into a scope`() throws {
        try expectError(
            #"""
            switch 1 do
              case 1: local x = 1
              case 2: print(x)
            end
            """#, line: 3, "jumps into the scope of local 'x'")
        for declaration in ["enum begin A, B end", "enum A begin end", "enum class A begin B end"] {
            try expectError(
                """
                switch 1 do
                  case 1: \(declaration)
                  case 2: print(1)
                end
                """, line: 3, "jumps into the scope of local 'A' defined on line 2")
        }
        try expectOutput(
            #"""
            switch 1 do
              case 1: do enum begin A = 7 end print(A) end
              case 2: enum begin A = 8 end print(A)
            end
            """#,
            #"""
            7
            8
            """#)
    }

    @Test func `switch in a switch with continue`() throws {
        try expectOutput(
            #"""
            for i = 1, 4 do
              switch i do
                case 1: continue
                case 2:
                  switch i do case 2: break end
                  io.write("in ")
                case 3: io.write(i, " ") break
                default: break 2
              end
              io.write("after ")
            end
            print()
            """#,
            #"""
            in 2 after 3 after 
            """#)
    }

    @Test func `switch expression`() throws {
        try expectOutput(
            #"""
            local function f(v)
              return switch v do
                case 1, 2 -> "low"
                case 3 -> nil
                case "m" -> ("x"):rep(2)
                default -> v ?? "nil"
              end
            end
            print(f(1), f(2), f(3), f("m"), f(nil), f(9))
            print(switch 5 do end, switch 5 do case 6 -> 1 end, switch 1 do default -> "d" end)
            local t = {switch 1 do case 1 -> "a" end, k = switch 2 do case 1 -> 1 default -> switch 3 do case 3 -> "n" end end}
            print(t[1], t.k)
            local x = switch t.k do default -> 1 case "n" -> 2 end + 10
            print(x)
            t.v = switch 1 do case 1 -> 5 end
            x = switch 1 do case 2 -> 5 end
            print(t.v, x)
            if switch 1 do case 1 -> true end then print("cond") end
            """#,
            #"""
            low	low	nil	xx	nil	9
            nil	nil	d
            a	n
            12
            5	nil
            cond
            """#)
    }
}
