import Testing

@testable import PlutoSyntax

@Suite struct NameTableTests {
    @Test func `a name has one identifier`() {
        var names = NameTable.words
        let first = names.intern("some_name")
        #expect(names.intern("some_name") == first)
        #expect(names.intern("other_name") != first)
        #expect(names.text(first) == "some_name")
    }

    @Test func `words have the identifiers that the parser expects`() {
        var names = NameTable.words
        for (index, word) in Word.all.enumerated() { #expect(names.intern(word) == UInt32(index), "\(word)") }
        #expect(names.text(Word.class) == "class")
        #expect(names.text(Word.construct) == "__construct")
        #expect(Word.isInTableLibrary(names.intern("insert")))
        #expect(Word.isInTableLibrary(names.intern("values")))
        #expect(!Word.isInTableLibrary(names.intern("connect")))
    }

    @Test func `thousands of names stay apart`() {
        var names = NameTable.words
        let identifiers = (0..<5000).map { names.intern("name\($0)") }
        #expect(Set(identifiers).count == 5000)
        #expect((0..<5000).allSatisfy { names.intern("name\($0)") == identifiers[$0] })
    }
}
