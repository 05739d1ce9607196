import Foundation
import Glibc

/// A script that runs beside the test, one of `Examples/` mostly, and what it prints.
final class ExampleRun {
    /// Something did not happen within ten seconds, or the connection or the script ended too early.
    struct Unexpected: Error, CustomStringConvertible {
        let description: String
    }

    private let process: ChildProcess
    private let output = Pipe()
    private var unread: [UInt8] = []

    /// The scripts' folder.
    static let folder = CommandRun.package.appending(path: "Examples")

    /// Starts an example.
    ///
    /// - Parameters:
    ///   - name: its file's name without `.pluto`.
    ///   - arguments: its arguments; for a server the first is the port, and 0 lets the system choose.
    ///   - input: what its standard input gives.
    convenience init(_ name: String, _ arguments: [String] = ["0"], input: String = "") throws {
        try self.init(words: [Self.folder.appending(path: name + ".pluto").path] + arguments, input: input)
    }

    /// Starts the command, or another program.
    ///
    /// - Parameters:
    ///   - words: its words after its name.
    ///   - mergesErrors: whether its standard error counts as output.
    init(
        program: URL = CommandRun.command, words: [String], input: String = "", mergesErrors: Bool = false
    ) throws {
        let source = Pipe()
        let writer = output.fileHandleForWriting
        process = try ChildProcess(
            program.path, words, environment: ProcessInfo.processInfo.environment,
            input: source.fileHandleForReading.fileDescriptor, output: writer.fileDescriptor,
            errors: mergesErrors ? writer.fileDescriptor : STDERR_FILENO)
        try writer.close()
        try source.fileHandleForReading.close()
        try source.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try source.fileHandleForWriting.close()
    }

    deinit {
        process.signal(SIGKILL)
        process.wait()
    }

    /// The next line that the script prints.
    func line() throws -> String {
        while true {
            if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: unread[..<end], as: UTF8.self)
                unread.removeSubrange(...end)
                return line
            }
            guard try readMore() else { throw Unexpected(description: "the script's output ended: \(unread)") }
        }
    }

    /// Its process.
    var identifier: Int32 { process.identifier }

    /// Sends it a signal.
    func signal(_ number: Int32) { process.signal(number) }

    /// Whether it was a signal that ended it, whose number is its status then.
    var wasKilled: Bool { process.wait().wasKilled }

    /// Everything else that it prints until it ends, and its status.
    func end() throws -> (rest: String, status: Int32) {
        while try readMore() {}
        return (String(decoding: unread, as: UTF8.self), process.wait().status)
    }

    /// The port in its first line of output, where every server prints its address.
    func port() throws -> UInt16 {
        let first = try line()
        let digits = first.split(separator: ":").last?.prefix { $0.isNumber } ?? ""
        guard let port = UInt16(digits) else { throw Unexpected(description: "no port in '\(first)'") }
        return port
    }

    /// Waits for output. False at its end.
    private func readMore() throws -> Bool {
        let descriptor = output.fileHandleForReading.fileDescriptor
        var interest = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&interest, 1, 10_000) == 1 else { throw Unexpected(description: "no output for 10 s") }
        let data = output.fileHandleForReading.availableData
        unread += data
        return !data.isEmpty
    }
}
