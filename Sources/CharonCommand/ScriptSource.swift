internal import CharonSystem
internal import PlutoCompiler
internal import PlutoSyntax

/// A script as the command reads it: to run it, to translate it, or to look at it.
struct ScriptSource {
    let bytes: [UInt8]
    /// As messages show it.
    let name: String
    /// In Lua's form.
    let chunkName: String

    /// A script that could not be read.
    struct Failure: Error {
        let message: String
    }

    init(_ script: Invocation.Script) throws(Failure) {
        switch script {
        case .file(let path): (name, chunkName) = (path, "@" + path)
        case .standardInput: (name, chunkName) = ("stdin", "=stdin")
        }
        do throws(FileSystem.Failure) {
            let read =
                switch script {
                case .file(let path): try StandardStream.contents(of: FileSystem.Path(Array(path.utf8)))
                case .standardInput: try StandardStream.contents(of: nil)
                }
            // Without the byte order mark that some editors put before UTF-8. Source: luaL_loadfilex.
            bytes = read.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(read.dropFirst(3)) : read
        } catch {
            throw Failure(message: "cannot open \(name): \(error.message)")
        }
    }

    /// Translates the script.
    func compile(wantsWarnings: Bool = false) -> Compilation {
        PlutoCompiler.compile(
            bytes,
            options: CompilerOptions(
                chunkName: name, wantsWarnings: wantsWarnings, readFile: { StandardStream.contents(ofFileNamed: $0) }))
    }

    /// What the compiler found, as text.
    func render(_ diagnostics: [Diagnostic], on stream: StandardStream) -> String {
        PlutoCompiler.render(diagnostics, source: bytes, chunkName: name, colour: stream.wantsColour)
    }
}
