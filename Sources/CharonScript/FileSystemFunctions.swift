internal import CharonLua
internal import CharonSystem

/// What the base library's `io` functions need of the file system and plain Lua lacks.
///
/// Each gives nil and the system's message on failure. The names and results are those that the
/// support library's `ioNames` lists.
extension ScriptRuntime {
    var fileSystemFunctions: [ScriptFunction] {
        [
            primitive("stat") { call throws(FileSystem.Failure) in
                let status = try FileSystem.status(call.path(1), followsLinks: !call.state.boolean(at: 2))
                call.state.push(status.kind.rawValue)
                call.state.push(status.size)
                call.state.push(status.modified)
                call.state.push(status.mode)
                return .pushed(4)
            },
            primitive("listdir") { call throws(FileSystem.Failure) in
                call.reply(.list(try FileSystem.names(in: try call.path(1)).map { .bytes($0) }))
            },
            primitive("mkdir") { call throws(FileSystem.Failure) in
                try FileSystem.makeDirectory(try call.path(1))
                return call.reply(true)
            },
            primitive("chdir") { call throws(FileSystem.Failure) in
                try FileSystem.changeDirectory(try call.path(1))
                return call.reply(true)
            },
            primitive("chmod") { call throws(FileSystem.Failure) in
                try FileSystem.changeMode(try call.path(1), UInt32(truncatingIfNeeded: call.state.integer(at: 2) ?? 0))
                return call.reply(true)
            },
            primitive("symlink") { call throws(FileSystem.Failure) in
                try FileSystem.link(to: try call.path(1), at: try call.path(2))
                return call.reply(true)
            },
            primitive("utime") { call throws(FileSystem.Failure) in
                try FileSystem.setModified(try call.path(1), Int(clamping: call.state.integer(at: 2) ?? 0))
                return call.reply(true)
            },
            primitive("getcwd") { call throws(FileSystem.Failure) in
                call.reply(.bytes(try FileSystem.currentDirectory()))
            },
            primitive("realpath") { call throws(FileSystem.Failure) in
                call.reply(.bytes(try FileSystem.canonicalPath(try call.path(1))))
            },
        ]
    }

    private func primitive(
        _ name: String, _ body: @escaping (ScriptCall) throws(FileSystem.Failure) -> Reply
    ) -> ScriptFunction {
        ScriptFunction(name) { call throws(ScriptError) in
            do throws(FileSystem.Failure) {
                return try body(call)
            } catch {
                return call.reply(nil, .string(error.message))
            }
        }
    }
}

extension ScriptCall {
    /// A path that the support library has checked to be a string.
    fileprivate func path(_ index: Int32) throws(FileSystem.Failure) -> FileSystem.Path {
        try FileSystem.Path(state.byteArray(at: index) ?? [])
    }
}
