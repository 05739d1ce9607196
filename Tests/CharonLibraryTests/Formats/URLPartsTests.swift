import CharonSystem
import Testing

@testable import CharonLibrary

@Suite struct URLPartsTests {
    private func parts(_ bytes: [UInt8]) -> String? {
        bytes.withBorrowedBytes { bytes in
            URLParts(bytes).map { parts in
                let texts = [parts.scheme, parts.user, parts.pass, parts.host].map { String(decoding: $0.copy(), as: UTF8.self) }
                let rest = [parts.path, parts.query, parts.fragment].map { String(decoding: $0.copy(), as: UTF8.self) }
                return (texts + [String(parts.port)] + rest).joined(separator: " ")
            }
        }
    }

    @Test(arguments: [
        ("http://u:p@h:8/a?b#c", "http u p h 8 /a b c"), ("http://u@h/p", "http u  h 0 /p  "), ("http://[::1]:8/", "http   [::1] 8 /  "),
        ("http://[::1]/", "http   [::1] 0 /  "), ("http://u:p:q@[fe80::1%25eth0]:80", "http u p:q [fe80::1%25eth0] 80   "),
        ("path", "   path 0   "), ("localhost:8080", "localhost   8080 0   "), ("mailto:a@b.c", "mailto a  b.c 0   "),
        ("10.0.0.1:80", "   10.0.0.1 80   "), ("host/a:b", "   host 0 /a:b  "), ("?q", "    0  q "), ("#f?g", "    0   f?g"),
        ("http://h?a@b/c", "http   h 0  a@b/c "), ("http://h:/", "http   h 0 /  "), ("http://h:65535", "http   h 65535   "),
        ("a@b@c:1", " a@b  c 1   "), ("http://u:@h", "http u  h 0   "), (":x", "    0   "), ("", "    0   "), ("://h", "    0 //h  "),
        ("x+y-1.z://h", "x+y-1.z   h 0   "), ("1x://h", "   1x 0 //h  "),
    ])
    func `a URL comes apart where its marks stand`(text: String, expected: String) {
        #expect(parts(Array(text.utf8)) == (text == ":x" ? nil : expected))
    }

    // RFC 3986, sections 1.1.2 and 3. What stands without `//` is an authority here.
    @Test(arguments: [
        ("ftp://ftp.is.co.za/rfc/rfc1808.txt", "ftp   ftp.is.co.za 0 /rfc/rfc1808.txt  "),
        ("http://www.ietf.org/rfc/rfc2396.txt", "http   www.ietf.org 0 /rfc/rfc2396.txt  "),
        ("ldap://[2001:db8::7]/c=GB?objectClass?one", "ldap   [2001:db8::7] 0 /c=GB objectClass?one "),
        ("mailto:John.Doe@example.com", "mailto John.Doe  example.com 0   "),
        ("news:comp.infosystems.www.servers.unix", "news   comp.infosystems.www.servers.unix 0   "),
        ("tel:+1-816-555-1212", "tel   +1-816-555-1212 0   "),
        ("telnet://192.0.2.16:80/", "telnet   192.0.2.16 80 /  "),
        ("foo://example.com:8042/over/there?name=ferret#nose", "foo   example.com 8042 /over/there name=ferret nose"),
        ("urn:example:animal:ferret:nose", nil),
    ] as [(String, String?)])
    func `the examples of RFC 3986 come apart`(text: String, expected: String?) {
        #expect(parts(Array(text.utf8)) == expected)
    }

    @Test(arguments: ["http://h:99999", "http://h:-1", "http://h:1x/", "h@h:port", "http://[::1]:70000/", "http://h:99999999999999999999999"])
    func `a port that is none is refused`(text: String) {
        #expect(parts(Array(text.utf8)) == nil)
    }

    @Test func `mutated URLs are taken apart or refused`() {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<20_000 {
            _ = parts(random.mutate(Array("http://user:pass@[::1]:8080/path?q=1#f".utf8), dictionary: [":", "@", "[", "]", "//", "?", "#", "/"]))
        }
    }
}

@Suite struct PercentEncodingTests {
    private func decoded(_ text: String) -> [UInt8] {
        let output = GrowingBytes()
        Array(text.utf8).withBorrowedBytes { PercentEncoding.decode($0, to: output) }
        return output.bytes.copy()
    }

    // RFC 3986, section 2: what is reserved is encoded, what is not stays; the katakana letter is that of section 2.5.
    @Test(arguments: [
        (":/?#[]@!$&'()*+,;=", "%3A%2F%3F%23%5B%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%3D"),
        ("azAZ09-._~", "azAZ09-._~"), ("100%", "100%25"), ("A", "A"), ("\u{C0}", "%C3%80"), ("\u{30A2}", "%E3%82%A2"),
    ])
    func `the characters of RFC 3986 are encoded and come back`(plain: String, coded: String) {
        let output = GrowingBytes()
        Array(plain.utf8).withBorrowedBytes { PercentEncoding.encode($0, to: output) }
        #expect(String(decoding: output.bytes.copy(), as: UTF8.self) == coded)
        #expect(decoded(coded) == Array(plain.utf8))
    }

    @Test func `two hex digits after a percent sign are a byte and all else stays`() {
        #expect(decoded("%41%c3%A9+") == Array("Aé+".utf8))
        #expect(decoded("%4g%+1%%4%") == Array("%4g%+1%%4%".utf8))
        #expect(decoded("%2541") == Array("%41".utf8))
    }

    @Test func `all bytes come back`() {
        let bytes = (0...255).map { UInt8($0) }
        let output = GrowingBytes()
        bytes.withBorrowedBytes { PercentEncoding.encode($0, to: output) }
        let again = GrowingBytes()
        PercentEncoding.decode(output.bytes, to: again)
        #expect(again.bytes.copy() == bytes)
        #expect(output.count == 66 + 190 * 3)
    }
}
