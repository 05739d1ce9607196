import Foundation

/// The command on a terminal of its own: what a person types, and what the screen gets.
final class Terminal {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private let master: Int32
    private let process: ChildProcess
    private let limit: DispatchWorkItem
    private var unread: [UInt8] = []

    /// Starts the command in a session whose terminal this is. It is ended after a minute whatever happens.
    init(_ arguments: [String], environment: [String: String] = [:]) throws {
        let (master, name) = try Self.open()
        self.master = master
        var variables = ProcessInfo.processInfo.environment
        variables["TERM"] = "xterm"
        variables["NO_COLOR"] = "1"
        variables["CHARON_HISTORY"] = ""
        variables.merge(environment) { $1 }
        let process = try ChildProcess(CommandRun.command.path, arguments, environment: variables, terminal: name)
        self.process = process
        limit = DispatchWorkItem { process.signal(SIGKILL) }
        DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(60), execute: limit)
    }

    // Said here since the C library's module has none of them. Source: ioctl_tty(2).
    private static let setLock: CUnsignedLong = 0x4004_5431
    private static let getNumber: CUnsignedLong = 0x8004_5430

    /// A new pseudo-terminal: the side that is not the command's, and the name of the one that is. Source: pty(7).
    private static func open() throws -> (master: Int32, name: String) {
        let master = unsafe Foundation.open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var locked: CInt = 0
        var number: CUnsignedInt = 0
        guard master >= 0, unsafe ioctl(master, setLock, &locked) == 0, unsafe ioctl(master, getNumber, &number) == 0
        else { throw Failure(description: "no pseudo-terminal: \(errno)") }
        return (master, "/dev/pts/\(number)")
    }

    deinit {
        process.signal(SIGKILL)
        _ = wait()
        close(master)
    }

    /// Types, byte by byte as it stands here: `\u{3}` is Ctrl-C.
    func type(_ text: String) {
        let bytes = Array(text.utf8)
        _ = unsafe write(master, bytes, bytes.count)
    }

    /// Asks the command to end.
    func end() { process.signal(SIGTERM) }

    /// Stops the command as Ctrl-Z does, sets the terminal back as the shell does, and lets the command go on.
    func stopAndContinue() {
        var status: Int32 = 0
        process.signal(SIGSTOP)
        _ = unsafe waitpid(process.identifier, &status, WUNTRACED)
        var settings = termios()
        _ = unsafe tcgetattr(master, &settings)
        settings.c_lflag |= tcflag_t(ICANON | ECHO)
        _ = unsafe tcsetattr(master, TCSANOW, &settings)
        process.signal(SIGCONT)
    }

    /// Reads until the screen has got `text`.
    ///
    /// - Returns: all up to its end.
    /// - Throws: what has come instead, if the command ends before.
    @discardableResult
    func read(to text: String) throws -> String {
        let wanted = Data(text.utf8)
        while true {
            if let range = Data(unread).range(of: wanted) {
                let taken = String(decoding: unread[..<range.upperBound], as: UTF8.self)
                unread.removeFirst(range.upperBound)
                return taken
            }
            var piece = [UInt8](repeating: 0, count: 4096)
            let count = unsafe Foundation.read(master, &piece, piece.count)
            guard count > 0 else {
                throw Failure(description: "'\(text)' did not come, but '\(String(decoding: unread, as: UTF8.self))'")
            }
            unread += piece[..<count]
        }
    }

    /// Waits for the command's end.
    ///
    /// - Returns: its exit status, or 128 and the number of the signal that ended it.
    func wait() -> Int32 {
        let end = process.wait()
        limit.cancel()
        return end.wasKilled ? 128 + end.status : end.status
    }
}
