package import CFuzzer
internal import CharonLibrary
internal import CharonLoop
internal import CharonScript

/// A script that is run with one input after the other, and holds against each what must be true of it.
package final class FuzzedScript {
    private let runtime: ScriptRuntime
    private let libraries: Libraries
    private let check: Int32

    /// - Parameter source: Pluto text; `...` in it is the input, a string, and an error that it raises is a finding.
    package init(_ source: String) {
        do {
            runtime = try ScriptRuntime(loop: EventLoop(), memoryLimit: 1 << 28)
            libraries = try Libraries(runtime: runtime)
            try runtime.pushChunk(Array(source.utf8), chunkName: "@check")
        } catch {
            preconditionFailure("the script does not start: \(error)")
        }
        check = runtime.main.makeReference()
    }

    private func run(_ input: UnsafeRawBufferPointer) {
        runtime.main.pushReference(check)
        unsafe runtime.main.push(bytes: input)
        do {
            try runtime.run(arguments: 1)
        } catch {
            preconditionFailure(error.message)
        }
    }

    nonisolated(unsafe) private static var current: FuzzedScript?

    /// Lets libFuzzer run the script, as the command's arguments say.
    package func fuzz() {
        Self.current = self
        var count = CommandLine.argc
        var words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = unsafe CommandLine.unsafeArgv
        _ = unsafe LLVMFuzzerRunDriver(&count, &words) { bytes, size in
            unsafe FuzzedScript.current?.run(UnsafeRawBufferPointer(start: bytes, count: size))
            return 0
        }
    }
}
