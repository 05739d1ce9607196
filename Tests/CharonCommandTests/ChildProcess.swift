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
    convenience init(
        _ executable: String, _ arguments: [String], environment: [String: String], folder: String? = nil,
        input: Int32, output: Int32, errors: Int32
    ) throws {
        try unsafe self.init(executable, arguments, environment: environment) { actions in
            if let folder { _ = unsafe addChangeOfFolder(actions, folder) }
            // Moved out of the way first: one of them may have the number of another's place.
            for (place, descriptor) in [input, output, errors].enumerated() {
                unsafe posix_spawn_file_actions_adddup2(actions, descriptor, Self.aside + Int32(place))
            }
            for place in 0..<Int32(3) { unsafe posix_spawn_file_actions_adddup2(actions, Self.aside + place, place) }
        }
    }

    /// Starts a program as the leader of a session whose terminal has this name.
    convenience init(
        _ executable: String, _ arguments: [String], environment: [String: String], terminal: String
    ) throws {
        try unsafe self.init(executable, arguments, environment: environment, flags: Self.newSession) { actions in
            // The first terminal that the leader of a session opens is that session's.
            unsafe posix_spawn_file_actions_addopen(actions, 0, terminal, O_RDWR, 0)
            unsafe posix_spawn_file_actions_adddup2(actions, 0, 1)
            unsafe posix_spawn_file_actions_adddup2(actions, 0, 2)
        }
    }

    private init(
        _ executable: String, _ arguments: [String], environment: [String: String], flags: Int16 = 0,
        _ prepare: (UnsafeMutablePointer<posix_spawn_file_actions_t>) -> Void
    ) throws {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe prepare(&actions)
        _ = unsafe addCloseFrom(&actions, 3)
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        unsafe posix_spawnattr_setflags(&attributes, flags)
        let words = unsafe ([executable] + arguments).map { unsafe strdup($0) }
        let settings = unsafe environment.map { unsafe strdup("\($0.key)=\($0.value)") }
        defer { for unsafe text in unsafe words + settings { unsafe free(text) } }
        var process: pid_t = 0
        let refusal = unsafe posix_spawn(&process, executable, &actions, &attributes, words + [nil], settings + [nil])
        guard refusal == 0 else { throw Failure(description: "cannot start \(executable): \(refusal)") }
        identifier = process
    }

    // Said here since the C library's module does not have it. Source: posix_spawnattr_setflags(3).
    private static let newSession: Int16 = 0x80

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
