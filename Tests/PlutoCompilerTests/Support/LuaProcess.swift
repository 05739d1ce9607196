import Glibc
import PlutoCompiler

/// A stock Lua 5.4 interpreter, run as a child process on text that uses the support library.
///
/// The script is read from standard input, so that its name in messages is `stdin`.
struct LuaProcess {
    /// A failure of the test's own machinery, not of what it tests.
    struct Failure: Error {
        /// The call that failed.
        var call: String
        /// Its error number.
        var code = errno
    }

    /// A directory of its own, the child's current one; removed at the end.
    private let directory: String

    /// Makes the directory and writes the support library into it.
    init() throws {
        var template = Array("/tmp/charon-support-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw Failure(call: "mkdtemp") }
        directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        try write(SupportLibrary.source, to: "support.lua")
    }

    /// Writes a file for the script to load.
    ///
    /// - Throws: `Failure` if it cannot be written.
    func write(_ text: String, to name: String) throws {
        guard let file = unsafe fopen(directory + "/" + name, "w") else { throw Failure(call: "fopen") }
        defer { unsafe fclose(file) }
        let bytes = Array(text.utf8)
        guard unsafe fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw Failure(call: "fwrite") }
    }

    /// Runs a script, and removes the directory.
    ///
    /// - Parameters:
    ///   - script: Lua text, whose first line is line 1 in messages; `_P` is the support table.
    ///   - host: the Lua expression for the support chunk's argument.
    /// - Returns: what it wrote to standard output and standard error.
    /// - Throws: `Failure` if the interpreter cannot be started.
    func run(_ script: String, host: String = "nil") throws -> String {
        let prelude = #"local f = io.open("support.lua") local _P = load(f:read("a"), "\#(SupportLibrary.chunkName)")"#
        try write("\(prelude)(\(host)) f:close() f = nil \(script)", to: "script.lua")
        guard let pipe = unsafe popen("cd '\(directory)' && lua5.4 - < script.lua 2>&1; rm -rf '\(directory)'", "r") else {
            throw Failure(call: "popen")
        }
        defer { unsafe pclose(pipe) }
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = unsafe fread(&buffer, 1, buffer.count, pipe)
            if count == 0 { break }
            output += buffer[..<count]
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// Runs a script in a directory of its own.
    static func output(of script: String, host: String = "nil") throws -> String {
        try LuaProcess().run(script, host: host)
    }
}
