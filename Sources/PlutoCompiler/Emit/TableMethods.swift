import PlutoSyntax

/// The method names that may mean a function of the table library.
///
/// Lua has no hook for the second lookup of a method call, so calls with these names are rewritten; all others are
/// emitted as they are.
struct TableMethods {
    /// Names that the chunk adds to the table library.
    private var names: Set<UInt32> = []
    /// Whether the chunk mentions `__mindex`: then any name may need the second lookup.
    private var includesAll: Bool

    /// Looks through the tokens of a chunk for names that it adds to the table library.
    ///
    /// - Complexity: O(number of tokens).
    init(_ tree: SyntaxTree, rewritesAll: Bool) {
        includesAll = rewritesAll
        let tokens = tree.tokens
        for index in tokens.indices {
            switch tokens[index].kind {
            case .name:
                if tokens[index].name == Word.mindex {
                    includesAll = true
                } else if tokens[index].name == Word.table, index + 3 < tokens.count,
                    tokens[index + 1].kind == .dot
                {
                    let isFunction = index > 0 && tokens[index - 1].kind == .function
                    if isFunction || tokens[index + 3].kind == .assign || tokens[index + 3].kind == .comma {
                        names.insert(tokens[index + 2].name)
                    }
                }
            case .string:
                if tokens[index].end - tokens[index].start == 10, Self.isMindex(tree.text(of: UInt32(index))) {
                    includesAll = true
                }
            default: break
            }
        }
    }

    private static func isMindex(_ text: ArraySlice<UInt8>) -> Bool {
        text.dropFirst().dropLast().elementsEqual("__mindex".utf8)
    }

    /// Whether a method call with a name may need the second lookup.
    @inline(__always)
    func needsLookup(_ name: UInt32) -> Bool { includesAll || Word.isInTableLibrary(name) || names.contains(name) }
}
