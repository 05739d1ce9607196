/// The Lua text that emitted code needs at run time: the table `_P`, Pluto's base library, and its additions to Lua's.
///
/// ``source`` is one Lua chunk. It is run once, before any script, with one argument, the table `host`, and returns
/// `_P`, the argument for the wrapper of every translated chunk. Every field of `host` may be missing; without any the
/// chunk runs under a stock Lua 5.4.
///
/// - `compile(source, name)`: translates Pluto to Lua; returns the text, or nil and a message. `name` is the chunk's
///   name in Lua's form, `@file`, `=name`, or the source itself. Without it `load` and the others take Lua only.
/// - `call(f)`: calls `f` as a C function does, so that the depth of such calls is limited.
/// - `string_index(s, k)`: the `__index` of strings.
/// - `method_lookup(table, other)`: makes the second lookup of method calls, faster than Lua can.
/// - `sort(sort)`: makes `table.sort` of Lua's own, which returns nothing.
/// - `natives`: C functions in place of those here that wrap one of Lua's own: `getmetatable`, `assert`, `tonumber`,
///   `upper`, `lower`, `format`, `sort`, `xresume`.
/// - `libraries`: functions by name, each making the library of that name for `require`. Later ones are offered with
///   `_P.offer(name, make)`.
/// - `fs`: what the io functions need of the system; see `ioNames`.
/// - `piece(name)`: the text of that name in ``pieces``; needed by ``core`` only.
/// - `version`, `platform`, `arch`: strings for `_PVERSION`, `os.platform`, `os.arch`.
/// - `newuserdata()`: the function of that name.
///
/// A host that warns calls `_P.warn(text, ...)`, so that `wcall` sees it.
public enum SupportLibrary {
    /// The name to compile ``source`` under, as Lua takes it.
    public static let chunkName = "=[pluto]"

    /// The whole library as one Lua chunk.
    ///
    /// - Complexity: O(1) after the first use.
    public static let source = chunk { "[==[\n\(pieces[$0] ?? "")]==]" }

    /// The library without the texts of its pieces, which come from `host.piece(name)`: Lua reads half as much.
    ///
    /// - Complexity: O(1) after the first use.
    public static let core = chunk { _ in "nil" }

    /// The texts that `host.piece(name)` is to return, by name.
    public static let pieces = [
        "errors": argumentErrors, "operators": operators, "base": baseAdditions, "exception": exceptionMethods,
        "string": stringLibrary, "table": tableLibrary, "table parts": tableParts, "math": mathLibrary,
        "coroutine": coroutineLibrary, "load": loading, "io": ioLibrary,
    ]

    /// Statements that define `_P` in a chunk of their own, to stand in front of translated text under a stock Lua.
    public static let standalone = "local _P = (function(...)\n" + source + "end)()\n"

    /// The library as one Lua chunk.
    ///
    /// - Parameter text: a Lua expression for the text of the piece of that name.
    private static func chunk(_ text: (String) -> String) -> String {
        """
        \(kernel)
        \(baseFunctions)
        ondemand(K, "errors", "\(argumentErrorNames)", \(text("errors")))
        ondemand(P, "operators", "\(operatorNames)", \(text("operators")))
        ondemand(G, "base", "\(baseAdditionNames)", \(text("base")))
        ondemand(G.exception, "exception", "\(exceptionNames)", \(text("exception")))
        ondemand(string, "string", "\(stringNames)" .. lacking(string, "upper lower format"), \(text("string")))
        ondemand(table, "table", "\(tableNames)" .. lacking(table, "sort"), \(text("table")))
        ondemand(table, "table parts", "\(tablePartNames)", \(text("table parts")))
        ondemand(math, "math", "\(mathNames)", \(text("math")))
        ondemand(coroutine, "coroutine", lacking(coroutine, "xresume"), \(text("coroutine")))
        if host.compile then K.loading = ondemand(G, "load", "\(loadingNames)", \(text("load"))) end
        if io then ondemand(io, "io", possible("\(ioNames)"), \(text("io"))) end
        \(requiring)
        return P

        """
    }
}
