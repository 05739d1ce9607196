internal import CharonSystem
internal import Glibc

// Scripts run on a thread whose stack we size, so that how deep they may nest does not depend on
// `ulimit -s`. This thread only waits: signals are for that one.
let words = CommandLine.arguments
if !words.contains("--workers") { Allocator.useOneHeap() }
StandardStream.reserveDescriptors()
SignalMask.block()
let hasStarted = NativeThread.start(stackSize: CommandThread.stackSize) {
    SignalMask.unblock()
    let status = ScriptCommand.run(words)
    exit(StandardStream.flushOutput() || status != 0 ? status : 1)
}
guard hasStarted else {
    StandardStream.error.write(line: "charon: no thread to run on")
    exit(1)
}
while true { pause() }
