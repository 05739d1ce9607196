import Testing

@testable import CharonLibrary

/// `base64`, `base32` and `url` as scripts see them.
@Suite struct Base64ModuleTests {
    @Test func `bad text gives nil and a reason`() throws {
        #expect(
            try LibraryScript.run(
                """
                local base64, base32, url = require "base64", require "base32", require "url"
                print(base64.decode("a-b_")) print(base64.urldecode("a+b/")) print(base64.decode("Zm9v\\n"), base64.decode("Z"))
                print(base32.decode("M1")) print(base32.decode("mz xq\\n"))
                print(url.parse("http://h:99999")) print(url.parse("http://[::1]:8/").host, url.parse("http://u@h/p").path)
                """) == [
                    "nil\tinvalid base64", "nil\tinvalid base64", "foo\tnil\tinvalid base64", "nil\tinvalid base32", "fo",
                    "nil\tinvalid port", "[::1]\t/p",
                ])
    }

    @Test func `padding that is left out is not padding that is nil`() throws {
        #expect(
            try LibraryScript.run(
                """
                local base64, base32 = require "base64", require "base32"
                print(base64.encode("a"), base64.encode("a", nil), base64.encode("a", 0), base64.urlencode("a", 1), base64.urlencode("a"))
                print(base32.encode("a"), base32.encode("a", nil), base32.encode("a", false), base32.encode("a", 1))
                """) == ["YQ==\tYQ\tYQ==\tYQ==\tYQ", "ME======\tME\tME\tME======"])
    }
}
