public import PlutoSyntax

/// How a chunk is compiled.
public struct CompilerOptions: Sendable {
    /// The chunk's name as it stands in messages: `file.pluto`, or `[string "..."]`.
    public var chunkName: String
    /// Whether to look for warnings.
    public var wantsWarnings: Bool
    /// Whether every method call gets the second lookup, not only those with a name of the table library.
    public var rewritesAllMethodCalls: Bool
    /// Reads a file for `$include`; nil if it cannot be read.
    public var readFile: (@Sendable (String) -> [UInt8]?)?

    /// Makes options.
    public init(
        chunkName: String, wantsWarnings: Bool = false, rewritesAllMethodCalls: Bool = false,
        readFile: (@Sendable (String) -> [UInt8]?)? = nil
    ) {
        self.chunkName = chunkName
        self.wantsWarnings = wantsWarnings
        self.rewritesAllMethodCalls = rewritesAllMethodCalls
        self.readFile = readFile
    }
}

/// A chunk in Lua.
public struct CompiledChunk: Sendable {
    /// The Lua text. It is one function that takes the support table and returns the chunk.
    public let lua: [UInt8]
    /// Warnings.
    public let diagnostics: [Diagnostic]
}

/// What comes of compiling a chunk.
public enum Compilation: Sendable {
    /// The chunk, and perhaps warnings.
    case success(CompiledChunk)
    /// At least one error, in the order of their lines.
    case failure([Diagnostic])
}

/// Translates a Pluto chunk to Lua 5.4.
///
/// - Parameters:
///   - source: the bytes of the chunk.
///   - options: how to compile it.
/// - Returns: the Lua text, on the same lines as the source, or what is wrong.
/// - Complexity: O(length of the source).
public func compile(_ source: [UInt8], options: CompilerOptions) -> Compilation {
    let (tree, diagnostics) = parse(
        source, options: ParserOptions(wantsWarnings: options.wantsWarnings, readFile: options.readFile))
    guard let tree else { return .failure(diagnostics) }
    var emitter = Emitter(tree, rewritesAllMethods: options.rewritesAllMethodCalls)
    emitter.run()
    if !emitter.diagnostics.isEmpty { return .failure(emitter.diagnostics) }
    return .success(CompiledChunk(lua: emitter.out.bytes, diagnostics: diagnostics))
}

/// Translates a part of a larger text.
///
/// - Complexity: O(length of the source).
public func compile(_ source: ArraySlice<UInt8>, options: CompilerOptions) -> Compilation {
    compile(Array(source), options: options)
}

/// Translates borrowed bytes.
///
/// - Complexity: O(length of the source).
public func compile(_ source: Span<UInt8>, options: CompilerOptions) -> Compilation {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(source.count)
    for index in source.indices { bytes.append(source[index]) }
    return compile(bytes, options: options)
}
