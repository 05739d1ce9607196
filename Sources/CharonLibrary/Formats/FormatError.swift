internal import CharonSystem

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
