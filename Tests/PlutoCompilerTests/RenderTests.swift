import PlutoCompiler
import PlutoSyntax
import Testing

@Suite struct RenderTests {
    private func rendered(_ source: String, colour: Bool = false) -> String {
        guard case .failure(let diagnostics) = compile(Array(source.utf8), options: CompilerOptions(chunkName: "a.pluto")) else {
            return ""
        }
        return render(diagnostics, source: Array(source.utf8), chunkName: "a.pluto", colour: colour)
    }

    @Test func `the first line is that of Lua, and a caret stands under the token`() {
        #expect(rendered("local a = 1\nlocal b = * 2") == """
            a.pluto:2: unexpected symbol near '*'
             2 | local b = * 2
               |           ^
             hint: a value is expected here
            """)
    }

    @Test func `tabs and wide characters keep the caret in place`() {
        #expect(rendered("\tlocal größe = * 2").contains("| \tlocal größe = * 2\n   | \t              ^"))
    }

    @Test func `the caret stands below characters of two columns, and control characters are not shown`() {
        #expect(rendered("x = '漢字' .. * 2").contains("| x = '漢字' .. * 2\n   |               ^"))
        #expect(rendered("x = '\u{1B}[2J' .. * 2").contains("| x = '?[2J' .. * 2"))
    }

    @Test func `a hint says what to do`() {
        #expect(rendered("if x = 1 then end").hasSuffix("hint: compare with '==', or assign in a condition with ':='"))
    }

    @Test func `colours are only used when asked for`() {
        #expect(!rendered("x = = 1").contains("\u{1B}"))
        #expect(rendered("x = = 1", colour: true).contains("\u{1B}[1;31ma.pluto:1: unexpected symbol near '='\u{1B}[0m"))
    }

    @Test func `a very long line is shown in part`() {
        let text = rendered("x = " + String(repeating: "a + ", count: 10_000) + "= 1")
        #expect(text.count < 600)
        #expect(text.contains("^"))
    }
}
