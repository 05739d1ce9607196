import Testing

/// Labels and jumps.
@Suite struct GotoTests {
    @Test func `goto into the scope of a local`() throws {
        try expectError(
            #"""
            goto x
            local a = 1
            ::x::
            print(a)
            """#, line: 1, "jumps into the scope of local 'a'")
    }

    @Test func `goto without a label`() throws {
        try expectError(
            #"""
            do ::x:: end
            goto x
            """#, line: 2, "no visible label 'x' for <goto> at line 2")
    }

    @Test func `label twice`() throws {
        try expectError(
            #"""
            ::x::
            do ::x:: end
            """#, line: 2, "label 'x' already defined on line 1")
    }

    @Test func `goto over locals to the end of the block`() throws {
        try expectOutput(
            #"""
            do
              goto e
              local a = 1
              ::e:: ;
            end
            for i = 1, 2 do
              if i == 1 then goto continue end
              local x = i
              io.write(x, "\n")
              ::continue::
            end
            """#,
            #"""
            2
            """#)
    }
}
