import CFuzzer
import PlutoSyntax

// Source text: the tokens cover it in order, whatever it is.

private func run(_ input: [UInt8]) {
    var lexer = Lexer(source: input, range: 0..<input.count, names: .words)
    lexer.run()
    var (position, line): (UInt32, UInt32) = (0, 1)
    for token in lexer.tokens {
        precondition(token.start >= position && token.end >= token.start, "a token begins inside another")
        // A fault stands on the line where what is not finished begins.
        precondition(token.line >= line || token.kind == .invalid, "a token stands above the one in front of it")
        precondition(Int(token.end) <= input.count, "a token outside of the text")
        precondition(token.kind != .invalid || Int(token.name) < lexer.faults.count, "a fault without a message")
        position = token.end
        line = max(line, token.line)
    }
    precondition(lexer.tokens.last?.kind == .endOfSource, "no end")
}

var count = CommandLine.argc
var words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = unsafe CommandLine.unsafeArgv
_ = unsafe LLVMFuzzerRunDriver(&count, &words) { bytes, size in
    run(unsafe [UInt8](UnsafeBufferPointer(start: bytes, count: size)))
    return 0
}
