import Foundation
import TestCertificates
import TestSupport
import Testing

/// TLS and HTTP between scripts and programs that others have written, with each on either side.
///
/// The programs are `openssl`, `curl` and `python3`, which `scripts/set-up --tests` installs; where one is missing the
/// test that needs it fails.
@Suite struct InteroperationTests {
    private let certificates = CertificateZoo.shared.folder
    private static let folder = CommandRun.package.appending(path: "Tests/Interoperation")
    private static let env = URL(fileURLWithPath: "/usr/bin/env")

    /// The servers of a test, which end with it.
    private final class Servers {
        var runs: [ExampleRun] = []
    }
    private let servers = Servers()

    private func path(_ name: String) -> String { Self.folder.appending(path: name).path }

    /// Starts a server, which prints its port first.
    private func server(_ script: String, _ options: String...) throws -> (run: ExampleRun, port: String) {
        let run =
            script.hasSuffix(".py")
            ? try ExampleRun(program: Self.env, words: ["python3", path(script), certificates] + options)
            : try ExampleRun(words: [path(script), certificates] + options)
        servers.runs.append(run)
        return (run, String(try run.port()))
    }

    /// Starts `openssl s_server`, which prints `ACCEPT ADDRESS:PORT` among other things.
    private func opensslServer(_ options: String...) throws -> String {
        let run = try ExampleRun(
            program: Self.env,
            words: [
                "openssl", "s_server", "-accept", "0", "-cert", "\(certificates)/good.pem", "-key",
                "\(certificates)/good.key", "-rev",
            ] + options)
        servers.runs.append(run)
        while true {
            let line = try run.line()
            if line.hasPrefix("ACCEPT"), let port = line.split(separator: ":").last { return String(port) }
        }
    }

    private func run(_ words: String..., input: String = "") async throws -> CommandRun {
        try await CommandRun.run(Self.env, words, input: input)
    }

    /// What `openssl s_client` prints, having sent a line.
    private func opensslClient(_ port: String, _ options: [String]) async throws -> CommandRun {
        try await CommandRun.run(
            Self.env,
            [
                "openssl", "s_client", "-connect", "127.0.0.1:\(port)", "-CAfile", "\(certificates)/root.pem",
                "-verify_return_error", "-ign_eof",
            ] + options,
            input: "hello\n")
    }

    /// What the client's script prints.
    private func client(_ port: String, _ options: String...) async throws -> String {
        let run = try await CommandRun.run([path("tls-client.pluto"), certificates, port] + options)
        #expect(run.status == 0, "\(run.errors)")
        return run.output
    }

    // MARK: openssl

