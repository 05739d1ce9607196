import Glibc
import PlutoCompiler
import PlutoSyntax
import TestSupport
import Testing

/// Sources that have been changed at random give an error, or a program that Lua accepts.
///
/// `CHARON_MUTATIONS=100000 swift test --filter MutationTests` tries as many as that, every truncation of a long script,
/// and sources of 50 MB.
@Suite struct MutationTests {
    /// The number of sources to try.
    private static let count = unsafe getenv("CHARON_MUTATIONS").flatMap { unsafe Int(String(cString: $0)) } ?? 2000

    /// Whether everything is to be tried that takes long.
    private static var isThorough: Bool { count >= 100_000 }

    /// Pieces of the language, of which the sources are made.
    private static let pieces = [
        "local {a, b = c} = {a = 1, c = 2}\n", "local [x, y] = {1, 0b11, 1_000}\n", "enum Colour begin RED, GREEN = 5 end\n",
        "$define LEVEL = 2 << 1\n", "$if LEVEL == 4 then print('four') $else print('other') $end\n",
        "class Account extends Base\n  private balance: number = 0\n  function __construct(public owner, protected limit = 100) "
            + "parent:__construct(owner) end\n  static function open(...names) return new Account(names[1] ?? 'none') end\nend\n",
        "local function kind(n: number = 1, ...): table <nodiscard> return n, ... end\n",
        "switch n do\n  case 1, 2: return 'low'\n  case (n?.x ?? 3): x++ break\n  default: do local z = ++y end\nend\n",
        "for k, v in opts ?? {} do if v in {1, 2} then continue end print($\"{k}={v:upper()} {$'in {n}'}\") end\n",
        "while item := list:remove(1) do item |> string.upper |> print|n, 2| end\n",
        "repeat local q = n ? 1 : 2 until q == 1 or 1 < q <= 3\n",
        "x = switch n do case 1 -> |p, q = 2| -> p ** q default -> if n then {n, [n] = n, end = 1} else nil end end\n",
        "größe ??= kind(n = 1)\n", "goto done\n::done::\n", "t.a.b[f()] += g() ?? h?:m?(1, ...)\n",
        "local ok <close>, limit <const> = setmetatable({}, mt), 5\n", "export answer = a != b ? -a <=> b : #t\n",
        "for t.items as v do for i = 1, 3 do if v == i then break 2 end continue 2 end end\n",
        "f = function(self, a, b) return self.a and b or not a .. 'text' [[long]] end\n", "pluto_use switch = false\n",
        "$alias TWICE(v) = (v + v)\nprint(TWICE(2))\n", "return new (class x = {} function m() return self end end)():m().x\n",
    ].map { Array($0.utf8) }

    /// Makes a source: some pieces, changed in a few places.
    private static func source(_ generator: inout SeededGenerator) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 1...8, using: &generator) { bytes += pieces.randomElement(using: &generator) ?? [] }
        for _ in 0..<Int.random(in: 0...4, using: &generator) {
            let start = Int.random(in: 0..<bytes.count, using: &generator)
            let end = min(bytes.count, start + Int.random(in: 1...40, using: &generator))
            let target = Int.random(in: 0...bytes.count, using: &generator)
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: bytes.insert(contentsOf: Array(bytes[start..<end]), at: target)
            case 1 where bytes.count > 80: bytes.removeSubrange(start..<end)
            case 2: bytes[start] = UInt8.random(in: 0...255, using: &generator)
            case 3: bytes.insert(contentsOf: pieces.randomElement(using: &generator)?.prefix(20) ?? [], at: target)
            default: bytes.swapAt(start, end - 1)
            }
        }
        return bytes
    }

    @Test func `a mutated source gives an error or a program that Lua accepts`() throws {
        var generator = SeededGenerator(state: 0x9E37_79B9_7F4A_7C15)
        var programs = try Programs()
        for _ in 0..<Self.count {
            let bytes = Self.source(&generator)
            let options = CompilerOptions(chunkName: testChunkName, wantsWarnings: Bool.random(using: &generator))
            switch compile(bytes, options: options) {
            case .success(let chunk): try programs.add(chunk.lua, from: bytes)
            case .failure(let diagnostics):
                #expect(!render(diagnostics, source: bytes, chunkName: testChunkName, colour: false).isEmpty)
            }
        }
        try programs.check()
        #expect(programs.total > Self.count / 50)
    }

    /// The project's own scripts, one after the other.
    private static func scripts() throws -> [UInt8] {
        let folder = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        guard let pipe = unsafe popen("cat '/\(folder)'/Scripts/*/*.pluto", "r") else {
            throw LuaProcess.Failure(call: "popen")
        }
        defer { unsafe pclose(pipe) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = unsafe fread(&buffer, 1, buffer.count, pipe)
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
    }

    @Test func `a truncated script gives an error or a program`() throws {
        let bytes = try Array(Self.scripts().prefix(40_000))
        #expect(bytes.count == 40_000)
        for end in stride(from: 0, through: bytes.count, by: Self.isThorough ? 1 : 600) {
            let source = Array(bytes[..<end])
            if case .failure(let diagnostics) = compile(source, options: CompilerOptions(chunkName: testChunkName)) {
                #expect(!diagnostics.isEmpty && diagnostics.count <= 20)
            }
        }
    }

    @Test(arguments: [
        ("x = \"", "a", "\""), ("x = [[", "a\n", "]]"), ("x = $\"", "a{1}", "\""), ("x = ", "1", ""), ("local ", "a", " = 1"),
        ("--[[", "a", "]]"), ("x = {", "1,", "}"), ("x = 1", " + 1", ""), ("x = '", "\\q", "'"), ("", "x = = 1\n", ""), ("", "f{", ""),
        ("", "$\"{", ""), ("", "(", ""), ("", "do ", ""), ("", "if x then\n", ""), ("x = ", "a ?? ", "1"), ("x = ", "|x| -> ", "x"),
        ("", "\"", ""), ("", "= ", ""), ("", "::", ""), ("x = a", "?.b", ""), ("", "class A ", ""), ("switch x do", " case 1:", ""),
    ])
    func `a source of any size gives an error or a program`(_ start: String, _ middle: String, _ end: String) {
        let size = Self.isThorough ? 50_000_000 : 20_000
        let bytes = Array((start + String(repeating: middle, count: size / middle.utf8.count) + end).utf8)
        if case .failure(let diagnostics) = compile(bytes, options: CompilerOptions(chunkName: testChunkName)) {
            #expect(!diagnostics.isEmpty && diagnostics.count <= 20)
        }
    }

    /// Programs that are loaded by a stock Lua, many at a time.
    private struct Programs {
        private var process: LuaProcess
        private var sources: [[UInt8]] = []
        private(set) var total = 0

        init() throws { process = try LuaProcess() }

        mutating func add(_ lua: [UInt8], from source: [UInt8]) throws {
            try process.folder.write(lua, to: "\(sources.count).lua")
            sources.append(source)
            total += 1
            if sources.count == 500 { try check() }
        }

        mutating func check() throws {
            let output = try process.run(
                """
                for i = 0, \(sources.count - 1) do
                local file = io.open(i .. ".lua", "rb") local text = file:read("a") file:close()
                local wrapper, message = load(text, "=chunk")
                if not wrapper then print(i, message) end end
                """)
            for line in output.split(separator: "\n") {
                let source = line.split(separator: "\t").first.flatMap { Int($0) }.map { sources[$0] } ?? []
                Issue.record("Lua says \(line) of\n\(String(decoding: source, as: UTF8.self))")
            }
            process = try LuaProcess()
            sources = []
        }
    }
}
