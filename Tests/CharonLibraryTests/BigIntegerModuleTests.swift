import Testing

@testable import CharonLibrary

@Suite struct BigIntegerModuleTests {
    @Test func `operators and methods agree`() throws {
        #expect(
            try LibraryScript.run(
                """
                local bigint = require "bigint"
                local a, b = bigint.new("123456789012345678901234567890"), bigint.new(-987654321)
                print(a + b == a:add(b), a - b == a:sub(b), a * b == a:mul(b), a % b == a:mod(b), a ^ 3 == a:pow(3))
                local q, r = a:div(b)
                print(a / b == q, q * b + r == a, r >= bigint.new(0), -a < a, not (a <= b))
                """) == ["true\ttrue\ttrue\ttrue\ttrue", "true\ttrue\ttrue\ttrue\ttrue"])
    }

    @Test func `large numbers that nothing refers to are collected`() throws {
        #expect(
            try LibraryScript.run(
                """
                local bigint = require "bigint"
                local large = bigint.new(2) ^ 4000000
                for i = 1, 2000 do local x = large + i end
                print(large:bitlength())
                """) == ["4000001"])
    }

    @Test func `the memory of large numbers counts against the script's limit and comes back`() throws {
        #expect(
            try LibraryScript.run(
                """
                local bigint = require "bigint"
                local large, kept = bigint.new(2) ^ 4000000, {}
                local ok, e = pcall(function() for i = 1, 1000 do kept[i] = large + i end end)
                print(ok, e, #kept > 4)
                kept = nil
                for i = 1, 100 do large = large + i end
                print(large:bitlength())
                """, memoryLimit: 16 << 20) == ["false\tnot enough memory\ttrue", "4000001"])
    }

    @Test(arguments: [
        (#"bigint.add(1)"#, "(pluto:bigint expected, got no value)"), (#"return bigint.new(1) + "1""#, "(pluto:bigint expected, got string)"),
        (#"bigint.new("x")"#, "(malformed number)"), (#"return bigint.new(1) / 0"#, "script.pluto:1: division by zero"),
        (#"return bigint.new(2) ^ -1"#, "script.pluto:1: negative exponent"),
        (#"return bigint.new(2) ^ 8000000"#, "script.pluto:1: number too large"),
    ])
    func `what cannot be is raised`(source: String, message: String) throws {
        let failure = try #require(try LibraryScript.failure(of: #"local bigint = require "bigint" "# + source))
        #expect(failure.contains(message), "\(failure)")
    }
}
