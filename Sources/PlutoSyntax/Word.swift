/// The words that mean something to the language, with the identifiers they have in every name table.
///
/// A name table interns these first, in this order, so that a word can be recognised by number.
package enum Word {
    /// Lua's reserved words, in the order of the first cases of `TokenKind`.
    package static let reserved = [
        "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in",
        "local", "nil", "not", "or", "repeat", "return", "then", "true", "until", "while",
    ]

    /// The words that are keywords until a script uses them as names.
    package static let soft = ["switch", "continue", "enum", "new", "class", "parent", "export"]

    /// Words that mean something in one position only.
    private static let narrow = [
        "pluto_use", "case", "default", "as", "begin", "extends", "instanceof", "public", "private",
        "protected", "static", "object", "define", "alias", "include", "haltcompiler", "type", "declare",
        "getproptype", "const", "close", "nodiscard", "global", "self", "table", "__mindex", "__construct",
        "__parent", "pairs", "ipairs", "next", "names", "values", "kvmap", "vkmap", "void", "_ENV",
        "callonce", "n",
    ]

    /// The names of the table library, which method calls find in tables.
    private static let tableLibrary = [
        "concat", "insert", "move", "pack", "remove", "sort", "unpack", "sorted", "map", "mapped", "filter",
        "filtered", "reorder", "reordered", "reverse", "reversed", "reduce", "foreach", "find", "findkey",
        "findindex", "contains", "checkall", "keys", "size", "getn", "back", "slice", "chunk", "invert",
        "countvalues", "dedup", "deduplicate", "deduped", "deduplicated", "min", "max", "modget", "modset", "clone",
        "clear", "create", "isarray", "freeze", "isfrozen",
    ]

    package static let firstSoft = UInt32(reserved.count)
    package static let firstPrefixed = firstSoft + UInt32(soft.count)
    private static let firstNarrow = firstPrefixed + UInt32(soft.count)

    /// All words, in the order of their identifiers.
    package static let all = reserved + soft + soft.map { "pluto_" + $0 } + narrow + tableLibrary

    private static let firstOfTableLibrary = firstNarrow + UInt32(narrow.count)
    private static let endOfTableLibrary = UInt32(all.count)

    /// Whether a name is one of the table library.
    package static func isInTableLibrary(_ name: UInt32) -> Bool {
        (name >= firstOfTableLibrary && name < endOfTableLibrary) || name == values
    }

    package static let `switch` = firstSoft
    package static let `continue` = firstSoft + 1
    package static let `enum` = firstSoft + 2
    package static let new = firstSoft + 3
    package static let `class` = firstSoft + 4
    package static let parent = firstSoft + 5
    package static let export = firstSoft + 6

    package static let plutoUse = identifier("pluto_use")
    package static let `case` = identifier("case")
    package static let `default` = identifier("default")
    package static let `as` = identifier("as")
    package static let begin = identifier("begin")
    package static let extends = identifier("extends")
    package static let instanceof = identifier("instanceof")
    package static let `public` = identifier("public")
    package static let `private` = identifier("private")
    package static let protected = identifier("protected")
    package static let `static` = identifier("static")
    package static let object = identifier("object")
    package static let define = identifier("define")
    package static let alias = identifier("alias")
    package static let include = identifier("include")
    package static let haltcompiler = identifier("haltcompiler")
    package static let type = identifier("type")
    package static let declare = identifier("declare")
    package static let getproptype = identifier("getproptype")
    package static let const = identifier("const")
    package static let close = identifier("close")
    package static let nodiscard = identifier("nodiscard")
    package static let global = identifier("global")
    package static let selfName = identifier("self")
    package static let table = identifier("table")
    package static let mindex = identifier("__mindex")
    package static let construct = identifier("__construct")
    package static let parentField = identifier("__parent")
    package static let pairs = identifier("pairs")
    package static let ipairs = identifier("ipairs")
    package static let next = identifier("next")
    package static let names = identifier("names")
    package static let values = identifier("values")
    package static let kvmap = identifier("kvmap")
    package static let vkmap = identifier("vkmap")
    package static let void = identifier("void")
    package static let environment = identifier("_ENV")
    package static let callonce = identifier("callonce")
    package static let n = identifier("n")

    private static func identifier(_ word: String) -> UInt32 {
        guard let position = narrow.firstIndex(of: word) else { preconditionFailure("no narrow word \(word)") }
        return firstNarrow + UInt32(position)
    }
}
