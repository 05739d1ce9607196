import CCharon
import Glibc
import Testing

@Suite struct SmallMemoryTests {
    @safe private struct Block {
        let address: UnsafeMutableRawPointer
        let size: Int
        let isMarked: Bool
        var filling: UInt8 { unsafe UInt8(truncatingIfNeeded: Int(bitPattern: address) >> 4 &+ size) }
    }

    private func allocate(_ size: Int, marked: Bool = false, in memory: inout charon_small_memory) throws -> Block {
        let address = unsafe try #require(
            marked ? charon_small_allocate_marked(&memory, size) : charon_small_allocate(&memory, size))
        let block = unsafe Block(address: address, size: size, isMarked: marked)
        unsafe memset(address, Int32(block.filling), size)
        return block
    }

    @Test func `blocks that are made and dropped at random keep their bytes and marks, and all memory goes back`() throws {
        var random = SystemRandomNumberGenerator()
        var memory = unsafe charon_small_memory()
        var blocks: [Block] = []
        for step in 0..<400_000 {
            // It grows for a while, then it shrinks.
            let dropsOne = Int.random(in: 0..<100, using: &random) < (step % 200_000 < 100_000 ? 30 : 70)
            if dropsOne && !blocks.isEmpty {
                blocks.swapAt(Int.random(in: 0..<blocks.count, using: &random), blocks.count - 1)
                let block = blocks.removeLast()
                let bytes = unsafe UnsafeRawBufferPointer(start: block.address, count: block.size)
                #expect(unsafe bytes.first == block.filling && bytes.last == block.filling)
                #expect(unsafe charon_small_is_marked(&memory, block.address, block.size) == block.isMarked)
                unsafe charon_small_free(&memory, block.address, block.size)
            } else {
                let isOfMarkedSize = Int.random(in: 0..<8, using: &random) == 0
                let size = isOfMarkedSize ? 208 : Int.random(in: 1...Int.random(in: 1...1024, using: &random), using: &random)
                blocks.append(unsafe try allocate(size, marked: isOfMarkedSize && Bool.random(using: &random), in: &memory))
            }
        }
        #expect(unsafe memory.store.regions > 0)
        for block in blocks { unsafe charon_small_free(&memory, block.address, block.size) }
        unsafe charon_small_close(&memory)
        #expect(unsafe memory.store.regions == 0)
    }

    @Test func `what is made together lies together, but for stacks`() throws {
        var memory = unsafe charon_small_memory()
        var blocks: [Block] = []
        defer {
            for block in blocks { unsafe charon_small_free(&memory, block.address, block.size) }
            unsafe charon_small_close(&memory)
        }
        for size in [56, 720, 48, 24] { blocks.append(unsafe try allocate(size, in: &memory)) }
        #expect(unsafe blocks[2].address - blocks[0].address == 64)
        #expect(unsafe blocks[3].address - blocks[0].address == 112)
    }

    @Test func `memory of one size serves others once it is free`() throws {
        var memory = unsafe charon_small_memory()
        defer { unsafe charon_small_close(&memory) }
        // Some 6 MB in turn of one size: of more than one size at a time it would be some 50.
        for size in stride(from: 16, through: 1024, by: 128) {
            var blocks: [Block] = []
            for _ in 0..<(6 << 20) / size { blocks.append(unsafe try allocate(size, in: &memory)) }
            #expect(unsafe memory.store.regions <= 5)
            for block in blocks { unsafe charon_small_free(&memory, block.address, block.size) }
        }
    }

    @Test func `memory that is used in turn is kept, and given back when it is asked for`() throws {
        var memory = unsafe charon_small_memory()
        defer { unsafe charon_small_close(&memory) }
        var kept: [Int] = []
        for _ in 0..<3 {
            var blocks: [Block] = []
            for _ in 0..<40_000 { blocks.append(unsafe try allocate(208, in: &memory)) }
            for block in blocks { unsafe charon_small_free(&memory, block.address, block.size) }
            kept.append(unsafe memory.store.kept_count)
        }
        // 8.3 MB are 130 pieces, of which each round may lose an eighth.
        #expect(kept.allSatisfy { $0 >= 100 })
        unsafe charon_trim_pieces(&memory.store)
        #expect(unsafe memory.store.kept_count <= 5)
        #expect(unsafe memory.store.regions <= 6)
    }

    @Test func `a freed block is the next of its size`() throws {
        var memory = unsafe charon_small_memory()
        let first = unsafe try allocate(40, in: &memory), second = unsafe try allocate(40, in: &memory)
        unsafe charon_small_free(&memory, first.address, first.size)
        let third = unsafe try allocate(33, in: &memory)
        #expect(unsafe third.address == first.address)
        unsafe charon_small_free(&memory, third.address, third.size)
        unsafe charon_small_free(&memory, second.address, second.size)
        unsafe charon_small_close(&memory)
    }
}
