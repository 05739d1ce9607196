internal import CharonSystem

/// The loop's end of what other threads do to it: it notices that it was woken, and hands out its letters.
final class WakeUp: ReadinessObserver {
    let waker: Waker

    /// Whether the loop has been woken since this was last set to false.
    var isRaised = false

    private let system: Syscalls
    private let inbox: Inbox
    private var recipients: [Recipient] = []

    private struct Recipient {
        weak var object: (any LetterRecipient)?
    }

    init(_ system: Syscalls) throws(SystemError) {
        self.system = system
        waker = try Waker(system)
        inbox = Inbox(waker: waker)
    }

    func makeMailbox(for recipient: any LetterRecipient) -> Mailbox {
        recipients.append(Recipient(object: recipient))
        return Mailbox(inbox: inbox, recipient: recipients.count - 1)
    }

    func readinessChanged(_ readiness: Readiness) {
        system.resetWakeCounter(waker.descriptor)
        isRaised = true
        for (recipient, letter) in inbox.takeAll() {
            recipients[recipient].object?.receive(letter)
        }
    }

    /// The loop goes away; who still holds the waker or a mailbox speaks to nobody.
    func end() {
        inbox.close()
    }
}
