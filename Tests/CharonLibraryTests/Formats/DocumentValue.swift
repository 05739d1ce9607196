import CharonSystem

@testable import CharonLibrary

/// A value of a document, as tests compare it.
indirect enum DocumentValue: Equatable, Sendable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case number(Double)
    case string([UInt8])
    case array([DocumentValue])
    case object([Field])

    struct Field: Equatable, Sendable {
        let key: DocumentValue
        let value: DocumentValue
    }

    static func text(_ text: String) -> DocumentValue { .string(Array(text.utf8)) }
}

/// Keeps a document's values.
struct DocumentBuilder: ValueBuilder {
    private(set) var stack: [DocumentValue] = []

    mutating func null() { stack.append(.null) }
    mutating func boolean(_ value: Bool) { stack.append(.boolean(value)) }
    mutating func integer(_ value: Int64) { stack.append(.integer(value)) }
    mutating func number(_ value: Double) { stack.append(.number(value)) }
    mutating func string(_ bytes: BorrowedBytes) { stack.append(.string(bytes.copy())) }

    mutating func openArray() -> [DocumentValue] { [] }
    mutating func addElement(to array: inout [DocumentValue]) { array.append(stack.removeLast()) }
    mutating func closeArray(_ array: consuming [DocumentValue]) { stack.append(.array(array)) }

    mutating func openObject() -> [DocumentValue] { [] }
    mutating func addField(to object: inout [DocumentValue]) {
        object += stack.suffix(2)
        stack.removeLast(2)
    }
    mutating func closeObject(_ object: consuming [DocumentValue]) {
        let fields = stride(from: 0, to: object.count, by: 2).map { index in
            DocumentValue.Field(key: object[index], value: object[index + 1])
        }
        stack.append(.object(fields))
    }

    static func json(_ text: String) throws(FormatError) -> DocumentValue { try json(Array(text.utf8)) }

    static func json(_ bytes: [UInt8]) throws(FormatError) -> DocumentValue {
        let result = bytes.withBorrowedBytes { bytes -> Result<DocumentValue, FormatError> in
            var reader = JSONReader(bytes, builder: DocumentBuilder())
            do throws(FormatError) {
                try reader.readDocument()
                return .success(reader.builder.stack[0])
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    static func messagePack(_ bytes: [UInt8]) throws(FormatError) -> DocumentValue {
        let result = bytes.withBorrowedBytes { bytes -> Result<DocumentValue, FormatError> in
            var reader = MessagePackReader(bytes, builder: DocumentBuilder())
            do throws(FormatError) {
                try reader.readDocument()
                return .success(reader.builder.stack[0])
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}

/// Random numbers that are the same in each run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    // Source: Vigna, splitmix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}

extension SeededGenerator {
    /// The bytes with a few of them changed, dropped, doubled, or replaced by pieces of the dictionary.
    mutating func mutate(_ bytes: [UInt8], dictionary: [String]) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &self) {
            let index = Int.random(in: 0...bytes.count, using: &self)
            switch Int.random(in: 0...4, using: &self) {
            case 0 where index < bytes.count: bytes[index] = UInt8.random(in: 0...255, using: &self)
            case 1 where index < bytes.count: bytes.remove(at: index)
            case 2: bytes.removeSubrange(index..<min(bytes.count, index + Int.random(in: 0...8, using: &self)))
            case 3:
                let end = min(bytes.count, index + Int.random(in: 0...16, using: &self))
                bytes.insert(contentsOf: bytes[index..<end], at: index)
            default: bytes.insert(contentsOf: (dictionary.randomElement(using: &self) ?? "").utf8, at: index)
            }
        }
        return bytes
    }
}
