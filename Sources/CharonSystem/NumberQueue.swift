internal import Glibc

/// Numbers that leave in the order in which they came.
///
/// The ready queue of a busy loop is used with each event, so it does without the checks that a collection in a
/// class property costs.
@safe
@usableFromInline
package final class NumberQueue {
    // Used by the methods below only, none of which calls anything that could come back here.
    @usableFromInline
    @exclusivity(unchecked) var numbers: UnsafeMutablePointer<UInt64>
    /// A power of 2, less 1.
    @usableFromInline
    @exclusivity(unchecked) var mask = 15
    @usableFromInline
    @exclusivity(unchecked) var head = 0
    @usableFromInline
    @exclusivity(unchecked) var tail = 0

    package init() {
        unsafe numbers = .allocate(capacity: 16)
    }

    deinit {
        unsafe numbers.deallocate()
    }

    @inlinable package var isEmpty: Bool { unsafe head == tail }

    @inlinable package var count: Int { unsafe tail &- head }

    /// Adds a number at the end.
    ///
    /// - Complexity: O(1), amortised.
    @inlinable
    package func append(_ number: UInt64) {
        if unsafe count > mask { grow() }
        // The index is below the capacity, whatever head and tail have counted up to.
        unsafe numbers[tail & mask] = number
        unsafe tail &+= 1
    }

    /// Takes the oldest number; nil if there is none.
    @inlinable
    package func popFirst() -> UInt64? {
        guard !isEmpty else { return nil }
        let number = unsafe numbers[head & mask]
        unsafe head &+= 1
        return number
    }

    @usableFromInline
    func grow() {
        let length = count
        let grown = UnsafeMutablePointer<UInt64>.allocate(capacity: length * 2)
        for index in 0..<length {
            unsafe grown[index] = numbers[(head &+ index) & mask]
        }
        unsafe numbers.deallocate()
        unsafe numbers = grown
        unsafe mask = length * 2 - 1
        unsafe head = 0
        unsafe tail = length
    }
}
