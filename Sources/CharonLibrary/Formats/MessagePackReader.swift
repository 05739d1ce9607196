internal import CharonSystem

/// Reads one MessagePack value; bytes after it are not looked at.
///
/// A declared length is held against what is left before anything is made of it, so no input takes more memory than
/// its size allows.
///
/// Source: the MessagePack specification, Formats.
struct MessagePackReader<Builder: ValueBuilder> {
    /// How deep arrays and maps may stand in each other.
    static var depthLimit: Int { 99 }

    private let bytes: BorrowedBytes
    private(set) var builder: Builder
    private var position = 0

    init(_ bytes: BorrowedBytes, builder: Builder) {
        self.bytes = bytes
        self.builder = builder
    }

    /// Reads the value at the beginning of the bytes, and gives it to the builder.
    mutating func readDocument() throws(FormatError) { try readValue(depth: 0) }

    private mutating func readValue(depth: Int) throws(FormatError) {
        let start = position
        guard start < bytes.count else { throw broken(at: start) }
        let type = bytes[start]
        position += 1
        switch type {
        case 0x00...0x7F: builder.integer(Int64(type))
        case 0x80...0x8F: try readMap(count: UInt64(type & 0x0F), depth: depth + 1, at: start)
        case 0x90...0x9F: try readArray(count: UInt64(type & 0x0F), depth: depth + 1, at: start)
        case 0xA0...0xBF: try readString(length: UInt64(type & 0x1F), at: start)
        case 0xC0: builder.null()
        case 0xC2: builder.boolean(false)
        case 0xC3: builder.boolean(true)
        case 0xC4, 0xD9: try readString(length: try readUnsigned(1, at: start), at: start)
        case 0xC5, 0xDA: try readString(length: try readUnsigned(2, at: start), at: start)
        case 0xC6, 0xDB: try readString(length: try readUnsigned(4, at: start), at: start)
        case 0xCA:
            let bits = UInt32(truncatingIfNeeded: try readUnsigned(4, at: start))
            builder.number(Double(Float(bitPattern: bits)))
        case 0xCB: builder.number(Double(bitPattern: try readUnsigned(8, at: start)))
        case 0xCC...0xCF:
            let value = try readUnsigned(1 << Int(type & 3), at: start)
            if let integer = Int64(exactly: value) {
                builder.integer(integer)
            } else {
                builder.number(Double(value))
            }
        case 0xD0...0xD3:
            let size = 1 << Int(type & 3)
            let unused = 64 - 8 * size
            let bits = try readUnsigned(size, at: start)
            builder.integer(Int64(bitPattern: bits << unused) >> unused)
        case 0xDC: try readArray(count: try readUnsigned(2, at: start), depth: depth + 1, at: start)
        case 0xDD: try readArray(count: try readUnsigned(4, at: start), depth: depth + 1, at: start)
        case 0xDE: try readMap(count: try readUnsigned(2, at: start), depth: depth + 1, at: start)
        case 0xDF: try readMap(count: try readUnsigned(4, at: start), depth: depth + 1, at: start)
        case 0xE0...0xFF: builder.integer(Int64(Int8(bitPattern: type)))
        default: throw broken(at: start)
        }
    }

    private mutating func readArray(count: UInt64, depth: Int, at start: Int) throws(FormatError) {
        if depth > Self.depthLimit { throw .tooDeep }
        guard count <= bytes.count - position else { throw broken(at: start) }
        var array = try builder.openArray()
        for _ in 0..<count {
            try readValue(depth: depth)
            try builder.addElement(to: &array)
        }
        try builder.closeArray(array)
    }

    private mutating func readMap(count: UInt64, depth: Int, at start: Int) throws(FormatError) {
        if depth > Self.depthLimit { throw .tooDeep }
        guard count <= (bytes.count - position) / 2 else { throw broken(at: start) }
        var object = try builder.openObject()
        for _ in 0..<count {
            try readValue(depth: depth)
            try readValue(depth: depth)
            try builder.addField(to: &object)
        }
        try builder.closeObject(object)
    }

    private mutating func readString(length: UInt64, at start: Int) throws(FormatError) {
        guard length <= bytes.count - position else { throw broken(at: start) }
        let end = position + Int(length)
        builder.string(bytes[position..<end])
        position = end
    }

    /// Reads a big-endian integer of `size` bytes.
    private mutating func readUnsigned(_ size: Int, at start: Int) throws(FormatError) -> UInt64 {
        guard size <= bytes.count - position else { throw broken(at: start) }
        var value: UInt64 = 0
        for index in position..<position + size { value = value << 8 | UInt64(bytes[index]) }
        position += size
        return value
    }

    /// - Parameter offset: where the value that cannot be read begins.
    private func broken(at offset: Int) -> FormatError { .invalid(offset: offset, reason: "") }
}