    @Test(arguments: ["TLSv1.2", "TLSv1.3"])
    func `openssl s_client agrees on a version, a protocol and a name, and is answered`(_ version: String) async throws {
        let (server, port) = try server("tls-server.pluto", "alpn=other,soak", "once=yes")
        let run = try await opensslClient(
            port, [version == "TLSv1.2" ? "-tls1_2" : "-tls1_3", "-alpn", "soak", "-servername", "www.alpha.test"])
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("HELLO\n"))
        #expect(run.output.contains("ALPN protocol: soak"))
        #expect(run.output.contains("New, \(version), "))
        #expect(run.output.contains("Verify return code: 0 (ok)"))
        #expect(run.output.contains("CN = alpha.test"))
        #expect(try server.line() == "agreed\t\(version)\tsoak\twww.alpha.test\tfalse\tnil")
    }

    @Test(arguments: ["-tls1_2", "-tls1_3"])
    func `openssl s_client resumes a session`(_ version: String) async throws {
        let (server, port) = try server("tls-server.pluto", "once=yes")
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let session = folder.path + "/session"
        let first = try await opensslClient(port, [version, "-servername", "localhost", "-sess_out", session])
        #expect(first.output.contains("New, TLSv1."), "\(first.errors)")
        let second = try await opensslClient(port, [version, "-servername", "localhost", "-sess_in", session])
        #expect(second.output.contains("Reused, TLSv1."), "\(second.errors)")
        #expect(second.output.contains("HELLO\n"))
        #expect(try server.line().hasSuffix("localhost\tfalse\tnil"))
        #expect(try server.line().hasSuffix("localhost\ttrue\tnil"))
    }

    @Test(arguments: ["-tls1_2", "-tls1_3"])
    func `openssl s_client shows its certificate, and is refused without one`(_ version: String) async throws {
        let (server, port) = try server("tls-server.pluto", "client_auth=require", "once=yes")
        let with = try await opensslClient(
            port, [version, "-cert", "\(certificates)/client.pem", "-key", "\(certificates)/client.key"])
        #expect(with.output.contains("HELLO\n"), "\(with.errors)")
        #expect(try server.line().hasSuffix("\tCN=Test Client"))
        let without = try await opensslClient(port, [version])
        #expect(without.output.contains("HELLO\n") == false)
        #expect(try server.line() == "refused\tpeer did not return a certificate")
        let strange = try await opensslClient(
            port, [version, "-cert", "\(certificates)/client-untrusted.pem", "-key", "\(certificates)/client-untrusted.key"])
        #expect(strange.output.contains("HELLO\n") == false)
        #expect(try server.line() == "refused\tunable to get local issuer certificate")
    }

    @Test func `openssl s_client is refused with an old version, and with a protocol that is not spoken`() async throws {
        let (server, port) = try server("tls-server.pluto", "alpn=soak", "once=yes")
        let old = try await opensslClient(port, ["-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"])
        #expect(old.errors.contains("alert protocol version"), "\(old.errors)")
        #expect(try server.line() == "refused\tunsupported protocol")
        let other = try await opensslClient(port, ["-alpn", "h2"])
        #expect(other.errors.contains("alert no application protocol"), "\(other.errors)")
        #expect(try server.line() == "refused\tno application protocol")
    }

    @Test(arguments: ["TLSv1.2", "TLSv1.3"])
    func `openssl s_server is talked to, and its session resumed`(_ version: String) async throws {
        let port = try opensslServer(version == "TLSv1.2" ? "-tls1_2" : "-tls1_3", "-alpn", "other,soak")
        #expect(
            try await client(port, "localhost", "alpn=soak", "times=2") == """
                agreed\t\(version)\tsoak\tfalse\tCN=localhost
                answer\t1 enil
                agreed\t\(version)\tsoak\ttrue\tCN=localhost
                answer\t2 enil

                """)
    }

    @Test func `openssl s_server shows the certificate for the name that is asked for`() async throws {
        let port = try opensslServer(
            "-servername", "alpha.test", "-cert2", "\(certificates)/alpha.pem", "-key2", "\(certificates)/alpha.key")
        #expect(try await client(port, "alpha.test").hasPrefix("agreed\tTLSv1.3\tnil\tfalse\tCN=alpha.test\n"))
        #expect(try await client(port, "localhost").hasPrefix("agreed\tTLSv1.3\tnil\tfalse\tCN=localhost\n"))
        #expect(try await client(port, "elsewhere.test") == "refused\thostname mismatch\n")
    }

    @Test(arguments: ["-tls1_2", "-tls1_3"])
    func `openssl s_server asks for a certificate`(_ version: String) async throws {
        let port = try opensslServer(
            version, "-Verify", "1", "-CAfile", "\(certificates)/root.pem", "-verify_return_error")
        #expect(try await client(port, "localhost", "identity=client").hasSuffix("\nanswer\t1 enil\n"))
        let refused = try await client(port, "localhost", "identity=client-untrusted")
        #expect(refused.contains("\ttls alert: unknown ca\n"), "\(refused)")
    }

    // MARK: Python's ssl

    @Test(arguments: ["TLSv1_2", "TLSv1_3"])
    func `a client of Python's ssl shows a certificate and resumes its session`(_ version: String) async throws {
        let (server, port) = try server("tls-server.pluto", "alpn=soak", "client_auth=require")
        let run = try await run("python3", path("tls_client.py"), certificates, port, "localhost", version, "soak")
        let name = version.replacing("_", with: ".")
        #expect(run.output == "\(name) soak False FROM PYTHON\n\(name) soak True FROM PYTHON\n", "\(run.errors)")
        for resumed in [false, true] {
            #expect(try server.line() == "agreed\t\(name)\tsoak\tlocalhost\t\(resumed)\tCN=Test Client")
            #expect(try server.line() == "ended\tclosed")
        }
    }

    @Test(arguments: ["TLSv1_2", "TLSv1_3"])
    func `a server of Python's ssl gets the certificate, the session and an orderly end`(_ version: String) async throws {
        let (server, port) = try server("tls_server.py", version, "2", "soak")
        let name = version.replacing("_", with: ".")
        let output = try await client(port, "localhost", "alpn=soak", "identity=client", "times=2")
        #expect(output.hasPrefix("agreed\t\(name)\tsoak\tfalse\tCN=localhost\nanswer\t1 enil\nagreed\t\(name)\tsoak\ttrue"))
        #expect(try server.line() == "\(name) soak False Test Client True")
        #expect(try server.line() == "\(name) soak True Test Client True")
    }

    // MARK: HTTP

    @Test func `curl sends bodies with a length and in chunks, and reads gzip and chunks`() async throws {
        let (_, port) = try server("http-server.pluto")
        func curl(_ words: String...) async throws -> String {
            let run = try await CommandRun.run(
                Self.env, ["curl", "-sS", "--http1.1", "--cacert", "\(certificates)/root.pem"] + words)
            #expect(run.status == 0, "\(run.errors)")
            return run.output
        }
        let base = "https://localhost:\(port)"
        #expect(try await curl("\(base)/x?y=1") == "GET /x?y=1 http/1.1 ")
        #expect(try await curl("\(base)/", "-d", "abc") == "POST / http/1.1 abc")
        #expect(
            try await curl("\(base)/", "-H", "Transfer-Encoding: chunked", "-X", "PUT", "-d", "in chunks")
                == "PUT / http/1.1 in chunks")
        #expect(try await curl("\(base)/", "-H", "Expect: 100-continue", "-d", "later") == "POST / http/1.1 later")
        // Both on one connection.
        #expect(
            try await curl("--compressed", "\(base)/packed", "\(base)/chunks")
                == String(repeating: "packed text, ", count: 1000) + "in several pieces")
    }

    @Test func `curl that offers HTTP/2 gets what the server speaks`() async throws {
        let (_, port) = try server("http-server.pluto")
        let run = try await run(
            "curl", "-sS", "--http2", "--cacert", "\(certificates)/root.pem", "-w", " HTTP/%{http_version}",
            "https://localhost:\(port)/")
        #expect(run.output == "GET / http/1.1  HTTP/1.1", "\(run.errors)")
    }

    @Test func `requests to Python's http server unpack gzip and chunks and keep the connection`() async throws {
        let (_, port) = try server("http_server.py")
        let run = try await CommandRun.run([path("http-client.pluto"), certificates, port])
        #expect(
            run.output == """
                plain\tplain /some\t200
                packed\tthe text\t200
                chunks\tthe text\t200
                kept\ttrue
                post\tcba
                stranger\tnil\tunable to get local issuer certificate

                """, "\(run.errors)")
    }
}
