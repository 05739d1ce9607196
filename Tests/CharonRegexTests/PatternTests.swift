import CharonRegex
import CharonSystem
import Testing

@Suite struct PatternTests {
    private let engine: RegexEngine

    init() throws { engine = try RegexEngine() }

    private func pattern(_ text: String) throws -> Pattern { try pattern(bytes: Array(text.utf8)) }

    private func pattern(bytes: [UInt8]) throws -> Pattern {
        try bytes.withBorrowedBytes { try Pattern($0, engine: engine) }
    }

    /// Where the pattern matches, byte offsets.
    private func find(_ text: String, in subject: String, anchored: Bool = false) throws -> Range<Int>? {
        try find(text, in: Array(subject.utf8), anchored: anchored)
    }

    private func find(_ text: String, in subject: [UInt8], anchored: Bool = false) throws -> Range<Int>? {
        let pattern = try pattern(text)
        engine.begin()
        return try subject.withBorrowedBytes { try engine.find(pattern, in: $0, anchored: anchored) }
            ? engine.range(of: 0) : nil
    }

    // MARK: The text of a pattern

    @Test(arguments: ["", "/", "abc", "#/", "/x"])
    func `a text without two delimiters is refused`(text: String) {
        #expect(throws: RegexError.noDelimiters) { try pattern(text) }
    }

    @Test func `the last delimiter ends the pattern`() throws {
        #expect(try find("/a/b/", in: "xa/b") == 1..<4)
        #expect(try find("#^/api/#", in: "/api/") == 0..<5)
        #expect(try find("//", in: "abc") == 0..<0)
        #expect(try find("/B/ gizq", in: "abc") == 1..<2)
    }

    @Test(arguments: [
        ("/(/", "missing closing parenthesis", 1), ("/ab)/", "unmatched closing parenthesis", 2),
        ("/*/", "quantifier does not follow a repeatable item", 0), ("/ab[c/", "missing terminating ] for character class", 4),
    ])
    func `what PCRE2 refuses is refused with its reason and place`(text: String, message: String, offset: Int) {
        #expect(throws: RegexError.invalidPattern(message: message, offset: offset)) { try pattern(text) }
    }

    @Test(arguments: ["/(*UTF8)x/", "/(*LIMIT_MATCH=1)x/", "/(*NO_JIT)x/", "/(*CRLF)x/"])
    func `a pattern does not set options at its start`(text: String) {
        #expect(throws: RegexError.self) { try pattern(text) }
    }

    @Test func `a pattern that grows too large when compiled is refused`() {
        #expect(throws: RegexError.self) { try pattern("/((a{1000}){1000}){1000}/") }
        #expect(throws: RegexError.self) { try pattern("/" + String(repeating: "(", count: 251) + String(repeating: ")", count: 251) + "/") }
        #expect(throws: RegexError.self) { try pattern("/" + String(repeating: "a", count: 2_000_000) + "/") }
    }

    @Test func `zero bytes are bytes like others`() throws {
        let pattern = try pattern(bytes: Array("/a\0b/".utf8))
        #expect(try Array("xa\0b".utf8).withBorrowedBytes { try engine.find(pattern, in: $0) })
        #expect(engine.range(of: 0) == 1..<4)
    }

    // MARK: Matching

    @Test func `an anchored search matches at its start only`() throws {
        #expect(try find("/b/", in: "ab", anchored: true) == nil)
        #expect(try find("/a|b/", in: "ba", anchored: true) == 0..<1)
        #expect(try find("/x|b/", in: "ab", anchored: true) == nil)
    }

    @Test func `groups are told by number, names beside them`() throws {
        let pattern = try pattern("/(?<year>\\d+)(-)?(?'m'x)|(y)/")
        #expect(pattern.groupCount == 5)
        #expect(pattern.names == [nil, Array("year".utf8), nil, Array("m".utf8), nil])
        #expect(try Array("12x".utf8).withBorrowedBytes { try engine.find(pattern, in: $0) })
        #expect((0..<6).map { engine.range(of: $0) } == [0..<3, 0..<2, nil, 2..<3, nil, nil])
    }

