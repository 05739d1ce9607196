internal import Charon
internal import CharonSystem
internal import Glibc
internal import PlutoCompiler

/// The command `charon`: runs scripts as `lua` does.
struct ScriptCommand {
    let invocation: Invocation
    let words: [String]

    /// Does what the process's words say, and ends it with their status, or 1 if the output could not be written.
    static func runAndExit() -> Never {
        let status = run(CommandLine.arguments)
        exit(StandardStream.flushOutput() || status != 0 ? status : 1)
    }

    /// - Parameter words: the command's words, its own name first.
    /// - Returns: the exit status: 0, 1 after an error, 2 for wrong usage.
    static func run(_ words: [String]) -> Int32 {
        do throws(Invocation.UsageError) {
            let invocation = try Invocation(words)
            return ScriptCommand(invocation: invocation, words: words).run()
        } catch {
            StandardStream.error.write(line: "charon: \(error.message)")
            StandardStream.error.write(Option.usage)
            return 2
        }
    }

    private func run() -> Int32 {
        if invocation.showsUsage {
            StandardStream.output.write(Option.usage)
            return 0
        }
        if invocation.showsVersion { writeVersion() }
        if invocation.checks { return CheckCommand(files: invocation.files, format: invocation.format).run() }
        if invocation.emitsLua { return emitLua() }
        var script = invocation.script
        var talks = invocation.isInteractive
        if script == nil, !talks, !invocation.executesText, !invocation.showsVersion {
            if StandardStream.isInputTerminal, invocation.workers == 1 {
                writeVersion()
                talks = true
            } else {
                script = .standardInput
            }
        }
        if invocation.workers > 1 { return runWorkers(script) }
        return runOnce(script, talks: talks, handlesSignals: true).status
    }

    private func writeVersion() { StandardStream.output.write("charon \(version)  Pluto 0.13.0, Lua 5.4\n") }

    /// Runs the actions and the script in a runtime of their own.
    ///
    /// - Parameter talks: whether somebody types to the runtime afterwards.
    /// - Returns: the exit status, and whether a signal has ended it.
    private func runOnce(
        _ script: Invocation.Script?, talks: Bool = false, handlesSignals: Bool
    ) -> (status: Int32, isInterrupted: Bool) {
        do throws(Runtime.Failure) {
            var options = Runtime.Options()
            options.handlesSignals = handlesSignals
            options.ignoresEnvironment = invocation.ignoresEnvironment
            options.sharesPorts = invocation.workers > 1
            let runtime = try Runtime(options)
            runtime.setArguments(words, scriptIndex: script == nil ? 0 : invocation.scriptIndex)
            do throws(Runtime.Failure) {
                try perform(script, in: runtime)
                if talks {
                    var conversation = try Conversation(runtime)
                    conversation.run()
                    if runtime.isTerminated {
                        runtime.closeQuickly()
                        return (128 + SIGTERM, true)
                    }
                }
            } catch {
                let status = report(error)
                guard handlesSignals, runtime.isInterrupted else {
                    runtime.close()
                    return (status, false)
                }
                let isTerminated = runtime.isTerminated
                runtime.closeQuickly()
                return (isTerminated ? 128 + SIGTERM : status, true)
            }
            runtime.close()
            return (0, false)
        } catch {
            return (report(error), false)
        }
    }

    private func perform(_ script: Invocation.Script?, in runtime: Runtime) throws(Runtime.Failure) {
        for action in invocation.actions {
            switch action {
            case .warnings: runtime.turnWarningsOn()
            case .execute(let text): try runtime.run(text, name: "=(command line)")
            case .require(let name): try runtime.require(name)
            }
        }
        guard let script else { return }
        let source: ScriptSource
        do throws(ScriptSource.Failure) {
            source = try ScriptSource(script)
        } catch {
            throw Runtime.Failure(message: error.message)
        }
        try runtime.run(bytes: source.bytes, name: source.chunkName, arguments: invocation.scriptArguments)
    }

    /// Runs the script in several runtimes, each on a thread of its own.
    private func runWorkers(_ script: Invocation.Script?) -> Int32 {
        Workers.run(count: invocation.workers) { isFirst in runOnce(script, handlesSignals: isFirst) }
    }

    private func emitLua() -> Int32 {
        guard let script = invocation.script else { return 2 }
        do throws(ScriptSource.Failure) {
            let source = try ScriptSource(script)
            switch source.compile() {
            case .success(let chunk):
                StandardStream.output.write(
                    Array((SupportLibrary.standalone + "return (function(...) ").utf8) + chunk.lua
                        + Array("\nend)(_P)(...)\n".utf8))
                return 0
            case .failure(let diagnostics):
                StandardStream.error.write(line: source.render(diagnostics, on: .error))
            }
        } catch {
            StandardStream.error.write(line: "charon: \(error.message)")
        }
        return 1
    }

    private func report(_ failure: Runtime.Failure) -> Int32 {
        failure.write(prefix: "charon: ")
        return 1
    }
}

extension Runtime.Failure {
    /// Writes it to the standard error, with the traceback of the coroutine that it is of.
    func write(prefix: String = "") {
        StandardStream.error.write(line: prefix + colouredMessage)
        if let coroutineTraceback {
            StandardStream.error.write("in a coroutine:\n\(coroutineTraceback)\n")
        }
    }
}
