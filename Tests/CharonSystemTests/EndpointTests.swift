import CharonSystem
import Testing

@Suite struct EndpointTests {
    @Test(arguments: [
        ("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"),
        ("::1", "[::1]"), ("[::1]", "[::1]"), ("::", "[::]"), ("2001:db8:0:0:0:0:0:1", "[2001:db8::1]"),
        ("2001:DB8::A", "[2001:db8::a]"), ("1:0:0:2:0:0:0:3", "[1:0:0:2::3]"),
        ("::ffff:127.0.0.1", "127.0.0.1"), ("[::ffff:1.2.3.4]", "1.2.3.4"), ("::ffff:7f00:1", "127.0.0.1"),
        ("fe80::1%1", "[fe80::1%lo]"), ("fe80::1%lo", "[fe80::1%lo]"), ("[fe80::1%lo]", "[fe80::1%lo]"),
    ])
    func `an address is written in its shortest form`(_ text: String, _ expected: String) throws {
        let endpoint = try #require(Endpoint.parse(text, port: 80))
        #expect(endpoint.address == expected)
        #expect(endpoint.port == 80)
        #expect(Endpoint.parse(endpoint.address, port: 80) == endpoint)
    }

    @Test(arguments: [
        "", "localhost", "127.1", "127.0.0.1.", "127.0.0", "256.0.0.1", "1.2.3.4.5", "01.2.3.4", "1.2.3.-4", "1..2.3",
        "[127.0.0.1]", "[::1", "::1]", "[]", ":::", "1:2:3:4:5:6:7:8:9", "::g", "::1%", "fe80::1%nosuchinterface",
        "::1\0", "127.0.0.1\0", " 127.0.0.1", "fe80::1%lo\0", "[[::1]]", "1.2.3.4%lo",
    ])
    func `what is not an address is not taken for one`(_ text: String) {
        #expect(Endpoint.parse(text, port: 80) == nil)
    }

    @Test func `the description has the port`() {
        #expect("\(Endpoint(ipv4: 0x0102_0304, port: 5))" == "1.2.3.4:5")
        #expect("\(Endpoint(ipv6: 0, 1, port: 443))" == "[::1]:443")
    }

    @Test func `loopback and any are recognised in both families`() {
        #expect(Endpoint(ipv4: 0x7F12_3456, port: 1).isLoopback)
        #expect(Endpoint(ipv6: 0, 1, port: 1).isLoopback)
        #expect(!Endpoint(ipv4: 0x0A00_0001, port: 1).isLoopback)
        #expect(Endpoint.any(.ipv6, port: 0).isAny)
        #expect(Endpoint.any(.ipv4, port: 0).isAny)
        #expect(!Endpoint(ipv6: 0, 1, port: 0).isAny)
    }

    @Test(arguments: [("0", 0), ("65535", 65_535), ("00080", 80)])
    func `decimal digits are a number`(_ text: String, _ number: Int) {
        #expect(Endpoint.decimal(text.utf8, limit: 65_535) == number)
    }

    @Test(arguments: ["", "65536", "-1", "+1", "1 ", "0x10", "99999999999999999999999", "٣"])
    func `anything else is none`(_ text: String) {
        #expect(Endpoint.decimal(text.utf8, limit: 65_535) == nil)
    }
}
