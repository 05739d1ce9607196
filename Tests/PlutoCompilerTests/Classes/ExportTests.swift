import Testing

/// Exports.
@Suite struct ExportTests {
    @Test func `local and exported classes`() throws {
        try expectOutput(
            #"""
            local class A
              function me() return A end
            end
            print(new A():me() == A)
            local function f()
              export class P x = 1 end
              export class Q extends P end
            end
            local m = f()
            print(new m.Q().x, m.P ~= nil)
            """#,
            #"""
            true
            1	true
            """#)
    }

    @Test func `export and return`() throws {
        try expectError(
            #"""
            export a = 1
            return a
            """#, line: 2, "'export' used but body already returns something")
    }
}
