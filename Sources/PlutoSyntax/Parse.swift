/// Reads a chunk.
///
/// - Parameters:
///   - source: the bytes of the chunk.
///   - options: what the parser needs to know from outside.
/// - Returns: the tree, which is nil if there are errors, and all diagnostics in the order of their lines.
/// - Complexity: O(length of the source).
package func parse(_ source: [UInt8], options: ParserOptions = ParserOptions()) -> (tree: SyntaxTree?, diagnostics: [Diagnostic]) {
    guard source.count < Int(Int32.max) else {
        return (nil, [Diagnostic(line: 1, column: 1, message: "chunk is too large (limit is 2 GiB)")])
    }
    var lexer = Lexer(source: source, range: 0..<source.count, names: .words)
    lexer.run()
    let tree: SyntaxTree
    let faults: [Lexer.Fault]
    if TokenExpansion.isNeeded(lexer.tokens) {
        var expansion = TokenExpansion(lexer, readFile: options.readFile)
        expansion.run()
        var expanded = SyntaxTree(source: expansion.source, tokens: expansion.tokens, names: expansion.names)
        expanded.tokensFollowSource = false
        tree = expanded
        faults = expansion.faults
    } else {
        tree = SyntaxTree(source: source, tokens: lexer.tokens, names: lexer.names)
        faults = lexer.faults
    }
    var parser = Parser(
        tree: tree, faults: faults, directives: tree.tokensFollowSource ? lexer.directives : [], options: options)
    parser.chunk()
    parser.resolveMemberAccesses()
    if parser.warnings.isActive { parser.warnOfUnusedVariables() }
    let diagnostics = parser.diagnostics.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
    let isFaulty = diagnostics.contains { $0.severity == .error }
    return (isFaulty ? nil : parser.tree, diagnostics)
}
