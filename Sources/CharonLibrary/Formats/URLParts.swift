internal import CharonSystem

/// The parts of a URL as they stand in it: nothing is decoded or normalised. What is absent is empty.
///
/// Source: RFC 3986, section 3; libraries.md section 5, which differs: what stands without `//` is an authority too.
struct URLParts {
    private(set) var scheme = BorrowedBytes.none
    private(set) var user = BorrowedBytes.none
    private(set) var pass = BorrowedBytes.none
    private(set) var host = BorrowedBytes.none
    /// 0 if there is none.
    private(set) var port = 0
    private(set) var path = BorrowedBytes.none
    private(set) var query = BorrowedBytes.none
    private(set) var fragment = BorrowedBytes.none

    /// - Parameter text: stays borrowed by the parts.
    /// - Returns: nil if the port is no number up to 65535.
    /// - Complexity: O(`text.count`).
    init?(_ text: BorrowedBytes) {
        var rest = text
        if let end = Self.schemeEnd(of: rest) {
            scheme = rest.prefix(end)
            rest = rest.dropFirst(end + 1)
        }
        if rest.has("//", at: 0) { rest = rest.dropFirst(2) }
        let authorityEnd = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }
        guard readAuthority(rest.prefix(authorityEnd ?? rest.count)) else { return nil }
        rest = rest.dropFirst(authorityEnd ?? rest.count)
        if let mark = rest.firstIndex(where: { $0 == UInt8(ascii: "#") }) {
            fragment = rest.dropFirst(mark + 1)
            rest = rest.prefix(mark)
        }
        if let mark = rest.firstIndex(where: { $0 == UInt8(ascii: "?") }) {
            query = rest.dropFirst(mark + 1)
            rest = rest.prefix(mark)
        }
        path = rest
    }

    /// Where the colon stands after a scheme, if there is one.
    private static func schemeEnd(of text: BorrowedBytes) -> Int? {
        for index in 0..<text.count {
            switch text[index] {
            case UInt8(ascii: ":"): return index > 0 ? index : nil
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): continue
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
                if index == 0 { return nil }
            default: return nil
            }
        }
        return nil
    }

    private mutating func readAuthority(_ authority: BorrowedBytes) -> Bool {
        var place = authority
        if let mark = place.lastIndex(where: { $0 == UInt8(ascii: "@") }) {
            let identity = place.prefix(mark)
            let colon = identity.firstIndex { $0 == UInt8(ascii: ":") }
            user = identity.prefix(colon ?? identity.count)
            if let colon { pass = identity.dropFirst(colon + 1) }
            place = place.dropFirst(mark + 1)
        }
        var portSearch = 0
        // The colons of an IPv6 address are none before a port.
        if place.has("[", at: 0), let close = place.lastIndex(where: { $0 == UInt8(ascii: "]") }) { portSearch = close }
        guard let colon = place.dropFirst(portSearch).lastIndex(where: { $0 == UInt8(ascii: ":") }) else {
            host = place
            return true
        }
        host = place.prefix(portSearch + colon)
        return readPort(place.dropFirst(portSearch + colon + 1))
    }

    private mutating func readPort(_ digits: BorrowedBytes) -> Bool {
        for index in 0..<digits.count {
            let digit = digits[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return false }
            port = port * 10 + Int(digit)
            guard port <= 65535 else { return false }
        }
        return true
    }
}

extension BorrowedBytes {
    /// The index of the first byte for which `isWanted` holds.
    fileprivate func firstIndex(where isWanted: (UInt8) -> Bool) -> Int? { (0..<count).first { isWanted(self[$0]) } }

    fileprivate func lastIndex(where isWanted: (UInt8) -> Bool) -> Int? { (0..<count).last { isWanted(self[$0]) } }
}
