/// Collects Lua text and knows on which line the next byte will stand.
///
/// Text only ever goes forward: a token whose line has been passed stands on the current line.
struct LuaWriter {
    private(set) var bytes: [UInt8] = []
    /// The line of the next byte, counted from 1.
    private(set) var line: UInt32 = 1

    init(capacity: Int) { bytes.reserveCapacity(capacity) }

    /// Writes line breaks until a line is reached.
    @inline(__always)
    mutating func advance(to target: UInt32) {
        while line < target {
            bytes.append(10)
            line += 1
        }
    }

    /// Writes a blank where the next token could run into the last one.
    @inline(__always)
    mutating func space() {
        guard let last = bytes.last, last != 32, last != 10, last != UInt8(ascii: "(") else { return }
        bytes.append(32)
    }

    /// Writes text that holds no line break.
    mutating func write(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    /// Writes a blank, if one is needed, and text that holds no line break.
    mutating func word(_ text: String) {
        space()
        bytes.append(contentsOf: text.utf8)
    }

    /// Writes text that holds no line break in front of what has been written since a place.
    ///
    /// - Complexity: O(number of bytes behind the place).
    mutating func insert(_ text: String, at place: Int) {
        bytes.insert(contentsOf: text.utf8, at: place)
    }

    /// Writes one byte that is no line break.
    @inline(__always)
    mutating func write(_ byte: UInt8) { bytes.append(byte) }

    /// Writes bytes that hold no line break.
    @inline(__always)
    mutating func write(_ text: ArraySlice<UInt8>) { bytes.append(contentsOf: text) }

    /// Writes bytes that hold a number of line breaks.
    mutating func write(_ text: ArraySlice<UInt8>, breaks: UInt32) {
        bytes.append(contentsOf: text)
        line += breaks
    }

    /// Writes a number, 0 or more, in decimal.
    mutating func write(number: Int) {
        var rest = UInt(bitPattern: number)
        guard rest < 100_000_000 else {
            write(number: number / 10)
            bytes.append(48 + UInt8(truncatingIfNeeded: rest % 10))
            return
        }
        // The digits come last one first.
        var digits: UInt64 = 0
        var count = 0
        repeat {
            digits = digits << 8 | UInt64(48 + rest % 10)
            rest /= 10
            count += 1
        } while rest > 0
        for _ in 0..<count {
            bytes.append(UInt8(truncatingIfNeeded: digits))
            digits >>= 8
        }
    }

    /// Writes bytes as a string literal on one line.
    mutating func write(quoted text: [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 10: write("\\n")
            case 0..<32, 127:
                write("\\")
                bytes.append(48 + byte / 100)
                bytes.append(48 + byte / 10 % 10)
                bytes.append(48 + byte % 10)
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Whether nothing stands on the current line yet, or a statement ends right here.
    var endsStatement: Bool {
        guard let last = bytes.last else { return true }
        return last == 10
    }
}
