import CharonSystem
import CharonTLS
import TestCertificates
import Testing

@testable import CharonHTTP

private let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

@Suite struct `A request over TLS` {
    private let world = TestWorld()

    private func server(
        _ certificate: String = "good", options: ServerOptions = ServerOptions(),
        _ respond: @escaping (TestServer.Exchange) -> Void = { $0.connection.send(answer) }
    ) throws -> TestServer {
        let pem = CertificateAndKey(chain: zoo.pem(certificate), privateKey: zoo.key(certificate))
        return try TestServer(world.network, tls: .server(certificates: [pem], options), respond)
    }

    private func fetch(
        _ server: TestServer, host: String = "127.0.0.1", ca: String = "root",
        change: (inout HTTPRequest) -> Void = { _ in }
    ) -> Result<HTTPResponse, HTTPFailure> {
        world.names.known[host] = .success([Endpoint(ipv4: 0x7F00_0001, port: 0)])
        var request = HTTPRequest(url: "https://\(host):\(server.port)/")
        request.ca = zoo.pem(ca)
        change(&request)
        return world.fetch(request, server)
    }

    @Test func `works, and its connection is kept and used again`() throws {
        let server = try server()
        defer { server.stop() }
        for _ in 0..<3 { #expect(fetch(server).text == "ok") }
        #expect(server.connections.count == 1)
        #expect(world.client.hasConnection(Array(server.url.utf8)))
        world.client.closeConnections()
        #expect(fetch(server).text == "ok")
        #expect(server.connections.count == 2)
    }

    @Test(arguments: [
        ("good", "localhost", "root", nil), ("good", "a.localhost", "root", nil), ("ecdsa256", "localhost", "root", nil),
        ("chain", "localhost", "root", nil), ("nochain", "localhost", "middle", nil),
        ("selfsigned", "localhost", "selfsigned", nil), ("common-only", "localhost", "root", nil),
        ("good", "elsewhere.test", "root", "hostname mismatch"), ("good", "a.b.localhost", "root", "hostname mismatch"),
        ("elsewhere", "127.0.0.1", "root", "hostname mismatch"),
        ("address-as-name", "127.0.0.1", "root", "hostname mismatch"),
        ("expired", "localhost", "root", "certificate has expired"),
        ("future", "localhost", "root", "certificate is not yet valid"),
        ("selfsigned", "localhost", "root", "self-signed certificate"),
        ("untrusted", "localhost", "root", "unable to get local issuer certificate"),
        ("untrusted-with-root", "localhost", "root", "self-signed certificate in chain"),
        ("nochain", "localhost", "root", "unable to get local issuer certificate"),
        ("under-leaf", "localhost", "root", "invalid CA certificate"),
        ("for-clients", "localhost", "root", "unsuitable certificate purpose"),
    ] as [(String, String, String, String?)])
    func `verifies the server as sockets do`(it: (certificate: String, host: String, root: String, reason: String?)) throws {
        var requests = 0
        let server = try server(it.certificate) {
            requests += 1
            $0.connection.send(answer)
        }
        defer { server.stop() }
        let result = fetch(server, host: it.host, ca: it.root)
        #expect(result.reason == it.reason)
        #expect(requests == (it.reason == nil ? 1 : 0))
    }

    @Test func `trusts nobody by connections that others have made`() throws {
        let server = try server()
        defer { server.stop() }
        #expect(fetch(server).text == "ok")
        #expect(fetch(server, ca: "stranger").reason == "unable to get local issuer certificate")
        #expect(fetch(server) { $0.ca = nil }.reason == "unable to get local issuer certificate")
        #expect(fetch(server).text == "ok")
    }

    @Test func `shows its certificate to a server that asks`() throws {
        var options = ServerOptions()
        options.clientAuthentication = .require(ca: zoo.pem("root"))
        let server = try server(options: options)
        defer { server.stop() }
        let shown = fetch(server) {
            $0.chain = zoo.pem("client")
            $0.privateKey = zoo.key("client")
        }
        #expect(shown.text == "ok")
        #expect(fetch(server).reason == "tls alert: certificate required")
        let untrusted = fetch(server) {
            $0.chain = zoo.pem("client-untrusted")
            $0.privateKey = zoo.key("client-untrusted")
        }
        #expect(untrusted.reason == "tls alert: unknown ca")
    }

    @Test func `fails with the words of sockets if its own texts are no good`() throws {
        let server = try server()
        defer { server.stop() }
        #expect(fetch(server) { $0.ca = zoo.pem("garbage") }.reason == "invalid certificate chain")
        #expect(fetch(server) { $0.chain = zoo.pem("client") }.reason == "invalid private key")
        #expect(fetch(server) { $0.privateKey = zoo.key("client") }.reason == "invalid certificate chain")
        let mismatch = fetch(server) {
            $0.chain = zoo.pem("client")
            $0.privateKey = zoo.key("other")
        }
        #expect(mismatch.reason == "private key does not match certificate")
    }

    @Test func `tells a cut body from one that the server has ended`() throws {
        let text = "HTTP/1.0 200 OK\r\n\r\nno length"
        for cut in [false, true] {
            let server = try server {
                $0.connection.send(text)
                $0.connection.close(cut: cut)
            }
            defer { server.stop() }
            let result = fetch(server)
            if cut { #expect(result.reason == "truncated") } else { #expect(result.text == "no length") }
        }
        // The same on a connection that was kept before.
        let server = try server {
            if $0.connection.requests == 1 { return $0.connection.send(answer) }
            $0.connection.send(text)
            $0.connection.close(cut: true)
        }
        defer { server.stop() }
        #expect(fetch(server).text == "ok")
        #expect(fetch(server).reason == "truncated")
        // A body with a length is whole without it.
        let sized = try self.server {
            $0.connection.send(answer)
            $0.connection.close(cut: true)
        }
        defer { sized.stop() }
        #expect(fetch(sized).text == "ok")
    }

    @Test func `to what does not speak TLS fails`() throws {
        let plain = try TestServer(world.network) { _ in }
        defer { plain.stop() }
        var talked = false
        var request = HTTPRequest(url: "https://127.0.0.1:\(plain.port)/")
        request.ca = zoo.pem("root")
        let transfer = world.client.start(request)
        world.turn([plain], until: {
            if !talked, let connection = plain.connections.first {
                connection.sendRaw("HTTP/1.1 400 Bad Request\r\n\r\n")
                talked = true
            }
            return transfer.result != nil
        })
        #expect(transfer.result?.reason == "tls protocol error")
        let gone = try TestServer(world.network) { _ in }
        defer { gone.stop() }
        request.url = Array("https://127.0.0.1:\(gone.port)/".utf8)
        let second = world.client.start(request)
        world.turn([gone], until: {
            for connection in gone.connections { connection.close(cut: true) }
            return second.result != nil
        })
        #expect(["closed during handshake", "connection reset"].contains(second.result?.reason))
    }

    @Test func `says so if there is nothing in common`() throws {
        var options = ServerOptions()
        options.minimumVersion = .tls13
        let server = try server(options: options)
        defer { server.stop() }
        #expect(fetch(server).text == "ok")
        #expect(fetch(server) { $0.requireECDHE = true }.text == "ok")
    }

    @Test func `resumes sessions`() throws {
        let server = try server { $0.connection.send(answer); $0.connection.close() }
        defer { server.stop() }
        for _ in 0..<3 { #expect(fetch(server).text == "ok") }
        #expect(server.connections.count == 3)
    }

    @Test func `dies and is sent again only if nothing had been answered`() throws {
        for partial in ["", "H", "HTTP/1.1 200 OK\r\n"] {
            var requests = 0
            let server = try server {
                requests += 1
                if requests != 2 { return $0.connection.send(answer) }
                if !partial.isEmpty { $0.connection.send(partial) }
                $0.connection.close()
            }
            defer { server.stop() }
            #expect(fetch(server).text == "ok")
            let second = fetch(server)
            if partial.isEmpty {
                #expect(second.text == "ok")
                #expect(requests == 3)
            } else {
                #expect(second.reason == "truncated")
                #expect(requests == 2)
            }
            world.client.closeConnections()
        }
    }
}
