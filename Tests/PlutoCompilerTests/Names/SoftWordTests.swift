import Testing

/// Words that are not always keywords.
@Suite struct SoftWordTests {
    @Test func `soft keywords as names`() throws {
        try expectOutput(
            #"""
            local switch, continue, enum, new, class, parent, export = 1, 2, 3, 4, 5, 6, 7
            print(switch, continue, enum, new, class, parent, export)
            class = 2 new = class + 1 parent = new export ..= "x" switch += 1 continue ??= 1 enum -= 1
            print(switch, continue, enum, new, class, parent, export)
            pluto_class A x = 1 end
            print(pluto_new A().x, pluto_switch 1 do case 1 -> "s" end)
            for i = 1, 2 do if i == 1 then pluto_continue end print(i) end
            pluto_enum begin Z end
            print(Z)
            """#,
            #"""
            1	2	3	4	5	6	7
            2	2	2	3	2	3	7x
            1	s
            2
            1
            """#)
    }

    @Test func `soft keywords as fields and labels`() throws {
        try expectOutput(
            #"""
            local t = {class = 1, new = 2, switch = {enum = 3}, export = |x| -> x}
            print(t.class, t.new, t.switch.enum, t.export(4), t:export() == t)
            goto switch
            ::switch::
            class A new = 5 class = 6 end
            print(A.new, A.class)
            """#,
            #"""
            1	2	3	4	true
            5	6
            """#)
    }

    @Test func `a global decides a word`() throws {
        try expectOutput(
            #"""
            new = 5
            print(new + 1)
            function class(x) return x end
            print(class(2))
            """#,
            #"""
            6
            2
            """#)
    }

    @Test func `a word that was a name`() throws {
        try expectError(
            #"""
            local class = 1
            class Foo end
            """#, line: 2, "'class' was not recognized as a statement because it was used as an identifier on line 1")
    }

    @Test func `a word that was a keyword`() throws {
        try expectError(
            #"""
            class Foo end
            local class = 1
            """#, line: 2, "expected a name, found 'class'")
    }

    @Test func `a word as the first argument`() throws {
        try expectError(
            #"""
            print(class, 1)
            """#, line: 1, "near")
    }

    @Test func `continue with a semicolon`() throws {
        try expectOutput(
            #"""
            for i = 1, 2 do
              if i == 1 then continue; end
              print(i)
            end
            """#,
            #"""
            2
            """#)
    }

    @Test func `pluto_use`() throws {
        try expectOutput(
            #"""
            pluto_use class = false, switch
            local class = 1
            print(class, switch 1 do case 1 -> 2 end)
            pluto_use *
            print(new (class x = 1 end)().x)
            pluto_use "0.2.0"
            local new, enum = 1, 2
            print(new, enum)
            pluto_use * = false
            local switch = 5 print(switch)
            pluto_use "0.6.0" = true
            enum E begin A end print(A)
            """#,
            #"""
            1	2
            1
            1	2
            5
            1
            """#)
    }

    @Test func `pluto_use of nothing`() throws {
        try expectError(
            #"""
            pluto_use foo
            """#, line: 1, "a soft keyword, '*' or a version expected")
    }

    @Test func `pluto_use as a name`() throws {
        try expectError(
            #"""
            local pluto_use = 1
            """#, line: 1, "expected a name, found 'pluto_use'")
    }

    @Test func `narrow words`() throws {
        try expectOutput(
            #"""
            local case, default, as, begin, extends, instanceof, public, private, protected, static = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
            print(case + default + as + begin + extends + instanceof + public + private + protected + static)
            local object, define, type_, alias, include, global, const, close, nodiscard, declare = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
            print(object + define + alias + include + global + const + close + nodiscard + declare)
            case = case + 1 default = case
            switch default do
              case case: print("case", case) break
              default: print("default")
            end
            for {default} as as do print(as) end
            global = 3
            print(global)
            """#,
            #"""
            55
            52
            case	2
            2
            3
            """#)
    }

    @Test func `parent stays a name`() throws {
        try expectOutput(
            #"""
            local function f(parent, x = parent) return parent, x end
            print(f(1))
            parent = 5
            print(parent, {parent = 1}.parent)
            """#,
            #"""
            1	1
            5	1
            """#)
    }

    @Test func `statements of which nothing remains stand in plain functions`() throws {
        try expectOutput(
            #"""
            local function f()
              enum E begin A end
              local x = 1
              $define N = 2
              if x then $define M = 3 end
              do pluto_use class end
              return x
            end
            print(f())
            """#,
            #"""
            1
            """#)
    }
}
