internal import CharonSystem

/// What writes the values of a script in one format.
protocol ValueWriter {
    /// Bytes written so far.
    var size: Int { get }

    mutating func null()
    mutating func boolean(_ value: Bool)
    mutating func integer(_ value: Int64)
    mutating func number(_ value: Double)
    mutating func string(_ bytes: BorrowedBytes)

    /// Begins an array of `count` elements, each of which comes with `openElement` before it.
    mutating func openArray(count: Int)
    mutating func openElement(first: Bool)
    mutating func closeArray(count: Int)

    /// Whether `openObject` must be told the number of fields, which costs another look at the table.
    static var needsFieldCount: Bool { get }
    /// Begins an object; each field comes as `openField`, `openKey`, the key, `closeKey`, and the value.
    mutating func openObject(count: Int)
    mutating func openField(first: Bool)
    mutating func openKey(isString: Bool)
    mutating func closeKey(isString: Bool)
    mutating func closeObject(isEmpty: Bool)
}
