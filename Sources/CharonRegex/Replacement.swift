package import CharonSystem

/// What a match is replaced by.
package enum Replacement {
    /// These bytes as they are.
    case literal(BorrowedBytes)
    /// These bytes, with `$0` to `$9` standing for groups and `$$` for `$`.
    ///
    /// A group that took no part leaves its `$n`; `$` and any other character vanish.
    case template(BorrowedBytes)
}

extension RegexEngine {
    /// Replaces the first match, or all if the pattern is global.
    ///
    /// - Parameters:
    ///   - maxBytes: how long the result may become.
    /// - Returns: the new text, nil if nothing matches.
    /// - Throws: `matchLimit`, `resultTooLong`, `outOfMemory`.
    /// - Complexity: bounded by the limits of a search, all searches together, and `maxBytes`.
    package func replacing(
        _ pattern: Pattern, in text: BorrowedBytes, with replacement: Replacement, maxBytes: Int
    ) throws(RegexError) -> [UInt8]? {
        begin()
        var result: [UInt8] = []
        var position = 0
        /// How far the text has been taken over.
        var copied = 0
        /// The last match, and where the search for it began.
        var last: (whole: Range<Int>, start: Int)?
        var mustNotBeEmptyHere = false
        var hasReplaced = false
        while true {
            guard
                try find(pattern, in: text, from: position, anchored: mustNotBeEmptyHere, notEmptyAtStart: mustNotBeEmptyHere)
            else {
                if !mustNotBeEmptyHere || position >= text.count { break }
                // Nothing but the empty match was there: go on behind the character.
                mustNotBeEmptyHere = false
                position = pattern.isUnicode ? text.nextCharacter(after: position) : position + 1
                continue
            }
            // Old versions let a match begin before the search did, by \K in a look-around.
            guard let whole = range(of: 0), whole.lowerBound >= position else { break }
            if let last, whole == last.whole {
                // The same empty match, found once from before it and once at it, as for a pattern without \G.
                guard whole.isEmpty, last.start != position else { break }
                mustNotBeEmptyHere = true
                continue
            }
            try result.append(text[copied..<whole.lowerBound], maxBytes: maxBytes)
            try append(replacement, in: text, to: &result, maxBytes: maxBytes)
            hasReplaced = true
            copied = whole.upperBound
            if !pattern.isGlobal { break }
            mustNotBeEmptyHere = whole.isEmpty && whole.lowerBound == position
            last = (whole, position)
            position = whole.upperBound
        }
        guard hasReplaced else { return nil }
        try result.append(text.dropFirst(copied), maxBytes: maxBytes)
        return result
    }

    private func append(
        _ replacement: Replacement, in text: BorrowedBytes, to result: inout [UInt8], maxBytes: Int
    ) throws(RegexError) {
        guard case .template(let template) = replacement else {
            if case .literal(let bytes) = replacement { try result.append(bytes, maxBytes: maxBytes) }
            return
        }
        var index = 0
        while index < template.count {
            let start = index
            while index < template.count, template[index] != UInt8(ascii: "$") { index += 1 }
            try result.append(template[start..<index], maxBytes: maxBytes)
            guard index + 1 < template.count else { return }
            let name = template[index + 1]
            if name == UInt8(ascii: "$") {
                try result.append(template[index..<index + 1], maxBytes: maxBytes)
            } else if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(name) {
                let group = range(of: Int(name - UInt8(ascii: "0"))).map { text[$0] }
                try result.append(group ?? template[index..<index + 2], maxBytes: maxBytes)
            }
            index += 2
        }
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ bytes: BorrowedBytes, maxBytes: Int) throws(RegexError) {
        guard bytes.count <= maxBytes - count else { throw .resultTooLong }
        unsafe bytes.withUnsafeBytes { unsafe append(contentsOf: $0) }
    }
}

extension BorrowedBytes {
    /// The byte behind the character at `index`: behind it and the bytes that can only continue it.
    fileprivate func nextCharacter(after index: Int) -> Int {
        var next = index + 1
        while next < count, self[next] & 0xc0 == 0x80 { next += 1 }
        return next
    }
}
