import CharonSystem
import Testing

@Suite struct ByteBufferTests {
    private func append(_ bytes: [UInt8], to buffer: ByteBuffer) {
        bytes.withBorrowedBytes { buffer.append($0) }
    }

    @Test func `bytes leave in the order in which they came`() {
        let buffer = ByteBuffer()
        var expected: [UInt8] = []
        var next: UInt8 = 0
        for round in 1..<300 {
            let bytes = (0..<round % 37).map { _ in
                next &+= 1
                return next
            }
            append(bytes, to: buffer)
            expected += bytes
            let taken = min(round % 23, expected.count)
            #expect(buffer.bytes.prefix(taken).copy() == Array(expected.prefix(taken)))
            buffer.removeFirst(taken)
            expected.removeFirst(taken)
            #expect(buffer.count == expected.count)
        }
        #expect(buffer.bytes.copy() == expected)
    }

    @Test func `an empty buffer holds no memory`() {
        let buffer = ByteBuffer()
        append(Array(repeating: 1, count: 1000), to: buffer)
        #expect(buffer.room >= 0)
        buffer.removeFirst(1000)
        #expect(buffer.isEmpty)
        #expect(buffer.room == 0)
    }

    @Test func `what is written in place is counted`() {
        let buffer = ByteBuffer()
        unsafe buffer.append(upTo: 10) { memory in
            unsafe memory[0] = 7
            unsafe memory[1] = 8
            return 2
        }
        #expect(buffer.bytes.copy() == [7, 8])
        unsafe buffer.append(upTo: 10) { _ in 0 }
        #expect(buffer.bytes.copy() == [7, 8])
    }

    @Test func `nothing written in place into an empty buffer leaves it empty`() {
        let buffer = ByteBuffer()
        unsafe buffer.append(upTo: 64) { _ in 0 }
        #expect(buffer.isEmpty)
        #expect(buffer.bytes.copy() == [])
    }
}

@Suite struct BorrowedBytesTests {
    @Test func `parts are parts of the same bytes`() {
        let bytes: [UInt8] = [1, 2, 3, 4, 5]
        bytes.withBorrowedBytes { borrowed in
            #expect(borrowed.count == 5)
            #expect(borrowed[4] == 5)
            #expect(borrowed.dropFirst(2).copy() == [3, 4, 5])
            #expect(borrowed.prefix(2).copy() == [1, 2])
            #expect(borrowed[1..<3].copy() == [2, 3])
            #expect(borrowed.dropFirst(5).isEmpty)
        }
        #expect(BorrowedBytes.none.copy() == [])
        #expect(BorrowedBytes.none.dropFirst(0).isEmpty)
    }

    @Test func `an index outside the bytes traps`() async {
        await #expect(processExitsWith: .failure) {
            [UInt8]([1]).withBorrowedBytes { _ = $0[1] }
        }
    }
}

@Suite struct GatherListTests {
    @Test func `pieces are copied as though they were one`() {
        let list = GatherList()
        [UInt8]([1, 2, 3]).withBorrowedBytes { first in
            [UInt8]([4, 5]).withBorrowedBytes { second in
                list.append(first)
                list.append(second)
                #expect(list.count == 2)
                #expect(list.byteCount == 5)
                #expect(list.copy(upTo: 4) == [1, 2, 3, 4])
                #expect(list.copy(upTo: 100) == [1, 2, 3, 4, 5])
            }
        }
        list.removeAll()
        #expect(list.byteCount == 0)
    }
}
