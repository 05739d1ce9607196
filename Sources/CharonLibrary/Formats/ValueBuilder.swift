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

/// Why a text or its bytes could not be turned into values.
enum FormatError: Error, Equatable {
    /// The input is broken.
    ///
    /// - Parameters:
    ///   - offset: of the byte that cannot stand there, from 0; the input's length for its end.
    ///   - reason: what is wrong, if there is more to say than where.
    case invalid(offset: Int, reason: String)
    /// Containers stand in each other deeper than allowed.
    case tooDeep
    /// The document asks for something that scripts cannot have, to be raised with this message.
    case impossible(String)
    /// The script's memory limit is reached.
    case outOfMemory
}

extension FormatError {
    /// The error of the byte at `offset`, or of the end, which cannot stand where it does.
    ///
    /// - Parameters:
    ///   - offset: from 0.
    ///   - bytes: the whole input.
    static func unexpected(at offset: Int, in bytes: BorrowedBytes) -> FormatError {
        guard offset < bytes.count else { return .invalid(offset: bytes.count, reason: "unexpected end") }
        let byte = bytes[offset]
        if (0x20..<0x7F).contains(byte) {
            return .invalid(offset: offset, reason: "unexpected '\(Character(Unicode.Scalar(byte)))'")
        }
        let digits = String(byte, radix: 16, uppercase: true)
        return .invalid(offset: offset, reason: "unexpected byte 0x\(digits.utf8.count < 2 ? "0" : "")\(digits)")
    }
}
