internal import CharonSystem

/// Something that another thread tells the loop's thread.
package protocol Letter: Sendable {}

/// Who gets letters.
package protocol LetterRecipient: AnyObject {
    /// Runs on the loop's thread, inside a turn; it must not call script or user code.
    func receive(_ letter: any Letter)
}

/// The one place where other threads leave things for a loop.
final class Inbox: Sendable {
    private struct Contents {
        var letters: [(recipient: Int, letter: any Letter)] = []
        var isClosed = false
    }

    private let waker: Waker
    private let contents = Locked(Contents())

    init(waker: Waker) {
        self.waker = waker
    }

    func post(_ letter: any Letter, to recipient: Int) {
        let isFirst = contents.withLock { contents in
            guard !contents.isClosed else { return false }
            contents.letters.append((recipient, letter))
            return contents.letters.count == 1
        }
        if isFirst { waker.wake() }
    }

    func takeAll() -> [(recipient: Int, letter: any Letter)] {
        contents.withLock { contents in
            let letters = contents.letters
            contents.letters = []
            return letters
        }
    }

    func close() {
        contents.withLock { contents in
            contents.isClosed = true
            contents.letters = []
        }
    }
}

/// The address of one recipient: whoever has it can write from any thread.
///
/// A letter to a recipient that is gone is thrown away.
package final class Mailbox: Sendable {
    private let inbox: Inbox
    private let recipient: Int

    init(inbox: Inbox, recipient: Int) {
        self.inbox = inbox
        self.recipient = recipient
    }

    /// Leaves a letter and wakes the loop. From any thread.
    package func post(_ letter: any Letter) {
        inbox.post(letter, to: recipient)
    }
}
