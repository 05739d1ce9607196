// Text formats look for the next byte that means something, and most bytes mean nothing: eight are looked at at once.
// In `(word - ones * n) & ~word & highs` the lowest bit set is in the first byte that is less than n (n <= 128); bits above
// it may be wrong.

extension BorrowedBytes {
    /// The index of the first `one` or `other` from `start` on, `count` if there is none.
    ///
    /// - Complexity: O(distance).
    package func firstIndex(of one: UInt8, or other: UInt8, from start: Int) -> Int {
        precondition(start >= 0 && start <= count, "index outside the borrowed bytes")
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs: UInt64 = 0x8080_8080_8080_8080
        var index = start
        while count - index >= 8 {
            let word = longWord(at: index)
            let first = word ^ (ones &* UInt64(one))
            let second = word ^ (ones &* UInt64(other))
            let found = ((first &- ones) & ~first | (second &- ones) & ~second) & highs
            if found != 0 { return index + found.trailingZeroBitCount / 8 }
            index += 8
        }
        while index < count, self[index] != one, self[index] != other { index += 1 }
        return index
    }

    /// The index of the first byte from `start` on that is below `limit`, or `one`, or `other`; `count` if there is none.
    ///
    /// - Parameter limit: at most 128.
    /// - Complexity: O(distance).
    package func firstIndex(below limit: UInt8, or one: UInt8, or other: UInt8, from start: Int) -> Int {
        precondition(start >= 0 && start <= count && limit <= 128, "index outside the borrowed bytes")
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs: UInt64 = 0x8080_8080_8080_8080
        var index = start
        while count - index >= 8 {
            let word = longWord(at: index)
            let first = word ^ (ones &* UInt64(one))
            let second = word ^ (ones &* UInt64(other))
            let low = (word &- ones &* UInt64(limit)) & ~word
            let found = (low | (first &- ones) & ~first | (second &- ones) & ~second) & highs
            if found != 0 { return index + found.trailingZeroBitCount / 8 }
            index += 8
        }
        while index < count, self[index] >= limit, self[index] != one, self[index] != other { index += 1 }
        return index
    }

    /// Whether the bytes from `index` on begin with the text's UTF-8.
    package func has(_ text: StaticString, at index: Int) -> Bool {
        precondition(index >= 0 && index <= count, "index outside the borrowed bytes")
        guard count - index >= text.utf8CodeUnitCount else { return false }
        for offset in 0..<text.utf8CodeUnitCount {
            // The text has that many bytes.
            if unsafe self[index + offset] != text.utf8Start[offset] { return false }
        }
        return true
    }
}
