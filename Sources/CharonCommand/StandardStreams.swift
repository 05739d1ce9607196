internal import Glibc

/// The command's own output: text as it is, without buffers of Swift's.
enum StandardStreams {
    static func write(_ text: String) { write(Array(text.utf8), to: STDOUT_FILENO) }
    static func write(_ bytes: [UInt8]) { write(bytes, to: STDOUT_FILENO) }
    static func writeError(_ text: String) { write(Array(text.utf8), to: STDERR_FILENO) }

    /// A message in the form of Lua's interpreter.
    static func complain(_ message: String) { writeError("charon: \(message)\n") }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        SourceFile.write(bytes, to: descriptor)
    }
}
