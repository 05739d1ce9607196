import Testing

@testable import CharonSystem

@Suite struct GrowingBytesTests {
    @Test func `bytes come out in the order in which they went in`() {
        let bytes = GrowingBytes(room: 2)
        bytes.append(1)
        bytes.append("two" as StaticString)
        bytes.append("drei" as String)
        [4, 5].withBorrowedBytes { bytes.append($0) }
        bytes.append(repeating: 9, count: 3)
        bytes.append(repeating: 9, count: 0)
        #expect(bytes.bytes.copy() == [1] + Array("twodrei".utf8) + [4, 5, 9, 9, 9])
        #expect(bytes.count == 13)
    }

    @Test func `a hundred thousand single bytes are all kept`() {
        let bytes = GrowingBytes()
        for index in 0..<100_000 { bytes.append(UInt8(truncatingIfNeeded: index)) }
        #expect(bytes.bytes.copy() == (0..<100_000).map { UInt8(truncatingIfNeeded: $0) })
    }

    @Test func `of a word only the wanted bytes are added, the lowest first`() {
        let bytes = GrowingBytes(room: 1)
        for length in 0...8 { bytes.append(0x0807_0605_0403_0201 as UInt64, count: length) }
        #expect(bytes.bytes.copy() == (0...8).flatMap { Array(UInt8(1)..<UInt8(1 + $0)) })
        for _ in 0..<10_000 { bytes.append(0xAABB_CCDD as UInt64, count: 3) }
        #expect(bytes.count == 36 + 30_000)
        #expect(bytes.bytes.copy().suffix(6) == [0xDD, 0xCC, 0xBB, 0xDD, 0xCC, 0xBB])
    }

    @Test func `what is large keeps its bytes when it grows`() {
        let bytes = GrowingBytes()
        for index in 0..<(3 << 20) { bytes.append(UInt64(index), count: 8) }
        #expect(bytes.count == 24 << 20)
        for index in [0, 1, 1 << 20, (3 << 20) - 1] { #expect(bytes.bytes.longWord(at: index * 8) == UInt64(index)) }
    }

    @Test func `truncating drops the end and emptying keeps small memory only`() {
        let bytes = GrowingBytes(room: 100)
        bytes.append("abcdef" as StaticString)
        bytes.truncate(to: 2)
        #expect(bytes.bytes.copy() == Array("ab".utf8))
        bytes.removeAll(keepingAtMost: 1000)
        #expect(bytes.count == 0 && bytes.capacity == 100)
        bytes.removeAll(keepingAtMost: 10)
        #expect(bytes.capacity == 0)
        bytes.append(7)
        #expect(bytes.bytes.copy() == [7])
    }

    @Test func `scanning finds what a plain loop finds`() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                // Values around the ones looked for, where arithmetic on whole words could go wrong.
                [0x00, 0x1F, 0x20, 0x21, 0x22, 0x23, 0x5B, 0x5C, 0x5D, 0x7F, 0x80, 0xA2, 0xDC, 0xFF][Int.random(in: 0...13, using: &random)] as UInt8
            }
            let start = Int.random(in: 0...bytes.count, using: &random)
            bytes.withBorrowedBytes { borrowed in
                let either = (start..<bytes.count).first { bytes[$0] == 0x22 || bytes[$0] == 0x5C } ?? bytes.count
                #expect(borrowed.firstIndex(of: 0x22, or: 0x5C, from: start) == either)
                let special = (start..<bytes.count).first { bytes[$0] < 0x20 || bytes[$0] == 0x22 || bytes[$0] == 0x5C }
                #expect(borrowed.firstIndex(below: 0x20, or: 0x22, or: 0x5C, from: start) == special ?? bytes.count)
            }
        }
    }
}
