import PlutoCompiler
import PlutoSyntax
import Testing

/// Sources that nobody would write: they give a program or an error, never a crash.
@Suite struct HostileSourceTests {
    /// A script that uses everything.
    private static let script = #"""
        #!/usr/bin/env charon
        local {a, b = c} = {a = 1, c = 2}
        local [x, y] = {1, 0b11, 1_000}
        enum Colour begin RED, GREEN = 5 end
        $define LEVEL = 2 << 1
        $if LEVEL == 4 then print("four") $else print("other") $end
        class Account extends Base
          private balance: number = 0
          function __construct(public owner, protected limit = 100) parent:__construct(owner) end
          function deposit(n: number = 1): table <nodiscard> self.balance += n return self end
          static function open(...names) return new Account(names[1] ?? "none") end
        end
        local function serve(port, opts?) end
        local function kind(n, ...)
          switch n do
            case 1, 2: return "low"
            case (n?.x ?? 3): x++ break
            default: do local z = ++y end
          end
          for k, v in opts ?? {} do if v in {1, 2} then continue end print($"{k}={v:upper()} {$'in {n}'}") end
          while item := list:remove(1) do item |> string.upper |> print|n, 2| end
          repeat local q = n ? 1 : 2 until q == 1 or 1 < q <= 3
          return switch n do case 1 -> |p, q = 2| -> p ** q default -> if n then {n, [n] = n, end = 1} else nil end end
        end
        größe ??= kind(n = 1)
        goto done
        ::done::
        export result = obj?:method?(a != b, -a <=> b, ...)
        """#

    private func compiles(_ bytes: [UInt8]) -> Bool {
        let options = CompilerOptions(chunkName: testChunkName)
        switch compile(bytes, options: options) {
        case .success: return true
        case .failure(let diagnostics):
            #expect(!diagnostics.isEmpty)
            #expect(!render(diagnostics, source: bytes, chunkName: testChunkName, colour: false).isEmpty)
            return false
        }
    }

    @Test func `every prefix of a script compiles or gives an error`() {
        let bytes = Array(Self.script.utf8)
        for end in 0...bytes.count { _ = compiles(Array(bytes[..<end])) }
    }

    @Test func `every suffix of a script compiles or gives an error`() {
        let bytes = Array(Self.script.utf8)
        for start in stride(from: 0, to: bytes.count, by: 3) { _ = compiles(Array(bytes[start...])) }
    }

    @Test func `a script without any one of its bytes compiles or gives an error`() {
        let bytes = Array(Self.script.utf8)
        for position in stride(from: 0, to: bytes.count, by: 2) {
            var changed = bytes
            changed.remove(at: position)
            _ = compiles(changed)
        }
    }

    @Test func `any bytes compile or give an error`() {
        var generator = SeededGenerator(state: 42)
        for length in 0..<400 {
            _ = compiles((0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) })
        }
        for byte in UInt8.min...UInt8.max { _ = compiles([UInt8](repeating: byte, count: 300)) }
    }

    @Test(arguments: [
        (" ?? f()", 3000), (" or (a ?? f())", 1000), (" + (a ?? 1)", 1000), ("?.b", 3000), ("?:m(1)", 1000),
        (":m?(1)", 1000), (":insert(1)", 1000), (" |> f |> g|1|", 1000), (" <=> b", 1000), (" instanceof b", 1000),
        (" < f()", 1000), (" + b++", 1000), ("?[f() ?? 1]", 500),
    ])
    func `Lua accepts what long chains become`(_ link: String, _ count: Int) throws {
        let source = "local function test() local a, b, f, g local x = f()" + String(repeating: link, count: count) + " end print(1)"
        #expect(try output(of: source) == "1\n")
    }

    @Test(arguments: [
        ("if x then", " elseif x then f()", 3000), ("if y := f() then", " elseif y := f() then f()", 500),
        ("switch x do", " case 1: f()", 500), ("switch x do", " case 1: f() break", 2000),
        ("switch x do", " case f() ?? 1: f()", 500), ("local x = {", "f() ?? 1,", 1000),
    ])
    func `Lua accepts what long statements become`(_ start: String, _ link: String, _ count: Int) throws {
        let body = start + String(repeating: link, count: count) + (start.hasSuffix("{") ? "}" : " end")
        let source = "local function test() local x, f \(body) end print(1)"
        #expect(try output(of: source) == "1\n")
    }

    @Test func `Lua accepts interpolated strings of any length`() throws {
        let holes = String(repeating: "{x}-", count: 2000)
        #expect(try output(of: "local x = 1 print(#$\"\(holes)\")") == "4000\n")
        let lifted = String(repeating: "{x ?? 1}-", count: 500)
        #expect(try output(of: "local x print(#$\"\(lifted)\")") == "1000\n")
    }

    @Test func `Lua accepts the nesting of everything that is accepted here`() throws {
        let nests = [
            ("(", "1", ")"), ("{", "", "}"), ("f(a ?? ", "1", ")"), ("a?.b[", "1", "]"), ("(a <=> ", "1", ")"),
            ("|a| -> ", "1", ""), ("not ", "1", ""), ("a ? b : ", "1", ""), ("$\"{", "1", "}\""), ("new A(", "", ")"),
            ("switch a do case 1 -> ", "1", " end"), ("a.b:concat(", "1", ")"), ("function() return ", "1", " end"),
        ]
        for (open, middle, close) in nests {
            for depth in [20, 60, 90, 120, 180] {
                let value = String(repeating: open, count: depth) + middle + String(repeating: close, count: depth)
                let printed = try output(of: "local function test() local a, f, A, x x = \(value) end print(1)")
                // Beyond the nesting of real scripts the limits of Lua's compiler may be met.
                #expect(printed == "1\n" || (depth > 60 && printed.contains("too many")), "\(open) \(depth): \(printed.prefix(200))")
            }
        }
    }

    @Test func `more than two hundred locals are kept`() throws {
        let declarations = (1...260).map { "local v\($0) = \($0)" }.joined(separator: "\n")
        try expectOutput(
            """
            \(declarations)
            local function get() v250 += 1 return v250 end
            local {p, q} = {p = get(), q = nil ?? v5}
            local class K function get() return v260 end end
            print(v1, v160, v161, get(), p, q, new K():get())
            """, "1\t160\t161\t252\t251\t5\t260")
    }

    @Test(arguments: [
        "f(t)[f(1)] ??= 1", "t.a.b += 1", "switch f(1) do case 2: end", "for f(t) as v do print(v) end", "f(t):size()",
        "t.a.b++", "for k, v in f(t) do print(k, v) end", "local {x} = t", "if x := f(1) then print(x) end",
    ])
    func `statements have room for their temporaries beside the locals of a function`(_ statement: String) throws {
        for count in [173, 193, 194, 195, 196, 197, 198, 199] {
            let declarations = (3...count).map { "local v\($0) = \($0)" }.joined(separator: "\n")
            let printed = try output(
                of: """
                    local t, f = {a = {b = 1}}, |...| -> ...
                    \(declarations)
                    do \(statement) end
                    print("done", v3 + v\(count))
                    """)
            #expect(printed.hasSuffix("done\t\(count + 3)\n"), "\(count): \(printed)")
        }
    }

    @Test func `exactly two hundred locals stay locals`() throws {
        let declarations = (1...200).map { "local v\($0) = \($0)" }.joined(separator: "\n")
        try expectOutput("\(declarations)\nprint(debug.getlocal(1, 200))", "v200\t200")
    }

    @Test(arguments: [
        ("print(n(", "))", 220), ("print(o:m(", "))", 221), ("local function f() return ", " end print(n(f()))", 220),
        ("print(#{", "})", 220), ("print(new C(", ").v)", 220), ("print((1) |> n|", "|)", 221),
    ])
    func `operands that need statements are not limited by Lua's locals`(_ open: String, _ close: String, _ expected: Int) throws {
        let count = 220
        let operands = (1...count).map { $0 % 2 == 0 ? "a.x ?? n(\($0))" : "i++ + \($0)" }.joined(separator: ", ")
        let printed = try output(
            of: """
                local a, i, o, C = {}, 0, {m = |...| -> select("#", ...)}, class function __construct(...) self.v = select("#", ...) end end
                local function n(...) return select("#", ...) end
                \(open)\(operands)\(close) print(i)
                """)
        #expect(printed == "\(expected)\n\(count / 2)\n")
    }

    @Test func `many operands keep their order and values`() throws {
        let sums = (1...100).map { "(i++ * 10 + v(\($0)) ?? 0)" }
        try expectOutput(
            """
            local i, log = 0, {}
            local function v(x) log[#log + 1] = x return x end
            local \((1...100).map { "x\($0)" }.joined(separator: ", ")) = \(sums.joined(separator: ", "))
            print(x1, x2, x99, x100, i, #log, log:concat() == range(100):concat())
            print((\(sums.joined(separator: " .. "))):sub(1, 12), i)
            """, "1\t12\t1079\t1090\t100\t100\ttrue\n100110121023\t200")
    }
}
