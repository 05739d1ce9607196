package import CharonSystem

extension EventLoop {
    /// Runs tasks and turns the loop by turns, until `isDone`; for the owner of a thread that has nothing else to do.
    ///
    /// - Parameter isDone: is asked before each turn.
    /// - Throws: the kernel's refusal of the descriptors for an executor, at the first use.
    package func run(until isDone: () -> Bool) throws(SystemError) {
        let executor = try executor()
        while !isDone() {
            executor.runJobs()
            if isDone() { return }
            _ = turn(executor.hasJobs ? .none : .forever)
        }
    }
}
