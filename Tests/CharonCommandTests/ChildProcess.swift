import Foundation

// The C library has them and its module does not. Source: posix_spawn_file_actions_addclosefrom_np(3).
@_silgen_name("posix_spawn_file_actions_addchdir_np")
private func addChangeOfFolder(
    _ actions: UnsafeMutablePointer<posix_spawn_file_actions_t>, _ folder: UnsafePointer<CChar>
) -> Int32
@_silgen_name("posix_spawn_file_actions_addclosefrom_np")
private func addCloseFrom(_ actions: UnsafeMutablePointer<posix_spawn_file_actions_t>, _ first: Int32) -> Int32

/// A program that a test runs.
///
/// Foundation's `Process` counts the open descriptors of its process in a way that ends it where there are many.
/// Source: posix_spawn(3).
final class ChildProcess: @unchecked Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let identifier: pid_t
    private let lock = NSLock()
    private var ended: (status: Int32, wasKilled: Bool)?

    /// Starts a program, which inherits these three descriptors and no others.
    ///
    /// - Parameters:
    ///   - environment: all of its variables.
    ///   - folder: where it works; nil for where the test does.
    init(
        _ executable: String, _ arguments: [String], environment: [String: String], folder: String? = nil,
        input: Int32, output: Int32, errors: Int32
    ) throws {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        if let folder { _ = unsafe addChangeOfFolder(&actions, folder) }
        // Moved out of the way first: one of them may have the number of another's place.
        for (place, descriptor) in [input, output, errors].enumerated() {
            unsafe posix_spawn_file_actions_adddup2(&actions, descriptor, Self.aside + Int32(place))
        }
        for place in 0..<Int32(3) { unsafe posix_spawn_file_actions_adddup2(&actions, Self.aside + place, place) }
        _ = unsafe addCloseFrom(&actions, 3)
        let words = unsafe ([executable] + arguments).map { unsafe strdup($0) }
        let settings = unsafe environment.map { unsafe strdup("\($0.key)=\($0.value)") }
        defer { for unsafe text in unsafe words + settings { unsafe free(text) } }
        var process: pid_t = 0
        let refusal = unsafe posix_spawn(&process, executable, &actions, nil, words + [nil], settings + [nil])
        guard refusal == 0 else { throw Failure(description: "cannot start \(executable): \(refusal)") }
        identifier = process
    }

    /// Numbers that no test has given to anything else in a program that is about to start.
    private static let aside: Int32 = 1000

    /// Waits until it has ended; a second time at once.
    ///
    /// - Returns: its exit status, or the number of the signal that ended it.
    @discardableResult
    func wait() -> (status: Int32, wasKilled: Bool) {
        // Without reaping: until that is done under the lock its number is no other's.
        var information = unsafe siginfo_t()
        while unsafe waitid(P_PID, id_t(identifier), &information, WEXITED | WNOWAIT) == -1, errno == EINTR {}
        return lock.withLock {
            if let ended { return ended }
            var status: Int32 = 0
            while unsafe waitpid(identifier, &status, 0) == -1, errno == EINTR {}
            let signal = status & 0x7F
            let result = signal == 0 ? (status: status >> 8 & 0xFF, wasKilled: false) : (signal, true)
            ended = result
            return result
        }
    }

    /// Sends a signal, unless it has ended.
    func signal(_ number: Int32) {
        lock.withLock { if ended == nil { kill(identifier, number) } }
    }
}
