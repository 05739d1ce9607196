/// Things with a number each, by which they are found, and taken out, without a search.
///
/// Each place counts how often it has been vacated, so that a number with the count in it never finds a later
/// tenant. It is read with each event of a loop: its memory is its own, and its code goes into its user's, which
/// saves the checks and calls that an array in a class property costs.
@safe
@usableFromInline
package final class SlotTable<Element> {
    @usableFromInline
    struct Slot {
        @usableFromInline var element: Element?
        @usableFromInline var generation: UInt32

        @inlinable
        init() {
            element = nil
            generation = 0
        }
    }

    // The elements are released when a slot is written, which can run a deinitialiser that comes back here; so each
    // write ends before what was there is released.
    @usableFromInline
    @exclusivity(unchecked) var slots: UnsafeMutablePointer<Slot>
    @usableFromInline
    @exclusivity(unchecked) var capacity: Int
    @usableFromInline
    @exclusivity(unchecked) var freeIndices: [UInt32] = []

    /// How many slots have ever been used.
    @usableFromInline
    @exclusivity(unchecked) var used: Int = 0

    @inlinable
    package init() {
        unsafe capacity = 16
        unsafe slots = .allocate(capacity: 16)
    }

    @inlinable
    deinit {
        unsafe slots.deinitialize(count: used)
        unsafe slots.deallocate()
    }

    /// How many elements there are.
    @inlinable
    package var count: Int { unsafe used - freeIndices.count }

    /// Puts an element into a free place.
    ///
    /// - Returns: its key.
    /// - Complexity: O(1), amortised.
    @inlinable
    package func insert(_ element: Element) -> UInt64 {
        let index: Int
        if let free = unsafe freeIndices.popLast() {
            index = Int(free)
        } else {
            if unsafe used == capacity { grow() }
            index = unsafe used
            // The place lies inside the capacity and has never been initialised.
            unsafe (slots + index).initialize(to: Slot())
            unsafe used += 1
        }
        unsafe slots[index].element = element
        return UInt64(unsafe slots[index].generation) << 32 | UInt64(UInt32(truncatingIfNeeded: index))
    }

    /// The element with this key; nil if it has been removed.
    @inlinable
    package subscript(key: UInt64) -> Element? {
        guard has(key) else { return nil }
        return unsafe slots[Int(UInt32(truncatingIfNeeded: key))].element
    }

    /// Whether the element with this key has not been removed.
    @inlinable
    package func has(_ key: UInt64) -> Bool {
        let index = Int(UInt32(truncatingIfNeeded: key))
        return unsafe index < used && slots[index].generation == UInt32(truncatingIfNeeded: key >> 32)
    }

    /// Runs `body` with the element with this key, and counts no reference: the element is out of the table meanwhile,
    /// and comes back unless it has been removed or replaced. Nothing happens if there is none.
    @inlinable
    @inline(__always)
    package func lend(_ key: UInt64, _ body: (Element) -> Void) {
        let index = Int(UInt32(truncatingIfNeeded: key))
        guard has(key), let element = unsafe slots[index].element.take() else { return }
        body(element)
        // The table may have grown meanwhile, and the place may be another's.
        guard has(key), unsafe slots[index].element == nil else { return }
        unsafe withUnsafeMutablePointer(to: &slots[index].element) { unsafe $0.initialize(to: element) }
    }

    /// Puts another element into the place of the one with this key, which must be there.
    @inlinable
    package func replace(_ key: UInt64, with element: Element) {
        let index = Int(UInt32(truncatingIfNeeded: key))
        precondition(has(key), "nothing with this key")
        let previous = unsafe slots[index].element
        unsafe slots[index].element = element
        withExtendedLifetime(previous) {}
    }

    /// Takes the element with this key out.
    ///
    /// - Returns: nil if it has been taken out already, or is lent.
    @inlinable
    @discardableResult
    package func remove(_ key: UInt64) -> Element? {
        guard has(key) else { return nil }
        let index = Int(UInt32(truncatingIfNeeded: key))
        let element = unsafe slots[index].element
        unsafe slots[index].element = nil
        unsafe slots[index].generation &+= 1
        unsafe freeIndices.append(UInt32(truncatingIfNeeded: index))
        return element
    }

    /// All elements, in no order.
    ///
    /// - Complexity: O(most elements there have been).
    @inlinable
    package var all: [Element] {
        var elements: [Element] = []
        for position in 0..<(unsafe used) {
            if let element = unsafe slots[position].element { elements.append(element) }
        }
        return elements
    }

    @inlinable
    func grow() {
        let grown = unsafe UnsafeMutablePointer<Slot>.allocate(capacity: capacity * 2)
        unsafe grown.moveInitialize(from: slots, count: used)
        unsafe slots.deallocate()
        unsafe slots = grown
        unsafe capacity *= 2
    }
}
