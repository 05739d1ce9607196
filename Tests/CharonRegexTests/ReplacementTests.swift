import CharonRegex
import CharonSystem
import Testing

@Suite struct ReplacementTests {
    private func replace(
        _ pattern: String, _ text: String, _ replacement: String, isTemplate: Bool = false, maxBytes: Int = 1 << 20
    ) throws -> String? {
        let result = try replace(pattern, Array(text.utf8), replacement, isTemplate: isTemplate, maxBytes: maxBytes)
        return result.map { String(decoding: $0, as: UTF8.self) }
    }

    private func replace(
        _ pattern: String, _ text: [UInt8], _ replacement: String, isTemplate: Bool = false, maxBytes: Int = 1 << 20
    ) throws -> [UInt8]? {
        let engine = try RegexEngine()
        let pattern = try Array(pattern.utf8).withBorrowedBytes { try Pattern($0, engine: engine) }
        return try text.withBorrowedBytes { text in
            try Array(replacement.utf8).withBorrowedBytes { bytes in
                try engine.replacing(
                    pattern, in: text, with: isTemplate ? .template(bytes) : .literal(bytes), maxBytes: maxBytes)
            }
        }
    }

    // What pcre2_substitute makes of the same.
    @Test(arguments: [
        ("/x*/g", "abc", "-a-b-c-"), ("/x*/g", "axb", "-a--b-"), ("/x*/g", "", "-"), ("/x*/", "abc", "-abc"),
        ("/^/g", "aab", "-aab"), ("/^a/g", "aab", "-ab"), ("/$/gm", "a\nb", "a-\nb-"), ("/a|/g", "aab", "---b-"),
        ("/\\b/g", "ab cd", "-ab- -cd-"), ("/(?<=a)/g", "aab", "a-a-b"), ("/(?<=\\G.)/g", "abc", "a-b-c-"), ("/a\\Kb/g", "abab", "a-a-"),
        ("/(?=b)/g", "abb", "a-b-b"), ("/\\Ga/g", "aaba", "--ba"), ("/a/g", "aba", "-b-"), ("/o/", "foo", "f-o"),
        ("/.*/g", "ab", "--"), ("/.*?/g", "ab", "-----"),
    ])
    func `all matches are replaced as PCRE2 does it`(pattern: String, text: String, expected: String) throws {
        #expect(try replace(pattern, text, "-") == expected)
    }

    @Test func `no match gives nothing`() throws {
        #expect(try replace("/x/g", "abc", "-") == nil)
        #expect(try replace("/x/", "", "-") == nil)
    }

    @Test func `with u an empty match goes on behind the character`() throws {
        #expect(try replace("/x*/gu", "é€", "-") == "-é-€-")
        #expect(try replace("/x*/g", Array("é".utf8), "-") == [0x2d, 0xc3, 0x2d, 0xa9, 0x2d])
        #expect(try replace("/a/gu", [0x61, 0xff, 0x61], "-") == [0x2d, 0xff, 0x2d])
    }

    @Test(arguments: [
        ("$2$1", "ba"), ("<$0>", "<ab>"), ("$$1", "$1"), ("$3-$9", "$3-$9"), ("$x-$", "-"), ("$", ""), ("$$", "$"), ("$$$", "$"),
        ("a$1b$2c", "aabbc"), ("", ""), ("$10", "a0"), ("$é", "\u{fffd}"),
    ])
    func `a template names groups by their digit`(template: String, expected: String) throws {
        #expect(try replace("/(a)(?<n>b)(c)?/", "ab", template, isTemplate: true) == expected)
    }

    @Test func `a literal has no groups`() throws { #expect(try replace("/(a)/", "ab", "$1$$") == "$1$$b") }

    @Test func `the result is bounded`() throws {
        #expect(try replace("/a/g", "aaa", "bbb", maxBytes: 9) == "bbbbbbbbb")
        #expect(throws: RegexError.resultTooLong) { try replace("/a/g", "aaa", "bbb", maxBytes: 8) }
        #expect(throws: RegexError.resultTooLong) { try replace("/a/", "aaa", "b", maxBytes: 2) }
        #expect(throws: RegexError.resultTooLong) { try replace("/(a)/", "aaa", "$1$1$1", isTemplate: true, maxBytes: 2) }
    }

    @Test func `many replacements of a long text share one budget`() {
        let text = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
        #expect(throws: RegexError.matchLimit) { try replace("/a(?=[ab]*+c|)/g", text, "b", maxBytes: .max) }
    }
}
