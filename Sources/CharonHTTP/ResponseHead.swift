/// What precedes a response's content, taken in line by line. RFC 9112, sections 4 and 5.
///
/// Of several heads (100, an answer to a kept connection that died) the last one counts.
struct ResponseHead {
    /// Why a head is not acceptable.
    enum Fault: Error {
        /// More than `maxBytes` in all.
        case tooLarge
        /// The content has two lengths, or both a length and chunks.
        case contradictory
    }

    /// The most bytes of one final response's head, those of interim responses before it included.
    static let maxBytes = 262_144

    /// The status code; 0 as long as there is none.
    private(set) var status = 0
    /// The text beside the code.
    private(set) var statusText: [UInt8] = []
    /// Header fields in their order, with canonical names.
    private(set) var fields: [(name: String, value: [UInt8])] = []
    /// What the content is said to be long, bytes.
    private(set) var contentLength: Int64?
    /// Whether the content comes in chunks.
    private(set) var isChunked = false
    /// Whether the head is HTTP/2 or newer, where framing says what is whole.
    private(set) var isFramed = false

    private var places: [String: Int] = [:]
    private var lastField: Int?
    private var bytes = 0
    /// Whether the blank line after the fields has come.
    private(set) var isComplete = false

    /// Takes in one line with its end.
    ///
    /// - Throws: why the response cannot be accepted.
    mutating func take(_ line: [UInt8]) throws(Fault) {
        if line.starts(with: Array("HTTP/".utf8)), status == 0 || isComplete {
            begin(line)
        }
        bytes += line.count
        if bytes > ResponseHead.maxBytes { throw .tooLarge }
        // What follows the content (trailers) is nobody's business here.
        if isComplete { return }
        let content = line.prefix { $0 != 13 && $0 != 10 }
        if content.isEmpty {
            isComplete = true
            if isChunked && contentLength != nil && !isFramed { throw .contradictory }
        } else if lastField == nil && fields.isEmpty && line.starts(with: Array("HTTP/".utf8)) {
            return
        } else if content.first == UInt8(ascii: " ") || content.first == UInt8(ascii: "\t") {
            // A folded line goes on with the value before it. RFC 9112, section 5.2.
            if let lastField { fields[lastField].value += [UInt8(ascii: " ")] + ResponseHead.trimmed(content) }
        } else if let colon = content.firstIndex(of: UInt8(ascii: ":")) {
            try add(ResponseHead.canonical(content[..<colon]), ResponseHead.trimmed(content[(colon + 1)...]))
        }
    }

    private mutating func begin(_ line: [UInt8]) {
        // Interim responses count together with what follows them: there is no limit to their number otherwise.
        let before = (100..<200).contains(status) ? bytes : 0
        self = ResponseHead()
        bytes = before
        let words = ResponseHead.trimmed(line[...])
            .split(separator: UInt8(ascii: " "), maxSplits: 2, omittingEmptySubsequences: false)
        status = words.count > 1 ? Int(String(decoding: words[1], as: UTF8.self)) ?? 0 : 0
        isFramed = !line.starts(with: Array("HTTP/1".utf8))
        statusText = words.count > 2 ? Array(words[2]) : isFramed ? Array((StatusText.usual[status] ?? "").utf8) : []
    }

    private mutating func add(_ name: String, _ value: [UInt8]) throws(Fault) {
        if name == "Content-Length" {
            // A list of equal lengths is one length. RFC 9112, section 6.3.
            for part in value.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
                let digits = ResponseHead.trimmed(part)
                guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
                    let length = Int64(String(decoding: digits, as: UTF8.self))
                else { throw .contradictory }
                if let contentLength, contentLength != length { throw .contradictory }
                contentLength = length
            }
        }
        if name == "Transfer-Encoding", String(decoding: value, as: UTF8.self).lowercased().hasSuffix("chunked") {
            isChunked = true
        }
        if let place = places[name] {
            fields[place].value += Array(", ".utf8) + value
            lastField = place
        } else {
            places[name] = fields.count
            lastField = fields.count
            fields.append((name, value))
        }
    }

    /// Whether only the end of the connection says that the content is whole.
    func endsWithConnection(method: String) -> Bool {
        !isFramed && contentLength == nil && !isChunked && method != "HEAD" && status != 204 && status != 304
    }

    /// A name with a capital at the beginning of each word: `Content-Type`.
    private static func canonical(_ name: ArraySlice<UInt8>) -> String {
        var isFirst = true
        let letters = name.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }.map { byte in
            defer { isFirst = byte == UInt8(ascii: "-") }
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): return isFirst ? byte & 0xDF : byte
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): return isFirst ? byte : byte | 0x20
            default: return byte
            }
        }
        return String(decoding: letters, as: UTF8.self)
    }

    /// A value without the blanks and line ends around it.
    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || byte == 13 || byte == 10 }
        var bytes = bytes.drop(while: isBlank)
        while let last = bytes.last, isBlank(last) { bytes.removeLast() }
        return Array(bytes)
    }
}
