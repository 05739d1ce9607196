internal import CharonScript
package import CharonSystem

/// A runtime that somebody types to: the command's prompt.
package final class InteractiveRuntime {
    private let runtime: Runtime
    private let session: InteractiveSession
    private let editor: LineEditor

    /// - Parameter runtime: must handle signals.
    package init(_ runtime: Runtime) throws(Runtime.Failure) {
        do throws(ScriptFailure) {
            let session = try InteractiveSession(runtime: runtime.runtime)
            self.session = session
        } catch {
            throw Runtime.Failure(error)
        }
        self.runtime = runtime
        editor = LineEditor(
            waitForInput: { [scripts = runtime.runtime] in scripts.waitForInput(wakesUp: $0) },
            complete: { [session] in session.completion(of: $0) })
    }

    /// Whether lines can be edited: the standard streams are a terminal and the system has the editor.
    package var canEdit: Bool { editor.canEdit }

    /// Whether lines could be edited if libedit were installed.
    package var isEditorMissing: Bool { editor.isMissing }

    /// Shows the prompt and reads a line. What sockets have to do meanwhile is done.
    ///
    /// - Parameter goesOn: whether the line continues an input.
    package func readLine(goesOn: Bool) -> LineEditor.Reading {
        runtime.runtime.forgetInterruptions()
        return editor.read(prompt: session.prompt(goesOn: goesOn))
    }

    /// Lets the user's keys find a line again.
    package func remember(_ line: String) { editor.remember(line) }

    /// Runs an input and shows its results.
    ///
    /// - Parameter isWhole: whether nothing more can come, so that the beginning of an input is an error.
    /// - Returns: false if the text is only the beginning of an input.
    package func evaluate(_ source: [UInt8], isWhole: Bool) throws(Runtime.Failure) -> Bool {
        defer { StandardStream.flush() }
        do throws(ScriptFailure) {
            return try session.evaluate(source, isWhole: isWhole)
        } catch {
            throw Runtime.Failure(error)
        }
    }
}
