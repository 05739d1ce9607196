import CharonSystem
import Testing

@testable import CharonLibrary

@Suite struct MessagePackReaderTests {
    @Test(arguments: [
        ([0x07], .integer(7)), ([0xE0], .integer(-32)), ([0xCC, 0xFF], .integer(255)), ([0xCD, 1, 0], .integer(256)),
        ([0xCE, 0xFF, 0xFF, 0xFF, 0xFF], .integer(4_294_967_295)),
        ([0xCF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], .integer(.max)),
        ([0xCF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], .number(1.8446744073709552e19)),
        ([0xD0, 0x80], .integer(-128)), ([0xD1, 0x80, 0], .integer(-32768)), ([0xD2, 0x80, 0, 0, 0], .integer(-2_147_483_648)),
        ([0xD3, 0x80, 0, 0, 0, 0, 0, 0, 0], .integer(.min)), ([0xC0], .null), ([0xC2], .boolean(false)), ([0xC3], .boolean(true)),
        ([0xCA, 0x3F, 0, 0, 0], .number(0.5)), ([0xCB, 0x3F, 0xB9, 0x99, 0x99, 0x99, 0x99, 0x99, 0x9A], .number(0.1)),
        ([0xA1, 0x61], .text("a")), ([0xD9, 1, 0x61], .text("a")), ([0xDA, 0, 1, 0x61], .text("a")),
        ([0xDB, 0, 0, 0, 1, 0x61], .text("a")), ([0xC4, 1, 0x61], .text("a")), ([0xC5, 0, 1, 0x61], .text("a")),
        ([0xC6, 0, 0, 0, 1, 0x61], .text("a")), ([0x92, 1, 2], .array([.integer(1), .integer(2)])),
        ([0xDC, 0, 1, 1], .array([.integer(1)])), ([0xDD, 0, 0, 0, 0], .array([])),
        ([0x81, 0xA1, 0x61, 5], .object([.init(key: .text("a"), value: .integer(5))])),
        ([0xDE, 0, 1, 1, 2], .object([.init(key: .integer(1), value: .integer(2))])), ([0xDF, 0, 0, 0, 0], .object([])),
        ([0x05, 0xC1], .integer(5)),
    ] as [([UInt8], DocumentValue)])
    func `each format is read`(bytes: [UInt8], value: DocumentValue) throws {
        #expect(try DocumentBuilder.messagePack(bytes) == value)
    }

    @Test(arguments: [
        ([], 0), ([0xC1], 0), ([0xD4, 1, 1], 0), ([0xC7, 0, 1], 0), ([0xCD, 1], 0), ([0xA5, 0x61], 0), ([0x92, 1], 0),
        ([0x92, 1, 0xC1], 2), ([0x81, 1], 0), ([0xDB, 0xFF, 0xFF, 0xFF, 0xFF], 0), ([0xDD, 0xFF, 0xFF, 0xFF, 0xFF, 1], 0),
        ([0xDF, 0xFF, 0xFF, 0xFF, 0xFF, 1, 1], 0), ([0x91, 0x92, 1], 1),
    ] as [([UInt8], Int)])
    func `what is unknown or cut short is refused where its value begins`(bytes: [UInt8], offset: Int) {
        #expect(throws: FormatError.invalid(offset: offset, reason: "")) { try DocumentBuilder.messagePack(bytes) }
    }

    @Test func `ninety-nine levels are read and a hundred are refused`() throws {
        let deep = [UInt8](repeating: 0x91, count: 99)
        #expect(throws: Never.self) { try DocumentBuilder.messagePack(deep.dropLast() + [0x90]) }
        #expect(throws: FormatError.tooDeep) { try DocumentBuilder.messagePack(deep + [0x90]) }
        #expect(throws: FormatError.tooDeep) { try DocumentBuilder.messagePack([UInt8](repeating: 0x81, count: 100_000)) }
    }

    @Test func `random bytes are read or refused`() {
        var random = SeededGenerator(seed: 2)
        for _ in 0..<30_000 {
            let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in UInt8.random(in: 0x80...0xFF, using: &random) }
            do throws(FormatError) {
                _ = try DocumentBuilder.messagePack(bytes)
            } catch {
                if case .invalid(let offset, _) = error { #expect(offset >= 0 && offset <= bytes.count) }
            }
        }
    }
}
