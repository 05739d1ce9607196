internal import CharonSystem
internal import Glibc

// Scripts run on a thread whose stack we size, so that how deep they may nest does not depend on
// `ulimit -s`. This thread only waits: signals are for that one.
let words = CommandLine.arguments
SignalMask.block()
guard
    NativeThread.start(stackSize: 16 << 20, {
        SignalMask.unblock()
        exit(ScriptCommand.run(words))
    })
else {
    StandardStreams.complain("no thread to run on")
    exit(1)
}
while true { pause() }
