import CharonSystem
import Testing

@Suite struct ColumnsTests {
    @Test func `words stand in as many columns as fit, read downwards`() {
        #expect(Columns.text(["a", "bb", "ccc", "d", "e"], width: 12) == "a    d\nbb   e\nccc\n")
        #expect(Columns.text(["a", "bb", "ccc"], width: 80) == "a    bb   ccc\n")
    }

    @Test func `a word longer than the terminal has a row of its own`() {
        #expect(Columns.text(["long word", "b"], width: 3) == "long word\nb\n")
    }

    @Test func `no words are no text`() {
        #expect(Columns.text([], width: 80).isEmpty)
    }
}
