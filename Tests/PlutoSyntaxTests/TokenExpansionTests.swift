import Testing

@testable import PlutoSyntax

@Suite struct TokenExpansionTests {
    private func expanded(_ source: String, files: [String: String] = [:]) -> [String] {
        var expansion = TokenExpansion(lexer(of: source)) { files[$0].map { Array($0.utf8) } }
        expansion.run()
        return expansion.tokens.dropLast().map {
            String(decoding: expansion.source[Int($0.start)..<Int($0.end)], as: UTF8.self)
        }
    }

    @Test func `an alias is replaced everywhere, also above its definition`() {
        #expect(expanded("a b\n$alias a = x y\na") == ["x", "y", "b", "x", "y"])
    }

    @Test func `an alias goes on over a backslash at the end of a line`() {
        #expect(expanded("$alias a = x \\\ny \\\nz\na") == ["x", "y", "z"])
    }

    @Test func `parameters are replaced by the tokens of the arguments`() {
        #expect(expanded("$alias f(x, y) = y + x\nf(1, (2, 3))") == ["(", "2", ",", "3", ")", "+", "1"])
        #expect(expanded("$alias f(x) = x\nf a f") == ["f", "a", "f"])
    }

    @Test func `an alias does not expand itself without end`() {
        #expect(expanded("$alias a = a b\na") == ["a", "b"])
        #expect(expanded("$alias a = b\n$alias b = a\na") == ["a"])
    }

    @Test func `inserted tokens stand on the line of the use`() {
        var expansion = TokenExpansion(lexer(of: "$alias a = x \\\ny\n\na"), readFile: nil)
        expansion.run()
        #expect(expansion.tokens.dropLast().map(\.line) == [4, 4])
    }

    @Test func `aliases that would fill the memory are an error`() {
        var source = "$alias a0 = x x x x x x x x x x\n"
        for level in 1...12 {
            let use = String(repeating: "a\(level - 1) ", count: 10)
            source += "$alias a\(level) = \(use)\n"
        }
        #expect(!errors(of: source + "a12").isEmpty)
    }

    @Test func `an included file is read in place, and includes others`() {
        let files = ["a.pluto": "x\n$include \"b.pluto\"\nz", "b.pluto": "y"]
        #expect(expanded("1 $include \"a.pluto\" 2", files: files) == ["1", "x", "y", "z", "2"])
    }

    @Test func `a file that is missing or includes itself is an error`() {
        let options = ParserOptions(readFile: { $0 == "self" ? Array("$include \"self\"".utf8) : nil })
        let missing = parse(Array("\n$include \"no\"".utf8), options: options).diagnostics
        #expect(missing.map(\.message) == ["could not open included file 'no'"])
        #expect(missing.map(\.line) == [2])
        #expect(parse(Array("$include \"self\"".utf8), options: options).diagnostics.count == 1)
    }

    @Test func `a string that is not closed in an alias is an error`() {
        #expect(errors(of: "x = A\n$alias A = $\"{").first?.contains("unfinished string") == true)
        #expect(errors(of: "$alias A = \"x\nprint(A)").first?.contains("unfinished string") == true)
    }
}
