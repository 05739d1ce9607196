import CharonSystem
import Testing

@testable import CharonLibrary

@Suite struct CatReaderTests {
    private func lines(_ bytes: [UInt8]) throws(FormatError) -> [String] {
        let result = bytes.withBorrowedBytes { bytes -> Result<[String], FormatError> in
            var reader = CatReader(bytes)
            var lines: [String] = []
            do throws(FormatError) {
                while try reader.readLine() {
                    let name = String(decoding: reader.name.copy(), as: UTF8.self)
                    let value = String(decoding: reader.value.copy(), as: UTF8.self)
                    lines.append("\(reader.depth)|\(name)|\(value)")
                }
                return .success(lines)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    @Test(arguments: [
        ("a: 1\nb", ["0|a|1", "0|b|"]), ("a\n\tb: 2\n\t\tc\nd", ["0|a|", "1|b|2", "2|c|", "0|d|"]),
        ("a: 1\r\n\r\nb: 2\r\n", ["0|a|1", "0|b|2"]), ("a\n  b\n    c\n  d\n", ["0|a|", "1|b|", "2|c|", "1|d|"]),
        ("a:b: c", ["0|a:b|c"]), ("a\\:b: c", ["0|a:b|c"]), ("a:", ["0|a|"]), ("a: ", ["0|a|"]), (": v", ["0||v"]), ("a:b", ["0|a:b|"]),
        ("a: \"x\\n\\r\\\"\\\\\\q\"", ["0|a|x\n\r\"\\\\q"]), ("a: \"x", ["0|a|\"x"]), ("a: \"", ["0|a|\""]), ("a: \"\\\"", ["0|a|\\"]),
        ("a\n\t\t\n \n\tb", ["0|a|", "1|b|"]), ("", []), ("\n\n", []), ("a: b: c", ["0|a|b: c"]),
    ] as [(String, [String])])
    func `lines are divided into level, name and value`(text: String, expected: [String]) throws {
        #expect(try lines(Array(text.utf8)) == expected)
    }

    @Test(arguments: [("\ta", 0), ("a\n\t\tb", 2), (" a", 0), ("a\n\tb\n\t\t\tc", 5)])
    func `a line that is indented too far is refused`(text: String, offset: Int) {
        #expect(throws: FormatError.invalid(offset: offset, reason: "indented too far")) { try lines(Array(text.utf8)) }
    }

    @Test func `names and values come back`() throws {
        var random = SeededGenerator(seed: 4)
        for _ in 0..<5000 {
            let pieces = ["a", ":", "\"", "\\", " ", "\n", "\r", "é", "b: c"]
            let value = (0..<Int.random(in: 0...6, using: &random)).map { _ in pieces[Int.random(in: 0..<pieces.count, using: &random)] }.joined()
            let output = GrowingBytes()
            Array("k:1".utf8).withBorrowedBytes { output.appendCatName($0) }
            output.append(": " as StaticString)
            Array(value.utf8).withBorrowedBytes { output.appendCatValue($0) }
            #expect(try lines(output.bytes.copy()) == ["0|k:1|\(value)"])
        }
    }

    @Test func `mutated documents are read or refused`() {
        var random = SeededGenerator(seed: 6)
        for _ in 0..<20_000 {
            let bytes = random.mutate(
                Array("a: 1\n\tb: \"x\\n\"\n\t\tc\\:d: e\nf\n  g\n".utf8), dictionary: ["\t", "\n", "  ", ": ", "\"", "\\", "\r\n"])
            do throws(FormatError) { _ = try lines(bytes) } catch { #expect(error != .tooDeep) }
        }
    }
}
