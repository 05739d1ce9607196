/// The Lua text that emitted code needs at run time: the table `_P`, Pluto's base library, and its additions to Lua's.
///
/// ``source`` is one Lua chunk. It is run once, before any script, with one argument, the table `host`, and returns
/// `_P`, the argument for the wrapper of every translated chunk. Every field of `host` may be missing; without any the
/// chunk runs under a stock Lua 5.4.
///
/// - `compile(source, display)`: translates Pluto to Lua; returns the text, or nil and a message. `display` is the name
///   that messages show. Without it `load`, `loadfile`, `dofile` and `require` take Lua only.
/// - `string_index(s, k)`: the `__index` of strings.
/// - `natives`: C functions in place of those here: `getmetatable`, `assert`, `tonumber`, `upper`, `lower`, `format`,
///   `sort`, `xresume`.
/// - `libraries`: functions by name, each making the library of that name for `require`. Later ones are offered with
///   `_P.offer(name, make)`.
/// - `fs`: what the io functions need of the system; see `ioNames`.
/// - `version`, `platform`, `arch`: strings for `_PVERSION`, `os.platform`, `os.arch`.
/// - `newuserdata()`: the function of that name.
public enum SupportLibrary {
    /// The name to compile ``source`` under, as Lua takes it.
    public static let chunkName = "=[pluto]"

    /// The whole library as one Lua chunk.
    ///
    /// - Complexity: O(1) after the first use.
    public static let source: String = [
        core, baseFunctions, loading, stringChanges, tableChanges, onDemand, "return P\n",
    ].joined(separator: "\n")

    /// Statements that define `_P` in a chunk of their own, to stand in front of translated text under a stock Lua.
    public static let standalone = "local _P = (function(...)\n" + source + "end)()\n"

    /// The parts of the library that are compiled when a script first calls one of their functions.
    private static let onDemand = """
        \(piece("string", "pluto string", stringNames, stringLibrary))
        \(piece("table", "pluto table", tableNames, tableLibrary))
        \(piece("math", "pluto math", mathNames, mathLibrary))
        \(piece("G", "pluto base", baseAdditionNames, baseAdditions))
        math.inf, math.rand = math.huge, math.random
        if os then
         os.platform, os.arch = host.platform or "linux", host.arch
         local time = os.time
         function os.unixseconds() return time() end
        end
        G.newuserdata = host.newuserdata
        if io then
         local names = {}
         for name, needs in gmatch("\(ioNames)", "(%w+):(%S*)") do
          local there = true
          for need in gmatch(needs, "%w+") do there = there and fs[need] end
          if there then names[#names + 1] = name end
         end
         \(piece("io", "pluto io", nil, ioLibrary))
        end

        """

    /// A statement that puts stubs for `names` into a table of Lua's; without `names` they are in a local array.
    private static func piece(_ table: String, _ title: String, _ names: String?, _ text: String) -> String {
        let list = names.map { "\"\($0)\"" } ?? "K.concat(names, \" \")"
        return "ondemand(\(table), \"=[\(title)]\", \(list), [==[\n\(text)]==])"
    }
}
