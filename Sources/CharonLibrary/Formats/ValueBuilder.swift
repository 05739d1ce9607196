internal import CharonSystem

/// What a reader of JSON or MessagePack hands the values of a document to, in the order in which they stand there.
///
/// A container is opened, then gets its elements one by one: each is given to the builder and then added. A field is a
/// key, a value, and `addField`. The container's state stays in the reader's frames, so that a builder needs no stack.
protocol ValueBuilder {
    associatedtype Container

    mutating func null()
    mutating func boolean(_ value: Bool)
    mutating func integer(_ value: Int64)
    mutating func number(_ value: Double)
    /// - Parameter bytes: valid during the call only.
    mutating func string(_ bytes: BorrowedBytes)

    mutating func openArray() throws(FormatError) -> Container
    /// Takes the value given last.
    mutating func addElement(to array: inout Container) throws(FormatError)
    mutating func closeArray(_ array: consuming Container) throws(FormatError)

    mutating func openObject() throws(FormatError) -> Container
    /// Takes the two values given last: key and value.
    mutating func addField(to object: inout Container) throws(FormatError)
    mutating func closeObject(_ object: consuming Container) throws(FormatError)
}
