import Foundation
import TestSupport
import Testing

/// The built command, and what a run of it gave.
struct CommandRun {
    let status: Int32
    let output: String
    let errors: String

    /// The command beside the test executable, or what `CHARON` names.
    static let command: URL = {
        if let path = ProcessInfo.processInfo.environment["CHARON"] { return URL(fileURLWithPath: path) }
        return URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "charon")
    }()

    /// The folder of the package.
    static let package = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Whether the tests and the command beside them are built with the thread sanitizer.
    static let hasThreadSanitizer = unsafe dlsym(nil, "__tsan_init") != nil

    /// As many runs go on at once as there are processors.
    private static let turnstile = Turnstile(places: max(2, ProcessInfo.processInfo.activeProcessorCount))

    /// Runs the command to its end.
    ///
    /// - Parameters:
    ///   - input: what its standard input gives.
    ///   - environment: variables to add.
    ///   - limit: seconds after which it is ended, and its status is that of SIGKILL.
    static func run(
        _ arguments: [String], input: String = "", environment: [String: String] = [:], folder: URL? = nil,
        limit: Int = 60
    ) async throws -> CommandRun {
        try await run(command, arguments, input: input, environment: environment, folder: folder, limit: limit)
    }

    static func run(
        _ executable: URL, _ arguments: [String], input: String = "", environment: [String: String] = [:],
        folder: URL? = nil, limit: Int = 60
    ) async throws -> CommandRun {
        await turnstile.enter()
        do {
            let run = try await runAtOnce(
                executable, arguments, input: input, environment: environment, folder: folder, limit: limit)
            await turnstile.leave()
            return run
        } catch {
            await turnstile.leave()
            throw error
        }
    }

    private static func runAtOnce(
        _ executable: URL, _ arguments: [String], input: String, environment: [String: String], folder: URL?,
        limit: Int
    ) async throws -> CommandRun {
        let scratch = try TemporaryFolder()
        defer { scratch.remove() }
        // Files, not pipes: nothing can fill up while nobody reads.
        let files = [
            try scratch.write(input, to: "in"), try scratch.write("", to: "out"), try scratch.write("", to: "err"),
        ]
        let input = try FileHandle(forReadingFrom: files[0])
        let output = try FileHandle(forWritingTo: files[1])
        let errors = try FileHandle(forWritingTo: files[2])
        let process = try ChildProcess(
            executable.path, arguments, environment: ProcessInfo.processInfo.environment.merging(environment) { $1 },
            folder: folder?.path, input: input.fileDescriptor, output: output.fileDescriptor,
            errors: errors.fileDescriptor)
        let end = DispatchWorkItem { process.signal(SIGKILL) }
        DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(limit), execute: end)
        let status = await withCheckedContinuation { (continuation: CheckedContinuation<Int32, Never>) in
            Thread.detachNewThread { continuation.resume(returning: process.wait().status) }
        }
        end.cancel()
        withExtendedLifetime((input, output, errors)) {}
        return CommandRun(
            status: status,
            output: String(decoding: try Data(contentsOf: files[1]), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: files[2]), as: UTF8.self))
    }
}
