import CharonLoop

/// A waiter that notes its number when its wait is over.
final class NotedWaiter: Waiter {
    final class Notes {
        private var numbers: [Int] = []

        func note(_ number: Int) { numbers.append(number) }

        /// What has been noted since the last time.
        func take() -> [Int] {
            defer { numbers = [] }
            return numbers
        }
    }

    private let number: Int
    private let notes: Notes

    init(loop: EventLoop, _ number: Int, _ notes: Notes) {
        self.number = number
        self.notes = notes
        super.init(loop: loop)
    }

    override func waitEnded() { notes.note(number) }
}
