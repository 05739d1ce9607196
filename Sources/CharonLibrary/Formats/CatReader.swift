internal import CharonSystem

/// Reads cat, lines of `name: value` in which a tab more makes a line the child of the one before it.
///
/// Source: Pluto manual, Cat; libraries.md section 13.
struct CatReader {
    /// How deep lines may stand in each other.
    static let depthLimit = 1000

    private let bytes: BorrowedBytes
    private var position = 0
    /// The number of the line read last, from 1.
    private(set) var line = 0
    /// How many tabs it has in front.
    private(set) var depth = 0
    /// How many spaces count as a tab, 0 until a line begins with spaces.
    private var indent = 0
    private var hasLines = false
    private let nameText = GrowingBytes()
    private let valueText = GrowingBytes()

    init(_ bytes: BorrowedBytes) { self.bytes = bytes }

    /// Valid until the next line is read.
    var name: BorrowedBytes { nameText.bytes }
    /// Empty if there is none; valid until the next line is read.
    var value: BorrowedBytes { valueText.bytes }

    /// Reads the next line that is not empty.
    ///
    /// - Returns: false at the end.
    /// - Throws: `FormatError.invalid` with the line's offset if it is indented by more than one level, `.tooDeep`.
    /// - Complexity: O(length), for all lines O(`bytes.count`).
    mutating func readLine() throws(FormatError) -> Bool {
        while position < bytes.count {
            let start = position
            let newline = UInt8(ascii: "\n")
            var end = bytes.firstIndex(of: newline, or: newline, from: start)
            position = min(end + 1, bytes.count)
            line += 1
            if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
            let text = bytes[start..<end]
            guard let (level, content) = levelAndContent(of: text) else { continue }
            guard level <= (hasLines ? depth + 1 : 0) else { throw .invalid(offset: start, reason: "indented too far") }
            if level >= Self.depthLimit { throw .tooDeep }
            hasLines = true
            depth = level
            readContent(content)
            return true
        }
        return false
    }

    /// The number of tabs in front, and what follows them; nil if nothing does.
    private mutating func levelAndContent(of text: BorrowedBytes) -> (Int, BorrowedBytes)? {
        var index = 0
        if indent == 0, depth == 0 {
            while index < text.count, text[index] == UInt8(ascii: " ") { index += 1 }
            // A line of nothing but spaces says nothing about the others.
            if index == text.count { return nil }
            indent = index
        }
        index = 0
        var level = 0
        if indent > 0 {
            while text.count - index >= indent, (index..<index + indent).allSatisfy({ text[$0] == UInt8(ascii: " ") }) {
                index += indent
                level += 1
            }
        }
        while index < text.count, text[index] == UInt8(ascii: "\t") {
            index += 1
            level += 1
        }
        return index < text.count ? (level, text.dropFirst(index)) : nil
    }

    /// Divides a line into name and value at the first colon that a space or the end follows.
    private func readContent(_ text: BorrowedBytes) {
        nameText.truncate(to: 0)
        valueText.truncate(to: 0)
        var index = 0
        while index < text.count {
            if text.has("\\:", at: index) {
                nameText.append(UInt8(ascii: ":"))
                index += 2
            } else if text[index] == UInt8(ascii: ":"), index + 1 == text.count || text[index + 1] == UInt8(ascii: " ") {
                readValue(text.dropFirst(min(index + 2, text.count)))
                return
            } else {
                nameText.append(text[index])
                index += 1
            }
        }
    }

    private func readValue(_ text: BorrowedBytes) {
        let quote = UInt8(ascii: "\"")
        guard text.count >= 2, text[0] == quote, text[text.count - 1] == quote else {
            valueText.append(text)
            return
        }
        var index = 1
        while index < text.count - 1 {
            var byte = text[index]
            if byte == UInt8(ascii: "\\"), index + 1 < text.count - 1 {
                switch text[index + 1] {
                case UInt8(ascii: "n"): byte = UInt8(ascii: "\n")
                case UInt8(ascii: "r"): byte = UInt8(ascii: "\r")
                case quote, UInt8(ascii: "\\"): byte = text[index + 1]
                default: index -= 1
                }
                index += 1
            }
            valueText.append(byte)
            index += 1
        }
    }
}
