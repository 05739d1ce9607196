internal import CharonSystem

/// Makes tables of the lines of a cat document on a Lua stack.
///
/// Only with the next line it is known whether one has children, so the last one waits on top of the stack.
protocol CatTableBuilder {
    /// Adds a line.
    ///
    /// - Parameter depth: at most one more than that of the line before, 0 for the first.
    mutating func add(name: BorrowedBytes, value: BorrowedBytes, depth: Int)
    /// Leaves the table of all lines on top.
    mutating func finish()
}
