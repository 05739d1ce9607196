internal import CharonSystem

extension EventLoop {
    /// Turns the loop until `waiter` no longer waits, or something else wants the caller's attention.
    ///
    /// - Returns: `events` when the wait has ended; `woken` or `interrupted` when the caller should look whether it
    ///   still wants to wait, and call again if it does.
    package func block(on waiter: Waiter) -> Turn {
        while waiter.state == .waiting {
            // Others that have become ready cannot run while the caller blocks, so they are no reason not to wait.
            let turn = turn(.forever, heedingJobs: false)
            if turn == .interrupted || turn == .woken, waiter.state == .waiting { return turn }
        }
        return .events
    }
}
