import Testing

/// The functions of `string` that Pluto adds or changes.
@Suite struct StringLibraryTests {
    /// Statements that the rows use: the parts of a list, each in brackets.
    private let brackets = #"local function b(t) return "[" .. table.concat(t, "][") .. "]" end"#

    @Test func `upper and lower change the whole string or one byte`() throws {
        try LuaProcess.check([
            #"("router"):upper()"#: "ROUTER",
            #"("ROUTER"):lower()"#: "router",
            #"("router"):upper(1)"#: "Router",
            #"("ROUTER"):lower(3)"#: "ROuTER",
            #"("router"):upper(-2)"#: "routEr",
            #"("router"):upper(-6)"#: "Router",
            #"("router"):upper(0)"#: "ROUTER",
            #"("router"):upper(7)"#: "router",
            #"("router"):upper(-7)"#: "router",
            #"(""):lower(1)"#: "",
            #"string.upper(12)"#: "12",
            #"(string.upper())"#: "bad argument #1 to 'upper' (string expected, got no value)",
            #"(string.lower(nil))"#: "bad argument #1 to 'lower' (string expected, got nil)",
            #"(string.lower({}))"#: "bad argument #1 to 'lower' (string expected, got table)",
        ])
    }

    @Test func `split gives the parts between separators`() throws {
        try LuaProcess.check(
            [
                #"b(("a,b,,c"):split(","))"#: "[a][b][][c]",
                #"b(("a,b,"):split(","))"#: "[a][b][]",
                #"b((""):split(","))"#: "[]",
                #"b(("abc"):split(""))"#: "[a][b][c]",
                #"#(""):split("")"#: "0",
                #"b(("abc"):split("", 2))"#: "[a][bc]",
                #"b(("a b c d"):split(" ", 2))"#: "[a][b c d]",
                #"b(("a b c"):split(" ", 1))"#: "[a b c]",
                #"b(("a b c"):split(" ", 9))"#: "[a][b][c]",
                #"b(("a.b%c"):split("."))"#: "[a][b%c]",
                #"b(("a--b-c"):split("--"))"#: "[a][b-c]",
                #"b(("a,b"):split())"#: "[a][b]",
                #"b(("a1b"):split(1))"#: "[a][b]",
                #"(("x"):split({}))"#: "bad argument #1 to 'split' (string expected, got table)",
                #"(string.split("x", true))"#: "bad argument #2 to 'split' (string expected, got boolean)",
                #"(("x"):split(",", 1.5))"#: "bad argument #2 to 'split' (number has no integer representation)",
                #"(("x"):split(",", "y"))"#: "bad argument #2 to 'split' (number expected, got string)",
                #"(string.split())"#: "bad argument #1 to 'split' (string expected, got no value)",
            ], setup: brackets)
    }

    @Test func `partition gives what stands before and after a separator`() throws {
        try LuaProcess.check([
            #"("k=v=w"):partition("=")"#: "k\tv=w",
            #"("k=v=w"):partition("=", true)"#: "k=v\tw",
            #"("none"):partition("=")"#: "nil\tnil",
            #"("aaa"):partition("aa", true)"#: "a\t",
            #"(("x"):partition())"#: "bad argument #1 to 'partition' (string expected, got no value)",
        ])
    }

    @Test func `strip removes characters at the ends`() throws {
        try LuaProcess.check([
            #""[" .. ("  x \n"):strip() .. "]""#: "[x]",
            #""[" .. ("\0\t x y \v\r"):strip() .. "]""#: "[x y]",
            #""[" .. (" \n "):strip() .. "]""#: "[]",
            #"("xxaxx"):strip("x")"#: "a",
            #"("--a-"):lstrip("-")"#: "a-",
            #"("--a-"):rstrip("-")"#: "--a",
            #"("{[a]}"):strip("{}[]")"#: "a",
            #"("^a-z^"):strip("z^-a")"#: "",
            #"("%a%"):strip("%")"#: "a",
            #"(" a "):strip("") .. "|""#: " a |",
            #"("xax"):strip("x"):len()"#: "1",
            #"(("x"):strip({}))"#: "bad argument #1 to 'strip' (string expected, got table)",
            #"(string.rstrip(nil))"#: "bad argument #1 to 'rstrip' (string expected, got nil)",
        ])
    }

