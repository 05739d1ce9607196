import CharonLoop
import CharonSystem
import Glibc
import TestCertificates
import TestSupport
import Testing

@testable import CharonHTTP

/// nginx on a free port of this machine, with TLS and HTTP/2, in a folder of its own; stopped with the object.
private final class Nginx {
    let port: Int
    private let temporary: TemporaryFolder
    private var process: pid_t = 0

    init() throws {
        temporary = try TemporaryFolder()
        let folder = temporary.path
        port = try Nginx.freePort()
        let configuration = """
            daemon off; master_process off; pid \(folder)/pid; error_log \(folder)/error.log;
            events { worker_connections 256; }
            http {
              access_log off;
              client_body_temp_path \(folder); proxy_temp_path \(folder); fastcgi_temp_path \(folder);
              uwsgi_temp_path \(folder); scgi_temp_path \(folder);
              server {
                listen 127.0.0.1:\(port) ssl http2;
                ssl_certificate \(zoo.folder)/good.pem; ssl_certificate_key \(zoo.folder)/good.key;
                location / { return 200 "$server_protocol $request_method $uri"; }
                location /missing { return 404 "nothing"; }
                location /moved { return 302 /target; }
                location /size { root \(folder); }
              }
            }
            """
        try temporary.write(configuration, to: "nginx.conf")
        try temporary.write(repeatElement(7, count: 3_000_000), to: "size")
        let words = ["nginx", "-p", folder, "-c", folder + "/nginx.conf"]
        var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
        defer { unsafe arguments.forEach { unsafe free($0) } }
        guard unsafe posix_spawnp(&process, "nginx", nil, nil, &arguments, environ) == 0 else {
            throw HTTPFailure("nginx is not installed")
        }
    }

    deinit {
        // A gentler signal would not arrive: tests run on threads that block it, and it has inherited that.
        kill(process, SIGKILL)
        while waitpid(process, nil, 0) == -1 && errno == EINTR {}
        temporary.remove()
    }

    private static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe bind(descriptor, pointer, size) == 0 && getsockname(descriptor, pointer, &size) == 0
            }
        }
        guard isBound else { throw HTTPFailure("no port") }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}

@Suite struct `HTTP/2 over TLS` {
    private let world = TestWorld()
    private let nginx: Nginx

    init() throws {
        nginx = try Nginx()
        // It is there when it answers; until then nobody listens.
        var result = fetch("/")
        let limit = world.loop.now + .seconds(20)
        while result.reason == "connection refused", world.loop.now < limit {
            _ = world.loop.turn(.until(world.loop.now + .milliseconds(10)))
            result = fetch("/")
        }
    }

    private func fetch(_ path: String, change: (inout HTTPRequest) -> Void = { _ in }) -> Result<HTTPResponse, HTTPFailure> {
        var request = HTTPRequest(url: "https://127.0.0.1:\(nginx.port)\(path)")
        request.ca = zoo.pem("root")
        change(&request)
        return world.fetch(request)
    }

    @Test func `is spoken where the server offers it`() throws {
        let result = fetch("/path")
        #expect(result.text == "HTTP/2.0 GET /path")
        guard case .success(let response) = result else { return }
        #expect(response.status == 200)
        #expect(response.statusText == Array("OK".utf8))
        #expect(result.field("Content-Type") == "text/plain")
        #expect(fetch("/missing").status == 404)
        #expect(fetch("/x") { $0.method = "HEAD" }.text == "")
        #expect(fetch("/x") { $0.body = [1, 2, 3] }.text == "HTTP/2.0 POST /x")
        #expect(fetch("/moved") { $0.maxRedirects = 1 }.text == "HTTP/2.0 GET /target")
    }

    @Test func `keeps its connection`() throws {
        #expect(fetch("/").text == "HTTP/2.0 GET /")
        #expect(world.client.hasConnection(Array("https://127.0.0.1:\(nginx.port)/".utf8)))
        world.client.closeConnections()
        #expect(!world.client.hasConnection(Array("https://127.0.0.1:\(nginx.port)/".utf8)))
        #expect(world.loop.registrationCount == 0)
        #expect(fetch("/").text == "HTTP/2.0 GET /")
    }

    @Test func `carries many requests at once`() throws {
        let transfers = (0..<300).map { number in
            var request = HTTPRequest(url: "https://127.0.0.1:\(nginx.port)/\(number)")
            request.ca = zoo.pem("root")
            return world.client.start(request)
        }
        world.turn([], until: { transfers.allSatisfy { $0.result != nil } })
        #expect(transfers.enumerated().allSatisfy { $0.element.result?.text == "HTTP/2.0 GET /\($0.offset)" })
    }

    @Test func `brings large bodies whole, and none that is too large`() throws {
        guard case .success(let response) = fetch("/size") else { Issue.record("no response"); return }
        #expect(response.body == [UInt8](repeating: 7, count: 3_000_000))
        #expect(fetch("/size") { $0.maxSize = 2_999_999 }.reason == "response too large")
        #expect(fetch("/").text == "HTTP/2.0 GET /")
    }
}
