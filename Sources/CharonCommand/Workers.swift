internal import CharonSystem
internal import Glibc
internal import Synchronization

/// Several runtimes of one script side by side, each on a thread of its own.
enum Workers {
    /// Runs `body` on `count` threads, this one included, and waits for all.
    ///
    /// - Parameter body: runs one worker and returns its exit status; `isFirst` on the thread that takes the signals.
    /// - Returns: the first worker's status, or another's that is not 0.
    static func run(count: Int, _ body: @escaping @Sendable (_ isFirst: Bool) -> Int32) -> Int32 {
        guard let ended = Ended() else {
            StandardStreams.complain("no descriptor to wait for workers with")
            return 1
        }
        var started = 0
        for _ in 1..<count where NativeThread.start(stackSize: 16 << 20, { ended.add(body(false)) }) { started += 1 }
        let status = body(true)
        // A signal ends the program, whatever the others are at.
        if status > 128 { return status }
        let other = ended.wait(for: started)
        return status != 0 ? status : other
    }

    /// How many other workers have ended, and how: each leaves a byte in a pipe.
    private final class Ended: Sendable {
        private let status = Mutex(Int32(0))
        private let ends: (read: Int32, write: Int32)

        init?() {
            var descriptors: [Int32] = [-1, -1]
            guard unsafe pipe2(&descriptors, O_CLOEXEC) == 0 else { return nil }
            ends = (descriptors[0], descriptors[1])
        }

        func add(_ ended: Int32) {
            status.withLock { if $0 == 0 { $0 = ended } }
            SourceFile.write([1], to: ends.write)
        }

        func wait(for count: Int) -> Int32 {
            var byte: UInt8 = 0
            var seen = 0
            while seen < count {
                let result = unsafe read(ends.read, &byte, 1)
                if result == 1 { seen += 1 } else if errno != EINTR { break }
            }
            return status.withLock { $0 }
        }
    }
}
