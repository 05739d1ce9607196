import CharonSystem
import Testing

@testable import CharonLibrary

@Suite struct JSONTextTests {
    private func written(_ write: (GrowingBytes) -> Void) -> String {
        let output = GrowingBytes()
        write(output)
        return String(decoding: output.bytes.copy(), as: UTF8.self)
    }

    @Test(arguments: [
        (0, "0"), (7, "7"), (-12, "-12"), (1_234_567_890, "1234567890"), (.max, "9223372036854775807"),
        (.min, "-9223372036854775808"), (10, "10"), (99, "99"), (100, "100"),
    ] as [(Int64, String)])
    func `integers are written with their digits`(value: Int64, text: String) {
        #expect(written { $0.appendDecimal(value) } == text)
    }

    @Test(arguments: [
        (1.0, "1.0"), (-2.5, "-2.5"), (0.25, "0.25"), (123456.75, "123456.75"), (1500.0, "1500.0"), (1e6, "1000000.0"),
        (0.0, "0.0"), (-0.0, "-0.0"), (0.1, "0.1"), (0.000001, "0.000001"), (0.00001, "0.00001"), (0.000002, "0.000002"),
        (1.0 / 3, "0.3333333333333333"), (1e20, "1e+20"), (1e-7, "1e-07"), (1.25e-7, "1.25e-07"),
        (9_223_372_036_854_775_808, "9.223372036854776e+18"), (-9_223_372_036_854_775_808, "-9.223372036854776e+18"),
        (1_152_921_504_606_846_976, "1152921504606846976.0"), (1e15, "1000000000000000.0"), (1e18, "1000000000000000000.0"),
        (.leastNonzeroMagnitude, "5e-324"), (.greatestFiniteMagnitude, "1.7976931348623157e+308"), (1e100, "1e+100"),
        (0.00001234567, "0.00001234567"), (0.000001234567, "1.234567e-06"), (3.141592653589793, "3.141592653589793"),
        (12.5e-6, "0.0000125"), (2.5e-6, "2.5e-06"), (2251799813685249.5, "2251799813685249.5"), (0.3, "0.3"),
        (1234567.891234, "1234567.891234"), (0.1 + 0.2, "0.30000000000000004"),
    ] as [(Double, String)])
    func `floats are written so that they stay floats`(value: Double, text: String) {
        #expect(written { $0.appendJSONNumber(value) } == text)
    }

    @Test func `random floats read back as they were`() throws {
        var random = SeededGenerator(seed: 3)
        for round in 0..<20_000 {
            let bits = random.next()
            // Half of them of everyday size.
            let value = round % 2 == 0 ? Double(bitPattern: bits) : Double(Int64(bitPattern: bits) >> 20) / 1e6
            guard value.isFinite else { continue }
            let text = written { $0.appendJSONNumber(value) }
            #expect(Double(text)?.bitPattern == value.bitPattern, "\(text)")
            #expect(text.contains(".") || text.contains("e"))
            #expect(try DocumentBuilder.json(text) == .number(value))
        }
    }

    @Test func `strings escape quotes, backslashes and control characters only`() {
        let bytes = Array("a\"b\\c\td\ne\rf\u{0}g\u{8}h\u{c}i\u{1f}j\u{7f}/é".utf8) + [0xFF]
        let output = GrowingBytes()
        bytes.withBorrowedBytes { output.appendJSONString($0) }
        let expected = Array(#""a\"b\\c\td\ne\rf\u0000g\u0008h\u000Ci\u001Fj"#.utf8) + [0x7F] + Array("/é".utf8) + [0xFF, 0x22]
        #expect(output.bytes.copy() == expected)
    }
}
