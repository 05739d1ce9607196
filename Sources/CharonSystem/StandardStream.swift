internal import CCharon
internal import Glibc
internal import SystemPackage

/// The process's standard streams, and files read whole.
package enum StandardStream {
    case output
    case error

    private var descriptor: FileDescriptor { self == .output ? .standardOutput : .standardError }

    /// Writes all of the bytes. Nobody hears of a failure: a reader that has gone does not want them.
    package func write(_ bytes: [UInt8]) {
        _ = try? unsafe bytes.withUnsafeBytes { try unsafe descriptor.writeAll($0) }
    }

    package func write(_ text: String) { write(Array(text.utf8)) }

    package func write(line: String) { write(line + "\n") }

    /// Writes out what scripts have written to the standard output and C still holds, as at the end of a program.
    ///
    /// - Returns: false if that failed; then the standard error says so.
    package static func flushOutput() -> Bool {
        let number = charon_flush_output()
        if number == 0 { return true }
        error.write(line: "charon: cannot write to standard output: \(FileSystem.Failure(number).message)")
        return false
    }

    /// Keeps the numbers of standard streams that are closed from being given to files and sockets.
    package static func reserveDescriptors() { charon_fill_standard_descriptors() }

    /// Whether colours are understood and wanted by who reads the stream: a terminal that can show them, of a user who
    /// has not set `NO_COLOR`. Source: isatty(3), no-color.org.
    package var wantsColour: Bool {
        guard isatty(descriptor.rawValue) != 0, EnvironmentVariable.value(of: "NO_COLOR") ?? "" == "" else { return false }
        guard let terminal = EnvironmentVariable.value(of: "TERM") else { return false }
        return !terminal.isEmpty && terminal != "dumb"
    }

    /// Whether the standard input is a terminal. Source: isatty(3).
    package static var isInputTerminal: Bool { isatty(0) != 0 }

    /// The characters in a row of the terminal that the standard output is, 80 if it is none. Source: ioctl_tty(2).
    package static var terminalWidth: Int {
        var size = winsize()
        guard unsafe ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Writes out what scripts have written to the C library's streams. Source: fflush(3).
    package static func flush() { _ = fflush(nil) }

    /// Reads a file to its end.
    ///
    /// - Parameter path: nil is the standard input.
    /// - Throws: the kernel's refusal.
    package static func contents(of path: FileSystem.Path?) throws(FileSystem.Failure) -> [UInt8] {
        do {
            guard let path else { return try readAll(.standardInput) }
            let file = try unsafe FileDescriptor.open(path.characters, .readOnly, options: .closeOnExec)
            return try file.closeAfter { try readAll(file) }
        } catch {
            throw FileSystem.Failure((error as? Errno)?.rawValue ?? EIO)
        }
    }

    /// Reads a file to its end; nil if it cannot be read.
    package static func contents(ofFileNamed name: String) -> [UInt8]? {
        try? contents(of: FileSystem.Path(Array(name.utf8)))
    }

    private static func readAll(_ file: FileDescriptor) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = try unsafe piece.withUnsafeMutableBytes { try unsafe file.read(into: $0) }
            if count == 0 { return bytes }
            bytes.append(contentsOf: piece[..<count])
        }
    }
}
