import CFuzzer
import CharonRegex
import CharonSystem

// Patterns and texts: the first byte tells how long the pattern is, the second which flags it gets.

nonisolated(unsafe) private let engine: RegexEngine = {
    guard let engine = try? RegexEngine() else { preconditionFailure("no memory") }
    return engine
}()

private func run(_ input: [UInt8]) {
    guard input.count > 2 else { return }
    let split = 2 + Int(input[0]) % (input.count - 1)
    let flags = zip("gimsxuUDn".utf8, 0...).filter { input[1] >> ($0.1 % 8) & 1 == 1 }.map(\.0)
    let text = [UInt8(ascii: "/")] + input[2..<split] + [UInt8(ascii: "/")] + flags
    let subject = Array(input[split...])
    guard let pattern = try? text.withBorrowedBytes({ try Pattern($0, engine: engine) }) else { return }
    subject.withBorrowedBytes { subject in
        // Again and again, until there is machine code.
        for anchored in [false, true] {
            for _ in 0..<(input[1] & 1 == 0 ? 2 : 80) {
                engine.begin()
                guard let isFound = try? engine.find(pattern, in: subject, anchored: anchored) else { return }
                for group in 0..<pattern.groupCount {
                    guard let range = engine.range(of: group) else { continue }
                    precondition(isFound && range.upperBound <= subject.count, "a group outside of the text")
                }
            }
        }
        for replacement in [Replacement.literal(subject), .template(subject)] {
            let result = try? engine.replacing(pattern, in: subject, with: replacement, maxBytes: 1 << 16)
            if let text = result.flatMap({ $0 }) { precondition(text.count <= 1 << 16) }
        }
    }
}

var count = CommandLine.argc
var words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = unsafe CommandLine.unsafeArgv
_ = unsafe LLVMFuzzerRunDriver(&count, &words) { bytes, size in
    run(unsafe [UInt8](UnsafeBufferPointer(start: bytes, count: size)))
    return 0
}
