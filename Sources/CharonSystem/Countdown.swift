internal import SystemPackage

/// Waits for a number of things that happen on other threads.
package final class Countdown: Sendable {
    private let ends: (read: FileDescriptor, write: FileDescriptor)

    /// - Returns: nil if there is no descriptor left.
    package init?() {
        guard let pipe = try? FileDescriptor.pipe() else { return nil }
        ends = (pipe.readEnd, pipe.writeEnd)
    }

    deinit {
        try? ends.read.close()
        try? ends.write.close()
    }

    /// One of them has happened. From any thread.
    package func signal() { _ = try? unsafe [UInt8(1)].withUnsafeBytes { try unsafe ends.write.writeAll($0) } }

    /// Blocks the thread until `count` have happened.
    package func wait(for count: Int) {
        var byte: [UInt8] = [0]
        for _ in 0..<count {
            guard let read = try? unsafe byte.withUnsafeMutableBytes({ try unsafe ends.read.read(into: $0) }), read == 1 else {
                return
            }
        }
    }
}
