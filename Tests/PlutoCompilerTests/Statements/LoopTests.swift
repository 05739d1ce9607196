import Testing

/// Loops.
@Suite struct LoopTests {
    @Test func `break and continue over levels`() throws {
        try expectOutput(
            #"""
            local s = ""
            for i = 1, 3 do
              while true do
                repeat
                  if i == 1 then continue 3 end
                  if i == 2 then break 2 end
                  break 3
                until true
              end
              s ..= i
            end
            print(s)
            for a = 1, 2 do for b in pairs({1, 2, 3}) do if b == 2 then continue end if b == 3 then break end io.write(a, b, " ") end end
            print()
            while true do if true then break end print("no") end
            for i = 1, 2 do do continue end print("no") end
            """#,
            #"""
            2
            11 21 
            """#)
    }

    @Test func `continue in repeat reaches the condition`() throws {
        try expectOutput(
            #"""
            local i = 0
            repeat
              i += 1
              if i % 2 == 0 then continue end
              io.write(i, " ")
            until i >= 5
            print()
            """#,
            #"""
            1 3 5 
            """#)
    }

    @Test func `continue in repeat over a local`() throws {
        try expectError(
            #"""
            repeat
              local a = 1
              if a then continue end
              local k = 2
            until k
            """#, line: 3, "jumps into the scope of 'k'")
    }

    @Test func `continue in repeat with locals before it`() throws {
        try expectOutput(
            #"""
            local n = 0
            repeat
              local a = n
              n += 1
              if a == 1 then continue end
              do local b = 1 end
            until (a ?? 0) >= 2
            print(n)
            """#,
            #"""
            3
            """#)
    }

    @Test func `continue with a return at the end`() throws {
        try expectOutput(
            #"""
            local function f()
              for i = 1, 3 do
                if i < 3 then continue end
                return i
              end
            end
            print(f())
            local function g()
              local n = 0
              repeat
                n += 1
                if n < 3 then continue end
                return n
              until false
            end
            print(g())
            """#,
            #"""
            3
            3
            """#)
    }

    @Test func `closures keep the variables of their turn`() throws {
        try expectOutput(
            #"""
            local fs = {}
            for i = 1, 3 do
              local j = i * 2
              fs[i] = || -> do j += 1 return i, j end
              if i == 2 then continue end
              j += 10
            end
            print(fs[1]()) print(fs[2]()) print(fs[3]()) print(fs[1]())
            """#,
            #"""
            1	13
            2	5
            3	17
            1	14
            """#)
    }

    @Test func `while with lifted condition`() throws {
        try expectOutput(
            #"""
            local n
            local i = 0
            while (i < 3 ? ++i : nil) ?? false do io.write(i, " ") end
            print()
            i = 0
            while i++ < 3 do if i == 2 then continue end io.write(i, " ") end
            print()
            i = 0
            repeat local x = i++ until (x > 1 ? x : nil) ?? false
            print(i)
            """#,
            #"""
            1 2 3 
            1 3 
            3
            """#)
    }

    @Test func `iteration`() throws {
        try expectError(
            #"""
            local function it(n) return |_, i| -> i < n ? i + 1 : nil, nil, 0 end
            for i in it(3) do io.write(i, " ") end
            for k, v in {a = 1} do io.write(k, v, " ") end
            for {1, nil, 3} as v do io.write(tostring(v), " ") end
            for next, {7} as v do io.write(v, " ") end
            for i, v in ipairs({8}) do io.write(i, v, " ") end
            for pairs({9}) as v do io.write(v, " ") end
            local n
            for k, v in n ?? {10} do io.write(v, " ") end
            for i = n ?? 1, n ?? 2, n ?? 1 do io.write(i, " ") end
            print()
            for setmetatable({}, {__call = |self, s, i| -> do if not i then return 1, "c" end end}) as v do print(v) end
            for string.gmatch("a=1", "(%w)=(%w)") as v do print(v) end
            for k in n do end
            """#, line: 14, "attempt to call a nil value")
    }

    @Test func `assigning a loop variable`() throws {
        try expectError(
            #"""
            for i = 1, 2 do i = 3 end
            """#, line: 1, "attempt to assign to const variable 'i'")
    }

    @Test func `assigning the first variable of a generic for`() throws {
        try expectError(
            #"""
            for k, v in {} do v = 1 k = 2 end
            """#, line: 1, "attempt to assign to const variable 'k'")
    }
}
