import CFuzzer
import CharonLua
import PlutoCompiler

// Source text: what it is translated to, Lua compiles; messages can be shown.

nonisolated(unsafe) private let machine: VirtualMachine = {
    guard let machine = VirtualMachine(memoryLimit: 1 << 30) else { preconditionFailure("no memory") }
    return machine
}()

private func run(_ input: [UInt8]) {
    switch compile(input, options: CompilerOptions(chunkName: "fuzz", wantsWarnings: input.count % 2 == 0)) {
    case .failure(let diagnostics):
        let text = render(diagnostics, source: input, chunkName: "fuzz", colour: input.count % 3 == 0)
        precondition(!text.isEmpty, "an error without a message")
    case .success(let chunk):
        let state = machine.main
        if !state.load(chunk.lua, chunkName: "=chunk", mode: "t").isOK {
            // The limits of Lua's compiler are real ones.
            let message = state.string(at: -1) ?? ""
            let isLimit = ["too many", "too long", "overflow", "limit"].contains { message.contains($0) }
            precondition(isLimit, message)
        }
        state.pop()
    }
}

var count = CommandLine.argc
var words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = unsafe CommandLine.unsafeArgv
_ = unsafe LLVMFuzzerRunDriver(&count, &words) { bytes, size in
    run(unsafe [UInt8](UnsafeBufferPointer(start: bytes, count: size)))
    return 0
}
