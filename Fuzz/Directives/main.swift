import CFuzzer
import PlutoSyntax

// `$include`, `$alias`, `$define`, `$if` and their like: the first byte tells how much of the input is the text; the
// rest is what every included file holds.

private func run(_ input: [UInt8]) {
    guard input.count > 1 else { return }
    let split = 1 + Int(input[0]) * (input.count - 1) / 255
    let included = Array(input[split...])
    let source = Array("$include 'file'\n".utf8) + input[1..<split]
    let (tree, diagnostics) = parse(source, options: ParserOptions(readFile: { _ in included }))
    precondition(tree != nil || !diagnostics.isEmpty, "neither a tree nor an error")
    if let tree {
        for token in tree.tokens { precondition(Int(token.end) <= tree.source.count, "a token outside of the text") }
    }
}

var count = CommandLine.argc
var words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = unsafe CommandLine.unsafeArgv
_ = unsafe LLVMFuzzerRunDriver(&count, &words) { bytes, size in
    run(unsafe [UInt8](UnsafeBufferPointer(start: bytes, count: size)))
    return 0
}
