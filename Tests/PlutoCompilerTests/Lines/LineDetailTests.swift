import Testing

/// Lines of errors and of debug information.
@Suite struct LineDetailTests {
    @Test func `an error after a multi-line string that follows a lifted line`() throws {
        try expectError(
            #"""
            local n
            print(n ?? [[
            a
            b]], n.x)
            """#, line: 4, "attempt to index a nil value")
    }

    @Test func `a multi-line string on a line that has been passed`() throws {
        try expectOutput(
            #"""
            local n
            local t = {[[
            a]], n ?? [[
            b
            c]], "x\
            y"}
            print(t[1], t[2], t[3]) print(debug.getinfo(1, "l").currentline)
            """#,
            #"""
            a	b
            c	x
            y
            7
            """#)
    }

    @Test func `the first line is skipped but counts`() throws {
        try expectError(
            #"""
            #!/usr/bin/env pluto
            local n
            print(n.x)
            """#, line: 3, "attempt to index a nil value")
    }

    @Test func `lines end in every way`() throws {
        try expectError(
            "local n\r\nlocal a = 1\rlocal b = n ?? 2\n\rlocal s = [[x\r\ny]]\r\nprint(a, b, #s) print(n.x)\n", line: 6, "attempt to index a nil value")
    }
}
