internal import CharonSystem

extension XMLReader {
    /// Reads the rest of an opening tag.
    ///
    /// - Returns: whether it ends in `/>`.
    mutating func readAttributes() -> Bool {
        while position < bytes.count {
            let byte = bytes[position]
            if byte.isXMLBlank {
                position += 1
            } else if byte == UInt8(ascii: ">") {
                position += 1
                return false
            } else if byte == UInt8(ascii: "/") {
                position += 1
                if position < bytes.count, bytes[position] == UInt8(ascii: ">") {
                    position += 1
                    return true
                }
            } else if byte == UInt8(ascii: "?"), position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: ">") {
                // The end of an instruction.
                position += 1
            } else {
                readAttribute()
            }
        }
        return false
    }

    private mutating func readAttribute() {
        let start = position
        // One character at least is taken, so that an attribute without a name is none but does not stop us.
        position += 1
        while position < bytes.count, !bytes[position].endsAttributeName { position += 1 }
        let name = bytes[start..<position]
        let end = position
        skipBlanks()
        guard position < bytes.count, bytes[position] == UInt8(ascii: "=") else {
            position = end
            if mode.isLax { builder.attribute(name, .none) }
            return
        }
        position += 1
        skipBlanks()
        guard position < bytes.count else { return }
        let quote = bytes[position]
        if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
            let valueStart = position + 1
            position = bytes.firstIndex(of: quote, or: quote, from: valueStart)
            // A value that does not end is none, and there is nothing after it.
            guard position < bytes.count else { return }
            give(name, bytes[valueStart..<position])
            position += 1
        } else {
            let valueStart = position
            while position < bytes.count, !bytes[position].isXMLBlank, bytes[position] != UInt8(ascii: ">"),
                !bytes.has("/>", at: position)
            {
                position += 1
            }
            if mode.isLax { give(name, bytes[valueStart..<position]) }
        }
    }

    private mutating func give(_ name: BorrowedBytes, _ value: BorrowedBytes) {
        scratch.truncate(to: 0)
        scratch.appendUnescapingXML(value)
        builder.attribute(name, scratch.bytes)
    }
}

extension UInt8 {
    fileprivate var endsAttributeName: Bool {
        isXMLBlank || self == UInt8(ascii: "=") || self == UInt8(ascii: ">") || self == UInt8(ascii: "/")
    }
}
