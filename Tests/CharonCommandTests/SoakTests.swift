import Foundation
import TestCertificates
import Testing

/// The scripts of `Tests/Soak`, for seconds here; `make soak` runs them at full length.
@Suite struct SoakTests {
    private static func script(_ name: String) -> String {
        CommandRun.package.appending(path: "Tests/Soak/\(name).pluto").path
    }

    /// Lets the address sanitizer, if the command is built with it, give memory back at once.
    private static let unkept = [
        "ASAN_OPTIONS": "detect_leaks=0:quarantine_size_mb=0:thread_local_quarantine_size_kb=0"
    ]

    /// How much more memory may be resident at the end, in KiB. The thread sanitizer keeps a trace of what each thread
    /// did, some 160 KiB for a connection, so with it only descriptors and the reasons of failures are looked at.
    private static func leeway(_ kibibytes: Int) -> String {
        String(CommandRun.hasThreadSanitizer ? kibibytes * 1024 : kibibytes)
    }

    @Test func `many transfers at once arrive whole, and those that are reset are seen to be`() async throws {
        let run = try await CommandRun.run([Self.script("transfers"), "24", "2", "256"])
        #expect(run.output.hasPrefix("21 transfers whole, 3 reset; "), "\(run.errors)")
        #expect(run.status == 0)
    }

    @Test func `connections in a row leave no memory and no descriptor behind`() async throws {
        let run = try await CommandRun.run([Self.script("connections"), "2000", "1000", Self.leeway(4096)], environment: Self.unkept)
        #expect(run.output.hasPrefix("2000 connections; "), "\(run.errors)")
        #expect(run.status == 0)
    }

    @Test func `handshakes that fail at every stage leave no memory and no descriptor behind`() async throws {
        let folder = CertificateZoo.shared.folder
        let run = try await CommandRun.run(
            [Self.script("handshakes"), "660", "330", Self.leeway(8192), folder], environment: Self.unkept)
        #expect(run.output.hasPrefix("660 handshakes of 11 kinds; "), "\(run.errors)")
        #expect(run.status == 0)
    }

    @Test(.timeLimit(.minutes(1)))
    func `a server of parked connections sleeps in the kernel until something comes`() async throws {
        let server = try ExampleRun(words: [Self.script("parked"), "serve"])
        let port = try #require(try server.line().split(separator: " ").last)
        let client = try ExampleRun(words: [Self.script("parked"), "connect", String(port), "500"])
        #expect(try client.line() == "parked 500")
        for process in [server, client] {
            // Until the garbage of connecting has been collected, the sleep has an end. Who sleeps without one in the
            // kernel makes no system call and uses no processor until an event comes.
            while try !sleepsForEver(currentCalls(of: process)) { await Task.yield() }
        }
    }

    /// What each thread of a process is doing in the kernel, a line each. Source: proc_pid_syscall(5).
    private func currentCalls(of process: ExampleRun) throws -> String {
        try contents(of: process, "syscall")
    }

    private func contents(of process: ExampleRun, _ name: String) throws -> String {
        let threads = "/proc/\(process.identifier)/task"
        return try FileManager.default.contentsOfDirectory(atPath: threads).sorted()
            .map { try String(contentsOfFile: "\(threads)/\($0)/\(name)", encoding: .utf8) }.joined()
    }

    /// Whether no thread runs, and one waits for events without a limit: the fourth argument of `epoll_wait` is -1.
    private func sleepsForEver(_ calls: String) -> Bool {
        let lines = calls.split(separator: "\n")
        return !lines.contains { $0.hasPrefix("running") }
            && lines.contains {
                let words = $0.split(separator: " ")
                return words.count > 4 && words[4].hasSuffix("ffffffff")
            }
    }
}
