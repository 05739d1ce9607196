import Testing

@testable import CharonLibrary

@Suite struct RegexModuleTests {
    @Test func `a result that the memory limit does not allow is refused`() throws {
        #expect(
            try LibraryScript.run(
                """
                local regex = require "regex"
                local a, large = ("a"):rep(100), ("b"):rep(1000000)
                print(pcall(regex.replace, regex.new("/a/g"), a, large))
                print(pcall(regex.substitute, regex.new("/b*/"), large, ("$0"):rep(100)))
                print(#regex.new("/a/"):replace("a", large), #regex.new("/a/g"):replace("aaa", large))
                """, memoryLimit: 16 << 20)
                == ["false\tnot enough memory", "false\tnot enough memory", "1000000\t3000000"])
    }

    @Test func `many groups that hold all of a long text are refused`() throws {
        #expect(
            try LibraryScript.run(
                """
                local regex = require "regex"
                print(pcall(regex.match, regex.new("/" .. ("(?=(.*))"):rep(200) .. "/"), ("a"):rep(1000000)))
                collectgarbage()
                print(#regex.new("/(?=(.*))(a*)/"):match(("a"):rep(1000000))[2])
                """, memoryLimit: 16 << 20) == ["false\tnot enough memory", "1000000"])
    }

    @Test func `patterns that nothing refers to are collected`() throws {
        #expect(
            try LibraryScript.run(
                """
                local regex = require "regex"
                for i = 1, 20000 do
                  local r = regex.new("/(a+)(?<n>b|c){3,50}" .. i .. "/")
                  assert(r:match("abbb") == nil)
                end
                print(collectgarbage("count") < 8192)
                """) == ["true"])
    }

    @Test func `a callback of gsub may search while another search is used`() throws {
        #expect(
            try LibraryScript.run(
                """
                local regex = require "regex"
                local outer, inner = regex.new("/(\\\\w)(\\\\d)/"), regex.new("/b/")
                print((("a1 b2"):gsub("%w+", function(s) local m = outer:match(s) return (inner:search(s) and "!" or "?") .. m[2] end)))
                """) == ["?1 !2"])
    }

    @Test func `methods on wrong values name the class`() throws {
        let message = try #require(try LibraryScript.failure(of: #"require "regex".match(1, "x")"#))
        #expect(message.contains("(pluto:regex expected, got number)"))
    }
}
