import Foundation
import TestSupport
import Testing

/// When the command opens OpenSSL, and what becomes of a script where that fails. Source: dlopen(3), ld.so(8).
@Suite struct LibraryOpeningTests {
    /// Prints whether the process has mapped OpenSSL's libraries.
    private static let script = """
        local function mapped(name)
          for line in io.lines("/proc/self/maps") do
            if line:find(name, 1, true) then return true end
          end
          return false
        end
        local socket <const>, crypto <const> = require "socket", require "crypto"
        print(mapped("libcrypto.so"), mapped("libssl.so"))
        print(crypto.sha256("") == crypto.sha256(""), mapped("libcrypto.so"), mapped("libssl.so"))
        """

    @Test func `OpenSSL is opened by the first call that needs it`() async throws {
        let run = try await CommandRun.run(["-e", Self.script])
        #expect(run.errors == "")
        #expect(run.output == "false\tfalse\ntrue\ttrue\tfalse\n")
    }

    /// Runs a program where OpenSSL's library is not one.
    private static func runWithBrokenOpenSSL(_ source: String) async throws -> (CommandRun, library: String) {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let library = try folder.write("not a library", to: "libcrypto.so.3")
        let run = try await CommandRun.run(["-e", source], environment: ["LD_LIBRARY_PATH": folder.path])
        return (run, library.path)
    }

    @Test func `a broken OpenSSL is named when it is needed, with the status of the dynamic loader`() async throws {
        let (run, library) = try await Self.runWithBrokenOpenSSL("print('before') require('crypto').sha256('')")
        #expect(run.output == "before\n")
        #expect(run.errors.hasPrefix("charon: error while loading OpenSSL: "))
        #expect(run.errors.contains(library))
        #expect(run.status == 127)
    }

    @Test func `a program that needs no OpenSSL does not open it when it ends either`() async throws {
        let (run, _) = try await Self.runWithBrokenOpenSSL("require '*' print('done')")
        #expect(run.output == "done\n")
        #expect(run.errors == "")
        #expect(run.status == 0)
    }
}
