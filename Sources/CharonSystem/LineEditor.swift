internal import CCharon

/// Reads the lines that somebody types, with editing, history and completion where the terminal and the system have
/// them, and plainly everywhere else.
///
/// The editor is libedit, opened when the first one is made. Source: editline(3).
@safe
package final class LineEditor {
    /// What came of reading a line.
    package enum Reading: Equatable, Sendable {
        /// The line, without its end.
        case line([UInt8])
        /// The wait for it was given up.
        case abandoned
        /// The input has ended.
        case endOfInput
    }

    /// How a name is completed.
    package struct Completion: Sendable {
        /// What is put in before the cursor.
        package let addition: [UInt8]
        /// What is shown below the line, if there are several ways to go on.
        package let choices: [String]

        package init(addition: [UInt8] = [], choices: [String] = []) {
            self.addition = addition
            self.choices = choices
        }
    }

    private var editor: OpaquePointer?
    /// Whether lines could be edited here if libedit were installed.
    package private(set) var isMissing = false
    private let waitForInput: (_ wakesUp: () -> Void) -> Bool
    private let complete: ([UInt8]) -> Completion
    /// The bytes that the last completion put in, as a C string that the editor reads.
    private var addition = CStringBuffer()
    private var buffer: UnsafeMutablePointer<CChar>?
    private var capacity = 0

    /// - Parameters:
    ///   - waitForInput: is called before each key, and waits until it can be read; false gives the line up. It calls
    ///     its argument whenever it wakes up.
    ///   - complete: completes a line that is given up to the cursor.
    package init(
        waitForInput: @escaping (_ wakesUp: () -> Void) -> Bool, complete: @escaping ([UInt8]) -> Completion
    ) {
        self.waitForInput = waitForInput
        self.complete = complete
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        var isMissing = false
        // The editor is closed before this object goes.
        unsafe editor = unsafe charon_editor_open(
            { unsafe Unmanaged<LineEditor>.fromOpaque($0).takeUnretainedValue().waitForKey() },
            { context, line, length, hasWritten in
                let editor = unsafe Unmanaged<LineEditor>.fromOpaque(context).takeUnretainedValue()
                let text = unsafe Array(UnsafeRawBufferPointer(start: line, count: length))
                return unsafe editor.completed(text, &hasWritten.pointee)
            },
            context, &isMissing)
        self.isMissing = isMissing
    }

    deinit {
        if let editor = unsafe editor { unsafe charon_editor_close(editor) }
        unsafe charon_free_line(buffer)
    }

    /// Whether lines can be edited.
    package var canEdit: Bool { unsafe editor != nil }

    /// Shows `prompt` and reads a line.
    package func read(prompt: String) -> Reading {
        StandardStream.flush()
        guard let editor = unsafe editor else { return readPlainly(prompt) }
        var line: UnsafePointer<CChar>?
        var length = 0
        let end = unsafe charon_editor_read(editor, prompt, &line, &length)
        return unsafe reading(end, line, length)
    }

    /// Puts a line where the user's keys find it again.
    package func remember(_ line: String) {
        if let editor = unsafe editor { unsafe charon_editor_remember(editor, line) }
    }

    private func waitForKey() -> Bool {
        waitForInput { if let editor = unsafe editor { unsafe charon_editor_resume(editor) } }
    }

    private func readPlainly(_ prompt: String) -> Reading {
        StandardStream.output.write(prompt)
        if StandardStream.isInputTerminal, !waitForKey() { return .abandoned }
        var length = 0
        let end = unsafe charon_read_line(&buffer, &capacity, &length)
        return unsafe reading(end, buffer.map { unsafe UnsafePointer($0) }, length)
    }

    private func reading(_ end: charon_line_end, _ line: UnsafePointer<CChar>?, _ length: Int) -> Reading {
        switch end {
        case CHARON_LINE: .line(unsafe Array(UnsafeRawBufferPointer(start: line, count: length)))
        case CHARON_LINE_ABANDONED: .abandoned
        default: .endOfInput
        }
    }

    private func completed(_ text: [UInt8], _ hasWritten: inout Bool) -> UnsafePointer<CChar>? {
        let completion = complete(text)
        if !completion.choices.isEmpty {
            StandardStream.output.write("\n" + Columns.text(completion.choices, width: StandardStream.terminalWidth))
            hasWritten = true
        }
        return unsafe addition.hold(completion.addition)
    }
}

/// A C string that stays where it is until the next one.
@safe
private struct CStringBuffer: ~Copyable {
    private var start: UnsafeMutablePointer<CChar>?

    mutating func hold(_ bytes: [UInt8]) -> UnsafePointer<CChar>? {
        unsafe start?.deallocate()
        let held = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count + 1)
        for (index, byte) in bytes.enumerated() { unsafe held[index] = CChar(bitPattern: byte) }
        unsafe held[bytes.count] = 0
        unsafe start = held
        return unsafe UnsafePointer(held)
    }

    deinit { unsafe start?.deallocate() }
}
