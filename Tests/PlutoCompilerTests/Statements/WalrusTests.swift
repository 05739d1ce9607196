import Testing

/// Conditions and the variables that they declare.
@Suite struct WalrusTests {
    @Test func `conditions with statements in front`() throws {
        try expectOutput(
            #"""
            local n
            if n?.x then print("no") elseif n ?? true then print("yes") else print("no") end
            if n?.x then print("no") elseif false then print("no") else print("else") end
            local i = 0
            while (i < 3 ? i++ : nil) ?? false do io.write(i, " ") end
            print()
            i = 0
            while i++ < 3 do if i == 2 then continue end io.write(i, " ") end
            print()
            """#,
            #"""
            yes
            else
            1 2 3 
            1 3 
            """#)
    }

    @Test func `walrus`() throws {
        try expectOutput(
            #"""
            local function f(x) return x end
            if a := f(1) then print(a) end
            if a := f(nil) then print("no") elseif b, c := f(2) then print(b, c) else print("no") end
            if (a := f(5)) > 3 and a < 6 then print("in", a) end
            if true and (a := f(7)) and a == 7 then print(a) end
            if not (a := f(nil)) then print("nil", a) else print("no") end
            local a = 1
            if a := a + 1 then print(a) end
            if true and (a := a + 1) then print(a) end
            print(a)
            while x := table.remove({}) do print(x) end
            local list = {1, 2, 3}
            local fs = {}
            while v := list:remove(1) do
              if v == 2 then continue end
              fs[#fs + 1] = || -> v
            end
            print(fs[1](), fs[2](), #fs)
            if z := nil ?? 5 then print(z) end
            if z := f(false) then print("no") else print(z) end
            """#,
            #"""
            1
            2	nil
            in	5
            7
            nil	nil
            2
            2
            1
            1	3	2
            5
            nil
            """#)
    }

    @Test func `walrus closures`() throws {
        try expectOutput(
            #"""
            local get
            if v := {n = 1} then get = || -> v.n elseif w := 1 then get = || -> w else get = || -> 0 end
            print(get())
            if v := false then get = || -> v elseif w := 2 then get = || -> w end
            print(get())
            """#,
            #"""
            1
            2
            """#)
    }

    @Test func `walrus elsewhere`() throws {
        try expectError(
            #"""
            local x = (y := 1)
            """#, line: 1, "':=' is only allowed in 'if' and 'while' statements")
    }

    @Test func `walrus in until`() throws {
        try expectError(
            #"""
            repeat until (x := 1)
            """#, line: 1, "':=' is only allowed in 'if' and 'while' statements")
    }

    @Test func `walrus with or`() throws {
        try expectError(
            #"""
            if (x := f()) or y then end
            """#, line: 1, "'or' invalidates previous usages of walrus operator")
    }

    @Test func `walrus in an argument`() throws {
        try expectError(
            #"""
            if f(x := 1) then end
            """#, line: 1, "':=' is only allowed in 'if' and 'while' statements")
    }
}
