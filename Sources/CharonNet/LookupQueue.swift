internal import CharonLoop
internal import CharonSystem

/// The questions that wait for a thread, and the threads that ask them.
///
/// A thread is started for each question, up to a limit, and ends when there are no more: a name server that does
/// not answer costs threads that sleep, not the next question.
final class LookupQueue: Sendable {
    struct Question: Sendable {
        let number: UInt64
        let name: String
        let family: AddressFamily?
    }

    struct Answer: Letter {
        let number: UInt64
        let result: Result<[Endpoint], HostLookup.Failure>
    }

    private struct State {
        var waiting: [Question] = []
        var threads = 0
    }

    /// The most look-ups that go on at the same time.
    static let maximumThreads = 64

    /// Enough for the resolver's plug-ins, in bytes. Only what is used is there.
    private static let stackSize = 512 * 1024

    private let state = Locked(State())
    private let source: any NameSource
    private let mailbox: Mailbox

    init(source: any NameSource, mailbox: Mailbox) {
        self.source = source
        self.mailbox = mailbox
    }

    /// Has a question asked; the answer goes to the mailbox.
    ///
    /// - Returns: false if no thread could be started and none is there.
    func ask(_ question: Question) -> Bool {
        let needsThread = state.withLock { state in
            state.waiting.append(question)
            guard state.threads < Self.maximumThreads else { return false }
            state.threads += 1
            return true
        }
        guard needsThread else { return true }
        if NativeThread.start(stackSize: Self.stackSize, { self.work() }) { return true }
        return state.withLock { state in
            state.threads -= 1
            if state.threads > 0 { return true }
            state.waiting.removeAll { $0.number == question.number }
            return false
        }
    }

    /// Does not ask a question that no thread has begun with.
    func withdraw(_ number: UInt64) {
        state.withLock { state in
            state.waiting.removeAll { $0.number == number }
        }
    }

    private func work() {
        while let question = next() {
            let result: Result<[Endpoint], HostLookup.Failure>
            do throws(HostLookup.Failure) {
                result = .success(try source.addresses(of: question.name, family: question.family))
            } catch {
                result = .failure(error)
            }
            mailbox.post(Answer(number: question.number, result: result))
        }
    }

    private func next() -> Question? {
        state.withLock { state in
            if state.waiting.isEmpty {
                state.threads -= 1
                return nil
            }
            return state.waiting.removeFirst()
        }
    }
}
