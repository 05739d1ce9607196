internal import CPCRE2
internal import CharonSystem

/// A pattern as scripts write it: between two delimiters, with flags behind it.
///
/// The first character is the delimiter and its last occurrence ends the pattern: `/a.b/i`, `#^/api#`.
@safe
struct PatternText {
    /// What stands between the delimiters.
    let pattern: BorrowedBytes
    /// `g`: replacements go on after the first match.
    private(set) var isGlobal = false
    /// The other flags, for PCRE2.
    private(set) var options: UInt32 = 0

    /// - Throws: `noDelimiters`.
    /// - Complexity: O(count of `text`).
    init(_ text: BorrowedBytes) throws(RegexError) {
        var end = text.count - 1
        while end > 0, text[end] != text[0] { end -= 1 }
        guard end > 0 else { throw .noDelimiters }
        pattern = text[1..<end]
        for index in end + 1..<text.count {
            switch text[index] {
            case UInt8(ascii: "g"): isGlobal = true
            case UInt8(ascii: "i"): options |= PCRE2_CASELESS
            case UInt8(ascii: "m"): options |= PCRE2_MULTILINE
            case UInt8(ascii: "s"): options |= PCRE2_DOTALL
            case UInt8(ascii: "x"): options |= PCRE2_EXTENDED
            // Without PCRE2_MATCH_INVALID_UTF text from outside could make a search undefined.
            case UInt8(ascii: "u"): options |= PCRE2_UTF | PCRE2_MATCH_INVALID_UTF
            case UInt8(ascii: "U"): options |= PCRE2_UNGREEDY
            case UInt8(ascii: "D"): options |= PCRE2_DOLLAR_ENDONLY
            case UInt8(ascii: "n"): options |= PCRE2_NO_AUTO_CAPTURE
            default: break
            }
        }
    }
}