    @Test func `startswith, endswith and contains compare plainly`() throws {
        try LuaProcess.check([
            #"("GET /x"):startswith("GET")"#: "true",
            #"("GE"):startswith("GET")"#: "false",
            #"("a"):startswith("")"#: "true",
            #"("a.html"):endswith("html")"#: "true",
            #"("html"):endswith("a.html")"#: "false",
            #"("a.html"):endswith("")"#: "true",
            #"("gateway"):contains("tew")"#: "true",
            #"("gateway"):contains(".")"#: "false",
            #"("gateway"):contains("")"#: "true",
            #"(("x"):contains())"#: "bad argument #1 to 'contains' (string expected, got no value)",
            #"(("x"):startswith({}))"#: "bad argument #1 to 'startswith' (string expected, got table)",
            #"(("x"):endswith(print))"#: "bad argument #1 to 'endswith' (string expected, got function)",
        ])
    }

    @Test func `replace takes text, not patterns`() throws {
        try LuaProcess.check([
            #"("aXbXc"):replace("X", "--")"#: "a--b--c",
            #"("aXbXc"):replace("X", "", 1)"#: "abXc",
            #"("aXbXc"):replace("X", "-", 5)"#: "a-b-c",
            #"("a.b"):replace(".", "%")"#: "a%b",
            #"("abc"):replace("z", "y")"#: "abc",
            #"("aaa"):replace("aa", "b")"#: "ba",
            #"(("x"):replace("", "y"))"#: "bad argument #1 to 'replace' (the text to replace is empty)",
            #"(("x"):replace("x", "y", -1))"#: "bad argument #3 to 'replace' (the maximum is negative)",
            #"(("x"):replace("x"))"#: "bad argument #2 to 'replace' (string expected, got no value)",
        ])
    }

    @Test func `truncate cuts, with dots where there is room for them`() throws {
        try LuaProcess.check([
            #"("connection reset"):truncate(7)"#: "connect",
            #"("connection reset"):truncate(9, true)"#: "connec...",
            #"("ok"):truncate(5, true)"#: "ok",
            #"("abcdef"):truncate(3, true)"#: "...",
            #"("abcdef"):truncate(2, true)"#: "ab",
            #"("abcdef"):truncate(0) .. "|""#: "|",
            #"(("x"):truncate())"#: "bad argument #1 to 'truncate' (number expected, got no value)",
        ])
    }

    @Test func `the tests of character classes look at all bytes`() throws {
        try LuaProcess.check([
            #"("AbC"):casefold("aBc"), ("a"):casefold("b"), ("a"):casefold("ab")"#: "true\tfalse\tfalse",
            #"("abc"):islower(), ("aB"):islower(), (""):islower()"#: "true\tfalse\ttrue",
            #"("AB"):isupper(), ("A1"):isupper()"#: "true\tfalse",
            #"("ab"):isalpha(), ("a b"):isalpha()"#: "true\tfalse",
            #"("a1"):isalnum(), ("a-1"):isalnum()"#: "true\tfalse",
            #"(" \t\n"):iswhitespace(), (" x"):iswhitespace()"#: "true\tfalse",
            #"("abc\0"):isascii(), ("\xc3\xa9"):isascii()"#: "true\tfalse",
            #"(string.isascii({}))"#: "bad argument #1 to 'isascii' (string expected, got table)",
        ])
    }

    @Test func `rfind tries the places from the end`() throws {
        try LuaProcess.check([
            #"("a.b.c"):rfind("%.")"#: "4\t4",
            #"("a.b.c"):rfind(".", nil, true)"#: "4\t4",
            #"("abab"):rfind("ab")"#: "3\t4",
            #"("abab"):rfind("ab", 3)"#: "1\t2",
            #"("abab"):rfind("ab", 3, true)"#: "1\t2",
            #"("abab"):rfind("ab", -1)"#: "3\t4",
            #"("abab"):rfind("zz")"#: "nil",
            #"("abab"):rfind("ab", 0)"#: "nil",
            #"("abab"):rfind("ab", 9)"#: "nil",
            #"("abab"):rfind("(a)b")"#: "nil",
            #"("abab"):rfind("^ab")"#: "3\t4",
            #"("a1b22"):rfind("%d+")"#: "5\t5",
            #"(("x"):rfind("[a"))"#: "malformed pattern (missing ']')",
            #"(("x"):rfind())"#: "bad argument #1 to 'rfind' (string expected, got no value)",
        ])
    }

