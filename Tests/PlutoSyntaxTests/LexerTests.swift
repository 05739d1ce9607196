import Testing

@testable import PlutoSyntax

@Suite struct LexerTests {
    @Test func `the longest operator wins`() {
        #expect(texts(of: "a<<=b>>=c//=d**=e..=f??=g") == ["a", "<<=", "b", ">>=", "c", "//=", "d", "**=", "e", "..=", "f", "??=", "g"])
        #expect(texts(of: "<=> <= < ?? ? ?. |> || -> := :: ++ + != ! ~= ... .. .") == [
            "<=>", "<=", "<", "??", "?", "?", ".", "|>", "|", "|", "->", ":=", "::", "++", "+", "!=", "!", "~=", "...", "..", ".",
        ])
    }

    @Test func `a question mark before a number that starts with a point is a ternary`() {
        #expect(kinds(of: "a ?.5:1") == [.name, .question, .number, .colon, .number])
    }

    @Test func `reserved words are tokens of their own and soft keywords are names`() {
        #expect(kinds(of: "and while switch class pluto_use") == [.and, .while, .name, .name, .name])
        #expect(lexer(of: "class").tokens[0].name == Word.class)
    }

    @Test func `names may hold any byte above 0x7f`() {
        #expect(texts(of: "größe _数 a1_é") == ["größe", "_数", "a1_é"])
        let lexer = lexer(of: "abc größe end")
        #expect(lexer.names.isLuaIdentifier(lexer.tokens[0].name))
        #expect(!lexer.names.isLuaIdentifier(lexer.tokens[1].name))
        #expect(!lexer.names.isLuaIdentifier(lexer.tokens[2].name))
    }

    @Test func `every kind of line break counts once`() {
        let lines = lexer(of: "a\nb\rc\r\nd\n\re\n\nf").tokens.dropLast().map(\.line)
        #expect(lines == [1, 2, 3, 4, 5, 7])
    }

    @Test func `the first line is skipped when it starts with a hash`() {
        #expect(lexer(of: "#!/usr/bin/env charon\nx").tokens.map(\.line) == [2, 2])
        #expect(kinds(of: "x #y") == [.name, .hash, .name])
    }

    @Test func `comments leave nothing`() {
        #expect(texts(of: "a -- b\nc --[[ d\n]] e --[==[ ]] ]==] f ---[[ g\nh") == ["a", "c", "e", "f", "h"])
    }

    @Test func `the end stands on the line of the last token`() {
        #expect(lexer(of: "a\nb\n\n-- c\n").tokens.last?.line == 2)
        #expect(lexer(of: "[[a\nb]]\n\n").tokens.last?.line == 2)
        #expect(lexer(of: "$\"{a\nb\n").tokens.last?.line == 2)
    }

    @Test(arguments: ["0x", "0b", "0b2", "0o8", "3x", "1..2", "1e", "0x1p", "1e5e5", "0b1.0", "1.2.3", "0x1.g", "0xep"])
    func `a malformed numeral is one invalid token`(_ text: String) {
        let lexer = lexer(of: text)
        #expect(lexer.tokens.map(\.kind) == [.invalid, .endOfSource])
        #expect(lexer.faults.first?.message == "malformed number near '\(text)'")
    }

    @Test(arguments: [
        "0", "7_", "1__0", "0xFF_FF", "1_0.5_0", "1e1_0", "0x.8p-1", "3.", ".5e+1", "0b1_0", "0o17", "0x1p4", "0B1",
    ])
    func `a numeral is one token`(_ text: String) { #expect(kinds(of: text) == [.number]) }

    @Test(arguments: [
        (#""a\qb""#, #"invalid escape sequence near '"a\q'"#), (#""\300""#, #"decimal escape too large near '"\300"'"#),
        (#""\xg0""#, #"hexadecimal digit expected near '"\xg'"#), (#""\x5"#, #"hexadecimal digit expected near '"\x5'"#),
        (#"'\u{}'"#, #"hexadecimal digit expected near ''\u{}'"#), (#""\u41""#, #"missing '{' near '"\u4'"#),
        (#""ab\u{80000000}""#, #"UTF-8 value too large near '"ab\u{80000000'"#),
        ("\"" + String(repeating: "a", count: 41) + #"\q""#, #"invalid escape sequence near '\q'"#),
        (#""a\98"#, "unfinished string near <eof>"),
    ])
    func `an escape that does not exist is a fault`(_ text: String, _ message: String) {
        #expect(lexer(of: text).faults.map(\.message) == [message])
    }

    @Test func `a string that is not closed names the line where it starts`() {
        let fault = lexer(of: "\n\"abc\nx").faults[0]
        #expect(fault.line == 2)
        #expect(fault.message == "unfinished string near '\"abc'")
        #expect(lexer(of: "a = [[\n\n").faults[0].message.contains("starting at line 1"))
        #expect(lexer(of: "--[[\n\n").faults[0].message.contains("unfinished long comment"))
    }

    @Test func `an interpolated string is a run of texts and holes`() {
        #expect(kinds(of: #"$"a {b} c""#) == [
            .interpolationStart, .interpolationText, .holeStart, .name, .holeEnd, .interpolationText, .interpolationEnd,
        ])
        #expect(kinds(of: #"$"""#) == [.interpolationStart, .interpolationEnd])
        #expect(kinds(of: #"$'{a}{b}'"#) == [
            .interpolationStart, .holeStart, .name, .holeEnd, .holeStart, .name, .holeEnd, .interpolationEnd,
        ])
    }

    @Test func `a hole may hold braces, strings and interpolated strings`() {
        #expect(texts(of: #"$"{ {1} }" x"#) == ["$\"", "{", "{", "1", "}", "}", "\"", "x"])
        #expect(texts(of: #"$"{"}"}" x"#) == ["$\"", "{", "\"}\"", "}", "\"", "x"])
        #expect(texts(of: #"$"{$'{a}'}" x"#) == ["$\"", "{", "$'", "{", "a", "}", "'", "}", "\"", "x"])
        #expect(texts(of: #"$"\{ } {a}" x"#) == ["$\"", "\\{ } ", "{", "a", "}", "\"", "x"])
    }

    @Test func `a hole that is not closed is a fault`() {
        #expect(lexer(of: #"$"a {b"#).faults.map(\.message) == ["unfinished string"])
        #expect(lexer(of: "$\"a\n{b}\"").faults.first?.line == 1)
    }

    @Test func `bytes that form no token are invalid tokens`() {
        #expect(kinds(of: "a @ b") == [.name, .invalid, .name])
        #expect(lexer(of: "\u{1}").faults[0].message == "unexpected symbol near '<\\1>'")
    }

    @Test func `nothing after haltcompiler is read`() {
        #expect(texts(of: "a $haltcompiler \"b") == ["a"])
    }
}
