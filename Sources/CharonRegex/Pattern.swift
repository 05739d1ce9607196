internal import CPCRE2
package import CharonSystem

/// A compiled pattern.
@safe
package final class Pattern {
    /// Whether replacements go on after the first match (flag `g`).
    package let isGlobal: Bool
    /// For each group by its number the name that it has, if it has one; the whole match is group 0.
    package let names: [[UInt8]?]

    private let source: [UInt8]
    private let options: UInt32
    private let floating: CompiledPattern
    /// Compiled when it is first needed: PCRE2 has no compiled code for patterns that are anchored only at a match.
    private var anchored: CompiledPattern?

    /// Compiles a pattern.
    ///
    /// - Parameters:
    ///   - text: the pattern between delimiters, flags behind it.
    ///   - engine: what searches for it later.
    /// - Throws: `noDelimiters`, `invalidPattern`, `outOfMemory`.
    /// - Complexity: PCRE2 refuses what compiles to more than 64 KiB.
    package init(_ text: BorrowedBytes, engine: RegexEngine) throws(RegexError) {
        let text = try PatternText(text)
        isGlobal = text.isGlobal
        options = text.options
        source = Self.prefix + text.pattern.copy()
        floating = try CompiledPattern(source, options: options, engine: engine)
        names = unsafe Self.names(of: floating.code)
    }

    /// A callout at each place where a match is tried, for `WorkBudget`. It also keeps `(*VERB)` items from
    /// standing at the start, where they would set options and limits.
    static let prefix = Array("(?C)".utf8)

    /// How many groups there are, the whole match among them.
    package var groupCount: Int { names.count }

    /// Whether text is UTF-8 (flag `u`).
    var isUnicode: Bool { options & PCRE2_UTF != 0 }

    /// About how much memory the pattern takes, bytes.
    package var weight: Int { floating.weight + source.count + 256 }

    /// The pattern in the form that a search needs.
    func compiled(anchored isAnchored: Bool, engine: RegexEngine) throws(RegexError) -> CompiledPattern {
        if !isAnchored { return floating }
        if let anchored { return anchored }
        let made = try CompiledPattern(source, options: options | PCRE2_ANCHORED, engine: engine)
        anchored = made
        return made
    }

    /// Reads the table of names: entries of one size, the number in two bytes, the name, a zero.
    ///
    /// Source: pcre2api(3), PCRE2_INFO_NAMETABLE.
    private static func names(of code: OpaquePointer) -> [[UInt8]?] {
        var groups: UInt32 = 0, count: UInt32 = 0, size: UInt32 = 0
        var table: UnsafePointer<UInt8>?
        unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_CAPTURECOUNT), &groups)
        unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMECOUNT), &count)
        unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMEENTRYSIZE), &size)
        unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMETABLE), &table)
        var names = [[UInt8]?](repeating: nil, count: Int(groups) + 1)
        guard let table = unsafe table, size > 3 else { return names }
        let bytes = unsafe UnsafeBufferPointer(start: table, count: Int(count) * Int(size))
        for entry in stride(from: 0, to: bytes.count, by: Int(size)) {
            let number = unsafe Int(bytes[entry]) << 8 | Int(bytes[entry + 1])
            guard names.indices.contains(number) else { continue }
            names[number] = unsafe Array(bytes[entry + 2..<entry + Int(size)].prefix { $0 != 0 })
        }
        return names
    }
}

/// One form of a pattern: PCRE2's code, and machine code once that pays.
@safe
final class CompiledPattern {
    @unsafe let code: OpaquePointer
    private var work = 0
    private(set) var hasMachineCode = false

    /// About as much searching as making machine code costs, bytes.
    private static let machineCodePays = 4096

    init(_ source: [UInt8], options: UInt32, engine: RegexEngine) throws(RegexError) {
        var error: Int32 = 0
        var offset = 0
        guard let code = unsafe pcre2_compile_8(source, source.count, options, &error, &offset, engine.compileContext) else {
            throw Self.failure(error, at: offset - Pattern.prefix.count)
        }
        unsafe self.code = code
    }

    deinit { unsafe pcre2_code_free_8(code) }

    var weight: Int {
        var size = 0
        unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_SIZE), &size)
        return size
    }

    /// Tells of a search through `count` bytes; machine code is made when enough have come together.
    func note(_ count: Int) {
        guard work < Self.machineCodePays else { return }
        work += count + 64
        if work >= Self.machineCodePays {
            // Where there is no JIT, or no memory that may be executed, PCRE2 interprets its code.
            hasMachineCode = unsafe pcre2_jit_compile_8(code, UInt32(PCRE2_JIT_COMPLETE)) == 0
        }
    }

    private static func failure(_ error: Int32, at offset: Int) -> RegexError {
        if error == PCRE2_ERROR_NOMEMORY || error == 121 /* failed to allocate heap memory */ { return .outOfMemory }
        var message = [UInt8](repeating: 0, count: 256)
        let count = unsafe pcre2_get_error_message_8(error, &message, message.count)
        let text = String(decoding: message.prefix(max(0, Int(count))), as: UTF8.self)
        return .invalidPattern(message: text, offset: max(0, offset))
    }
}
