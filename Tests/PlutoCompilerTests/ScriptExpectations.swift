import PlutoCompiler
import PlutoSyntax
import TestSupport
import Testing

/// The name of the chunks that the tests compile.
let testChunkName = "case.pluto"

/// Compiles a script.
///
/// - Returns: the Lua text, or the messages of what is wrong, each with chunk and line.
func compiled(_ source: String) -> (lua: String?, errors: String) {
    let bytes = Array(source.utf8)
    switch compile(bytes, options: CompilerOptions(chunkName: testChunkName)) {
    case .success(let chunk): return (String(decoding: chunk.lua, as: UTF8.self), "")
    case .failure(let diagnostics):
        return (nil, render(diagnostics, source: bytes, chunkName: testChunkName, colour: false))
    }
}

/// Compiles a script and runs it under a stock Lua 5.4 with the support library.
///
/// - Returns: what it printed; an error that ended it stands on a last line of its own behind `error: `.
func output(of source: String) throws -> String {
    let (lua, errors) = compiled(source)
    guard let lua else { return "error: " + errors }
    let process = try LuaProcess()
    try process.folder.write(lua, to: "chunk.lua")
    return try process.run(
        """
        local file = io.open("chunk.lua", "rb") local text = file:read("a") file:close()
        local wrapper, message = load(text, "@\(testChunkName)")
        if not wrapper then print("rejected: " .. message) return end
        local ok, message = xpcall(wrapper(_P), function(e) return tostring(e) end)
        if not ok then print("error: " .. message) end
        """)
}

/// Checks what a script prints.
func expectOutput(
    _ source: String, _ expected: String, at location: SourceLocation = #_sourceLocation
) throws {
    var printed = try output(of: source)
    if printed.hasSuffix("\n") { printed.removeLast() }
    #expect(printed == expected, sourceLocation: location)
}

/// Checks the error with which a script fails, while it is compiled or while it runs.
///
/// - Parameters:
///   - line: the line that the message must name.
///   - text: what must stand in the message.
func expectError(
    _ source: String, line: Int, _ text: String, at location: SourceLocation = #_sourceLocation
) throws {
    let printed = try output(of: source)
    let message = printed.split(separator: "\n").first { $0.hasPrefix("error: ") } ?? ""
    #expect(message.hasPrefix("error: \(testChunkName):\(line):"), "\(printed)", sourceLocation: location)
    #expect(printed.contains(text), sourceLocation: location)
}
