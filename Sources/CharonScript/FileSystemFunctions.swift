/// What the base library's `io` functions need of the file system and plain Lua lacks.
extension ScriptRuntime {
    var fileSystemFunctions: [ScriptFunction] { [] }
}
