@testable import PlutoSyntax

/// Reads the tokens of a text.
func lexer(of source: String) -> Lexer {
    let bytes = Array(source.utf8)
    var lexer = Lexer(source: bytes, range: 0..<bytes.count, names: .words)
    lexer.run()
    return lexer
}

/// The kinds of the tokens of a text, without the end.
func kinds(of source: String) -> [TokenKind] { lexer(of: source).tokens.dropLast().map(\.kind) }

/// The texts of the tokens of a text, without the end.
func texts(of source: String) -> [String] {
    let lexer = lexer(of: source)
    return lexer.tokens.dropLast().map {
        String(decoding: lexer.source[Int($0.start)..<Int($0.end)], as: UTF8.self)
    }
}

/// The errors of a text as `LINE:COLUMN: MESSAGE`.
func errors(of source: String) -> [String] {
    parse(Array(source.utf8)).diagnostics.map { "\($0.line):\($0.column): \($0.message)" }
}
