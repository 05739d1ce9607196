import CFuzzer
import PlutoSyntax

// Source text behind a byte that says whether warnings are wanted: a tree, or errors with places in the text.

private func run(_ input: [UInt8]) {
    guard let first = input.first else { return }
    let source = Array(input.dropFirst())
    let (tree, diagnostics) = parse(source, options: ParserOptions(wantsWarnings: first & 1 == 1))
    let errors = diagnostics.filter { $0.severity == .error }
    precondition((tree == nil) == !errors.isEmpty, "neither a tree nor an error, or both")
    let lines = 1 + source.count { $0 == 10 || $0 == 13 }
    for diagnostic in diagnostics {
        precondition(diagnostic.line >= 1 && diagnostic.line <= lines, "a line outside of the text")
        precondition(diagnostic.column >= 1 && diagnostic.length >= 0 && !diagnostic.message.isEmpty, "no place")
    }
    if let tree {
        // The parts of a node are in front of it, and each stands on tokens in their order.
        for node in tree.nodes { precondition(node.first <= node.last && Int(node.last) < tree.tokens.count, "a node on no tokens") }
    }
}

var count = CommandLine.argc
var words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = unsafe CommandLine.unsafeArgv
_ = unsafe LLVMFuzzerRunDriver(&count, &words) { bytes, size in
    run(unsafe [UInt8](UnsafeBufferPointer(start: bytes, count: size)))
    return 0
}
