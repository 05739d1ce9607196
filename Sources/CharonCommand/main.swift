internal import CharonSystem
internal import Glibc

if !CommandLine.arguments.contains("--workers") { Allocator.useOneHeap() }
StandardStream.reserveDescriptors()

// How deep scripts may nest must not depend on `ulimit -s`. They run on this thread: with one thread alone, neither
// the kernel nor the C library need take care of others on the way of every message.
if MainStack.allow(CommandThread.stackSize) {
    SignalMask.unblock()
    ScriptCommand.runAndExit()
}

// Where the stack may not grow they have a thread, whose stack we size. This one only waits: signals are for that one.
SignalMask.block()
let hasStarted = NativeThread.start(stackSize: CommandThread.stackSize) {
    SignalMask.unblock()
    ScriptCommand.runAndExit()
}
guard hasStarted else {
    StandardStream.error.write(line: "charon: no thread to run on")
    exit(1)
}
while true { pause() }
