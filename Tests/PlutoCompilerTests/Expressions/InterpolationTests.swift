import Testing

/// Interpolated strings.
@Suite struct InterpolationTests {
    @Test func `interpolation`() throws {
        try expectError(
            #"""
            local n, t = nil, {1, {2}, k = {v = "x"}}
            print($"", $"{n}", $"{5}", $"{n}{n}", $"a{1 + 1}b", $'q"{1}"', $"{"}"}", $"\{}{1}\}", #$"{1}{2}")
            """#, line: 2, "invalid escape sequence")
    }

    @Test func `interpolation of everything`() throws {
        try expectOutput(
            #"""
            local n, t = nil, {1, {2}, k = {v = "x"}}
            print($"", $"{n}", $"{5}", $"{n}{n}", $"a{1 + 1}b", $'q"{1}"', $"{"}"}", $"\{}{1}}", #$"{1}{2}")
            print($"{t[1]} {t.k.v} {{1, 2}[2]} {$"in {$'deep {n ?? "d"}'}"} {"a" .. "b"} {true} {1.5}")
            local function f(...) return ... end
            print($"{f(1, 2)}|{f()}|{...}|" .. $"{(|x| -> x * 2)(4)}", f$"x{1}", type($"{1}"))
            print($"line {
              1 -- comment }
              + 2
            } end")
            local mt = setmetatable({}, {__tostring = || -> "MT"})
            print($"{mt}", $"{mt}{mt}", $"{nil ?? mt} {n?.x}")
            """#,
            #"""
            	nil	5	nilnil	a2b	q"1"	}	{}1}	2
            1 x 2 in deep d ab true 1.5
            1|nil|nil|8	x1	string
            line 3 end
            MT	MTMT	MT nil
            """#)
    }
}