    @Test func `the classes of Perl are known`() throws {
        #expect(try find("/\\D+/", in: "ab1", anchored: true) == 0..<2)
        #expect(try find("/\\w+(?=!)/", in: "hi!", anchored: true) == 0..<2)
        #expect(try find("/[[:space:]\\x41]+/", in: "b A\t", anchored: false) == 1..<4)
        #expect(try find("/(?:ab|c){2}/", in: "abc") == 0..<3)
    }

    @Test func `without u all is bytes, with u characters`() throws {
        #expect(try find("/^.$/", in: "é") == nil)
        #expect(try find("/^.$/u", in: "é") == 0..<2)
        #expect(try find("/É/i", in: "é") == nil)
        #expect(try find("/É/iu", in: "é") == 0..<2)
        #expect(try find("/[à-ï]/u", in: "xé") == 1..<3)
    }

    @Test(arguments: [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xc0, 0x80], [0x80]] as [[UInt8]])
    func `with u invalid bytes match nothing`(bytes: [UInt8]) throws {
        #expect(try find("/./u", in: bytes) == nil)
        #expect(try find("/.b/u", in: bytes + Array("ab".utf8)) == bytes.count..<bytes.count + 2)
        // The same with machine code.
        let long = [UInt8](repeating: 0x20, count: 5000) + bytes
        #expect(try find("/[^ ]/u", in: long) == nil)
        #expect(try find("/[^ ]+/u", in: long + Array("ab".utf8)) == long.count..<long.count + 2)
    }

    @Test func `machine code finds what the interpreter finds`() throws {
        let pattern = try pattern("/(\\d+)-(?<n>[a-c]+)/")
        for count in [0, 100, 10_000, 100, 10_000] {
            let text = [UInt8](repeating: 0x20, count: count) + Array("12-abd".utf8)
            #expect(try text.withBorrowedBytes { try engine.find(pattern, in: $0) })
            #expect((0..<3).map { engine.range(of: $0) } == [count..<count + 5, count..<count + 2, count + 3..<count + 5])
        }
    }

    // MARK: Limits

    @Test(arguments: ["/(a+)+$/", "/(a|a)*$/", "/^(?:(a+)(?=\\1*b)?)+$/", "/(.*)*[xy]/"])
    func `a search that would not end stops`(text: String) {
        let subject = String(repeating: "a", count: 60) + "!"
        #expect(throws: RegexError.matchLimit) { try find(text, in: subject) }
        #expect(throws: RegexError.matchLimit) { try find(text, in: String(repeating: "a", count: 6000) + "!") }
    }

    @Test func `a search that takes long from each place of a long text stops`() {
        let subject = [UInt8](repeating: UInt8(ascii: "a"), count: 4_000_000)
        #expect(throws: RegexError.matchLimit) { try find("/(?:a|b)*+[cd]/", in: subject) }
        #expect(throws: RegexError.matchLimit) { try find("/a*?[bc]/", in: subject) }
    }

    @Test func `memory for backtracking is bounded`() throws {
        let subject = [UInt8](repeating: UInt8(ascii: "a"), count: 3_000_000)
        // So many turns of a group fit neither the stack of machine code nor the limit.
        #expect(throws: RegexError.matchLimit) { try find("/(?:(a)|b)*c/", in: subject, anchored: true) }
        #expect(try find("/(?:(a)|b)*/", in: [UInt8](subject.prefix(50_000)), anchored: true) == 0..<50_000)
        #expect(throws: RegexError.matchLimit) { try find("/(?<r>a(?&r)?b?)/", in: subject, anchored: true) }
    }

    @Test func `a limit that was met does not disturb the next search`() throws {
        #expect(throws: RegexError.matchLimit) { try find("/(a+)+$/", in: String(repeating: "a", count: 60) + "!") }
        #expect(try find("/(a+)+$/", in: "aaa") == 0..<3)
    }
}
