internal import CharonSystem

/// What an XML reader hands the parts of a document to.
protocol XMLBuilder {
    /// - Parameter name: valid during the call only, as are all bytes here.
    mutating func openElement(_ name: BorrowedBytes) throws(FormatError)
    /// The element that was opened last has an attribute; of two with one name the last counts.
    mutating func attribute(_ name: BorrowedBytes, _ value: BorrowedBytes)
    mutating func text(_ bytes: BorrowedBytes)
    /// The element that was opened last and not closed is complete.
    mutating func closeElement()
}

/// How much is forgiven.
enum XMLMode: String {
    case xml
    /// Attributes need no value, and values no quotes.
    case lax
    /// The same, and some elements never have content.
    case html

    var isLax: Bool { self != .xml }
}
