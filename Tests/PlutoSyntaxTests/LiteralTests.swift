import Testing

@testable import PlutoSyntax

@Suite struct LiteralTests {
    private func number(_ text: String) -> Constant { Literal.number(Array(text.utf8)[...]) }
    private func string(_ text: String) -> [UInt8] { Literal.string(Array(text.utf8)[...]) }

    @Test func `numerals have Lua's values`() {
        #expect(number("10") == .integer(10))
        #expect(number("1_000") == .integer(1000))
        #expect(number("0b101") == .integer(5))
        #expect(number("0o17") == .integer(15))
        #expect(number("0xffffffffffffffff") == .integer(-1))
        #expect(number("0x1ffffffffffffffff") == .integer(-1))
        #expect(number("9223372036854775807") == .integer(.max))
        #expect(number("9223372036854775808") == .float(9_223_372_036_854_775_808))
        #expect(number("3.") == .float(3))
        #expect(number(".5") == .float(0.5))
        #expect(number("1_0.5_0e1") == .float(105))
        #expect(number("0x.8p1") == .float(1))
        #expect(number("0xA.8") == .float(10.5))
        #expect(number("1e400") == .float(.infinity))
        #expect(number("0x1p99999") == .float(.infinity))
    }

    @Test func `strings have Lua's bytes`() {
        #expect(string(#""a\n\65\x41\u{e9}\{\\""#) == Array("a\nAAé{\\".utf8))
        #expect(string("'a\\z \n  b'") == Array("ab".utf8))
        #expect(string("\"a\\\r\nb\"") == Array("a\nb".utf8))
        #expect(string("[[\nab\r\ncd]]") == Array("ab\ncd".utf8))
        #expect(string("[==[]]]==]") == Array("]]".utf8))
        #expect(string(#""\u{7fffffff}""#) == [0xFD, 0xBF, 0xBF, 0xBF, 0xBF, 0xBF])
    }
}

@Suite struct ConstantTests {
    @Test func `integers wrap and floor`() {
        #expect(Constant.fold(.integer(.max), .plus, .integer(1)) == .integer(.min))
        #expect(Constant.fold(.integer(-7), .doubleSlash, .integer(2)) == .integer(-4))
        #expect(Constant.fold(.integer(-7), .percent, .integer(2)) == .integer(1))
        #expect(Constant.fold(.integer(.min), .doubleSlash, .integer(-1)) == .integer(.min))
        #expect(Constant.fold(.integer(.min), .percent, .integer(-1)) == .integer(0))
        #expect(Constant.fold(.integer(1), .doubleSlash, .integer(0)) == nil)
        #expect(Constant.integer(.min).applying(unary: .minus) == .integer(.min))
    }

    @Test func `shifts are logical and take any count`() {
        #expect(Constant.fold(.integer(1), .shiftLeft, .integer(63)) == .integer(.min))
        #expect(Constant.fold(.integer(1), .shiftLeft, .integer(64)) == .integer(0))
        #expect(Constant.fold(.integer(-1), .shiftRight, .integer(1)) == .integer(.max))
        #expect(Constant.fold(.integer(2), .shiftLeft, .integer(-1)) == .integer(1))
        #expect(Constant.fold(.integer(1), .shiftRight, .integer(.min)) == .integer(0))
        #expect(Constant.fold(.float(2), .shiftLeft, .integer(1)) == .integer(4))
    }

    @Test func `comparisons and logic follow Lua`() {
        #expect(Constant.fold(.integer(1), .equal, .float(1)) == .boolean(true))
        #expect(Constant.fold(.string([65]), .notEqual, .string([65])) == .boolean(false))
        #expect(Constant.fold(.nil, .coalesce, .integer(1)) == .integer(1))
        #expect(Constant.fold(.boolean(false), .coalesce, .integer(1)) == .boolean(false))
        #expect(Constant.fold(.boolean(false), .or, .integer(1)) == .integer(1))
        #expect(Constant.nil.applying(unary: .not) == .boolean(true))
    }

    @Test func `strings are joined up to a limit`() {
        #expect(Constant.fold(.string([65]), .concat, .integer(1)) == .string([65, 49]))
        let long = Constant.string([UInt8](repeating: 0, count: 1 << 20))
        #expect(Constant.fold(long, .concat, .string([1])) == nil)
    }
}
