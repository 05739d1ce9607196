import CharonCrypto
import CharonLoop
import CharonLua
import CharonScript
import Testing

@testable import CharonLibrary

@Suite struct CryptoModuleTests {
    @Test func `keys are big integers though nobody has required them`() throws {
        #expect(
            try LibraryScript.run(
                """
                local crypto = require "crypto"
                local pub, priv = crypto.generatekeypair("rsa", 512)
                print(type(pub.n), pub.n:bitlength(), tostring(pub.e), pub.n == priv.p * priv.q)
                local bigint = require "bigint"
                print(pub.n.add == bigint.add, crypto.derive("rsa", priv).n == pub.n)
                """) == ["userdata\t512\t65537\ttrue", "true\ttrue"])
    }

    @Test func `a text that the memory limit does not allow is not unpacked`() throws {
        #expect(
            try LibraryScript.run(
                """
                local crypto = require "crypto"
                -- a byte, then 20,000 times 264 bytes from one back
                local large = "\\0a" .. ("\\xe0\\xff\\0"):rep(20000)
                print(pcall(crypto.decompress, large, "lzf"))
                local text, info = crypto.decompress(large, "lzf", 1000)
                print(#text, info.error)
                print(#crypto.decompress(large:sub(1, 3002), "lzf"))
                """, memoryLimit: 9 << 20) == ["false\tnot enough memory", "0\ttoo large", "264001"])
    }

    @Test func `what is larger than the default allows is refused`() throws {
        #expect(
            try LibraryScript.run(
                """
                local crypto = require "crypto"
                local z = crypto.compress(("\\0"):rep((64 << 20) + 1), "gzip")
                local text, info = crypto.decompress(z)
                print(#text, info.error, info.compressed_size)
                print(#crypto.decompress(z, (64 << 20) + 1))
                """) == ["0\ttoo large\t0", "67108865"])
    }

    @Test func `fields of a key may come from a metatable, and its errors are raised`() throws {
        #expect(
            try LibraryScript.run(
                """
                local crypto = require "crypto"
                local _, priv = crypto.generatekeypair("rsa", 512)
                local wrapped = setmetatable({}, {__index = priv})
                print(crypto.derive("rsa", wrapped).n == crypto.derive("rsa", priv).n)
                local bad = setmetatable({}, {__index = function() error("no such field", 0) end})
                print(pcall(crypto.sign, "m", "rsa-sha1", bad))
                """) == ["true", "false\tno such field"])
    }

    @Test func `a long stay with many keys holds no memory`() throws {
        #expect(
            try LibraryScript.run(
                """
                local crypto, bigint = require "crypto", require "bigint"
                local p, q = bigint.new(65521), bigint.new(65519)
                for i = 1, 3000 do
                  local key = {p = bigint.new(tostring(p)), q = bigint.new(tostring(q))}
                  assert(crypto.decrypt(crypto.encrypt("x", "rsa", crypto.derive("rsa", key)), "rsa", key) == "x")
                end
                print(collectgarbage("count") < 8192)
                """) == ["true"])
    }

    @Test func `what was computed of a key is kept while the script has its numbers, and not longer`() throws {
        let runtime = try ScriptRuntime(loop: EventLoop(), memoryLimit: 0)
        defer { runtime.close() }
        let libraries = try Libraries(runtime: runtime)
        func run(_ source: String) throws {
            try runtime.pushChunk(Array(source.utf8), chunkName: "@script.pluto")
            try runtime.run(arguments: 0)
        }
        func kept(with global: StaticString) -> AnyObject? {
            runtime.main.rawGetGlobal(global)
            defer { runtime.main.pop() }
            return libraries.bigIntegers.kind.object(at: -1, of: runtime.main)?.companion
        }

        try run(
            """
            crypto = require "crypto"
            public, private = crypto.generatekeypair("rsa", 512)
            signature = crypto.sign("m", "rsa-sha1", private)
            assert(crypto.verify("m", "rsa-sha1", public, signature))
            p, n = private.p, public.n
            """)
        weak let privateKey = kept(with: "p"), publicKey = kept(with: "n")
        #expect(privateKey != nil && publicKey != nil)
        try run("assert(crypto.sign('m', 'rsa-sha1', private) == signature)")
        #expect(kept(with: "p") === privateKey)
        try run("public, private, p, n = nil collectgarbage()")
        #expect(privateKey == nil && publicKey == nil)
    }
}