    @Test func `formatint groups digits`() throws {
        try LuaProcess.check([
            #"string.formatint(1234567)"#: "1,234,567",
            #"string.formatint(-1234)"#: "-1,234",
            #"string.formatint(-123)"#: "-123",
            #"string.formatint("1234567", ".", 2)"#: "1.23.45.67",
            #"string.formatint("+1000")"#: "+1,000",
            #"string.formatint(12)"#: "12",
            #"string.formatint(123456, "'", 1)"#: "1'2'3'4'5'6",
            #"string.formatint(math.mininteger)"#: "-9,223,372,036,854,775,808",
            #"(string.formatint("12x"))"#: "bad argument #1 to 'formatint' (not an integer: '12x')",
            #"(string.formatint(1.5))"#: "bad argument #1 to 'formatint' (integer or string of digits expected, got number)",
            #"(string.formatint(1, ",", 0))"#: "bad argument #3 to 'formatint' (the group size must be positive)",
        ])
    }

    @Test func `tohex and fromhex are inverses`() throws {
        try LuaProcess.check([
            #"("net"):tohex()"#: "6e6574",
            #"("net"):tohex(true)"#: "6e 65 74",
            #"("\xab\n"):tohex(false, true)"#: "AB0A",
            #"(""):tohex(true) .. "|""#: "|",
            #"("6e6574"):fromhex()"#: "net",
            #"("6E 65\n74"):fromhex()"#: "net",
            #"(("6e6"):fromhex())"#: "calling 'fromhex' on bad self (hexadecimal digits in pairs expected)",
            #"(string.fromhex("zz"))"#: "bad argument #1 to 'fromhex' (hexadecimal digits in pairs expected)",
        ])
    }

    @Test func `span takes a start and a length`() throws {
        try LuaProcess.check([
            #"("packet"):span(3, 2)"#: "ck",
            #"("packet"):span(4)"#: "ket",
            #"("packet"):span(0, 1)"#: "p",
            #"("packet"):span(1, 10)"#: "packet",
            #"("packet"):span(-2)"#: "et",
            #"("packet"):span(7) .. "|""#: "|",
            #"("packet"):span(2, 0) .. "|""#: "|",
            #"("packet"):span(2, math.maxinteger)"#: "acket",
            #"(("x"):span())"#: "bad argument #1 to 'span' (number expected, got no value)",
        ])
    }

    @Test func `format quotes with %Q and keeps Lua's errors`() throws {
        try LuaProcess.check([
            #"("%5.1f|%-4s|%03d"):format(2.25, "x", 7)"#: "  2.2|x   |007",
            #"string.format("%Q", "a\xffb")"#: #""a\255b""#,
            #"string.format("%Q", "\xff1")"#: #""\2551""#,
            #"string.format("%d %Q%%Q %Q", 1, "\u{e9}", 2)"#: "1 \"é\"%Q 2",
            #"string.format("100%%Q")"#: "100%Q",
            #"(string.format("%Q"))"#: "bad argument #2 to 'format' (no value)",
            #"(string.format("%Q", {}))"#: "bad argument #2 to 'format' (value has no literal form)",
            #"(string.format("%d", "x"))"#: "bad argument #2 to 'format' (number expected, got string)",
            #"(("%d"):format("x"))"#: "bad argument #1 to 'format' (number expected, got string)",
            #"(string.format("%y", 1))"#: "invalid conversion '%y' to 'format'",
            #"(string.format("%s", setmetatable({}, {__tostring = function() error("own", 0) end})))"#: "own",
            #"string.uformat("%.1f", 1.5)"#: "1.5",
            #"(string.uformat("%d", {}))"#: "bad argument #2 to 'uformat' (number expected, got table)",
        ])
    }

    @Test func `a string is indexed by its positions`() throws {
        try LuaProcess.check([
            #"("hello")[1], ("hello")[5], ("hello")[-1], ("hello")[-5]"#: "h\to\to\th",
            #"("hello")[0], ("hello")[6], ("hello")[-6], ("")[1]"#: "nil\tnil\tnil\tnil",
            #"("hello")["1"], ("hello")[1.5], ("hello")[true], ("hello")[1.0]"#: "nil\tnil\tnil\tnil",
            #"("x").len == string.len, ("x").nothing"#: "true\tnil",
            #"("x")[math.mininteger], ("x")[math.maxinteger]"#: "nil\tnil",
            #"(function() local s = "x" s[1] = "y" end)()"#: "attempt to index a string value (local 's')",
        ])
    }
}
