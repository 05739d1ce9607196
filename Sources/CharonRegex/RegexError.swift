/// Why a pattern could not be used, or a match not be looked for to the end.
package enum RegexError: Error, Equatable {
    /// The text does not stand between two delimiters.
    case noDelimiters
    /// PCRE2 refuses the pattern: why, and at which byte of it (from 0).
    case invalidPattern(message: String, offset: Int)
    /// The search took too many steps, too much memory or too long.
    case matchLimit
    /// The text that a replacement makes is longer than the caller has room for.
    case resultTooLong
    /// There is no memory.
    case outOfMemory
}
