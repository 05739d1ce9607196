import Glibc
import PlutoCompiler
import TestSupport
import Testing

/// A stock Lua 5.4 interpreter, run as a child process on text that uses the support library.
///
/// The script is read from standard input, so that its name in messages is `stdin`.
final class LuaProcess {
    /// A failure of the test's own machinery, not of what it tests.
    struct Failure: Error {
        /// The call that failed.
        var call: String
        /// Its error number.
        var code = errno
    }

    /// The child's current folder, with what its script is to load; removed when the process is.
    let folder: TemporaryFolder

    /// Makes the folder and writes the support library into it.
    init() throws {
        folder = try TemporaryFolder()
        try folder.write(SupportLibrary.source, to: "support.lua")
    }

    deinit {
        folder.remove()
    }

    /// Runs a script.
    ///
    /// - Parameters:
    ///   - script: Lua text, whose first line is line 1 in messages; `_P` is the support table.
    ///   - host: the Lua expression for the support chunk's argument.
    /// - Returns: what it wrote to standard output and standard error.
    /// - Throws: `Failure` if the interpreter cannot be started.
    func run(_ script: String, host: String = "nil") throws -> String {
        let prelude = #"local f = io.open("support.lua") local _P = load(f:read("a"), "\#(SupportLibrary.chunkName)")"#
        try folder.write("\(prelude)(\(host)) f:close() f = nil \(script)", to: "script.lua")
        guard let pipe = unsafe popen("cd '\(folder.path)' && lua5.4 - < script.lua 2>&1", "r") else {
            throw Failure(call: "popen")
        }
        defer { unsafe pclose(pipe) }
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = unsafe fread(&buffer, 1, buffer.count, pipe)
            if count == 0 { break }
            output += buffer[..<count]
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// Runs a script in a folder of its own.
    static func output(of script: String, host: String = "nil") throws -> String {
        try LuaProcess().run(script, host: host)
    }

    /// Evaluates Lua expressions with the support library, each on a line of its own.
    ///
    /// - Parameters:
    ///   - expressions: what to evaluate, in order, in one state.
    ///   - setup: statements on one line, run before.
    /// - Returns: for each expression its values as `print` writes them, or its error's message without the position;
    ///   `at N: ` stands before it if the position is not the line of that expression.
    static func results(of expressions: [String], setup: String = "", host: String = "nil") throws -> [String] {
        let show = #"""
            local function show(line, f) \#
            local r = table.pack(pcall(f)) \#
            for i = 2, r.n do r[i] = tostring(r[i]) end \#
            local text = table.concat(r, "\t", 2, r.n) \#
            if not r[1] then \#
            local n, message = text:match("^stdin:(%d+): (.*)$") \#
            text = not n and text or tonumber(n) == line and message or "at " .. n .. ": " .. message end \#
            io.write((text:gsub("\n", "\\n")), "\n") end
            """#
        let lines = expressions.enumerated().map { index, expression in
            "show(\(index + 2), function() local function f() return \(expression) end local r = table.pack(f()) "
                + "return table.unpack(r, 1, r.n) end)"
        }
        let output = try LuaProcess.output(of: ([show + " " + setup] + lines).joined(separator: "\n"), host: host)
        return output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }

    /// Checks a table of Lua expressions and what they give (see ``results(of:setup:host:)``).
    static func check(
        _ rows: KeyValuePairs<String, String>, setup: String = "", host: String = "nil",
        at location: SourceLocation = #_sourceLocation
    ) throws {
        let found = try results(of: rows.map(\.key), setup: setup, host: host)
        #expect(found.count == rows.count, "\(found.last ?? "")", sourceLocation: location)
        for (row, result) in zip(rows, found) {
            #expect(result == row.value, "\(row.key)", sourceLocation: location)
        }
    }
}
