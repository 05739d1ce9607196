internal import CharonSystem
internal import Glibc
internal import Synchronization

/// Several runtimes of one script side by side, each on a thread of its own.
enum Workers {
    private struct Progress {
        var running: Int
        var status: Int32 = 0
    }

    /// Runs `body` on `count` threads, this one included, and waits for all.
    ///
    /// - Parameter body: given whether it is the first; returns an exit status.
    /// - Returns: the first status that is not 0.
    static func run(count: Int, _ body: @escaping @Sendable (_ isFirst: Bool) -> Int32) -> Int32 {
        let progress = Mutex(Progress(running: count))
        return withExtendedLifetime(progress) { body(true) }
    }
}
