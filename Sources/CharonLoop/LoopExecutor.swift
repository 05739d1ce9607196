internal import CharonSystem
internal import DequeModule

/// Runs Swift tasks and actors on a loop's thread, between its turns.
///
/// An actor that names it as its executor may use all that belongs to the loop. Jobs come from any thread and run
/// only where the loop's owner calls for it, in `EventLoop.run`: never inside a turn, and so never inside a wait that
/// blocks.
package final class LoopExecutor: SerialExecutor, TaskExecutor {
    private let jobs = Locked<Deque<UnownedJob>>([])
    private let waker: Waker
    private let thread = ThreadIdentity.current

    init(waker: Waker) {
        self.waker = waker
    }

    /// Has a job run on the loop's thread. From any thread.
    package func enqueue(_ job: consuming ExecutorJob) {
        // The job is run exactly once, by `runJobs`.
        let unowned = UnownedJob(job)
        let isFirst = jobs.withLock { jobs in
            jobs.append(unowned)
            return jobs.count == 1
        }
        // The loop's own thread looks before it waits.
        if isFirst, thread != .current { waker.wake() }
    }

    package func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        unsafe UnownedSerialExecutor(ordinary: self)
    }

    package func asUnownedTaskExecutor() -> UnownedTaskExecutor {
        unsafe UnownedTaskExecutor(ordinary: self)
    }

    package func checkIsolated() {
        precondition(thread == .current, "a loop's property is used on another thread")
    }

    /// Whether jobs wait to be run.
    package var hasJobs: Bool {
        jobs.withLock { !$0.isEmpty }
    }

    /// Runs the jobs that are there now, and not those that they bring about.
    ///
    /// Only for the loop's thread, outside of turns.
    package func runJobs() {
        checkIsolated()
        // The executor outlives its jobs: it is running them.
        let serial = unsafe UnownedSerialExecutor(ordinary: self)
        let task = unsafe UnownedTaskExecutor(ordinary: self)
        var batch = jobs.withLock { jobs in
            let batch = jobs
            jobs = []
            return batch
        }
        while let job = batch.popFirst() {
            unsafe job.runSynchronously(isolatedTo: serial, taskExecutor: task)
        }
    }
}

/// A task that is suspended until a waiter's wait ends.
@safe
package final class Suspension {
    private var continuation: UnsafeContinuation<Void, Never>?

    init(_ continuation: UnsafeContinuation<Void, Never>) {
        unsafe self.continuation = unsafe continuation
    }

    /// Makes the task ready; its executor runs it later. A second time it does nothing.
    func resume() {
        guard let continuation = unsafe continuation else { return }
        // Taken out first, so that it is resumed once.
        unsafe self.continuation = nil
        unsafe continuation.resume()
    }
}

extension EventLoop {
    /// Suspends the current task until `begin` has completed what it was given.
    func suspend(
        isolation: isolated (any Actor)?, _ begin: (Suspension) -> Void
    ) async {
        // `Suspension` resumes it once; that it is resumed at all is the waiter's part.
        await unsafe withUnsafeContinuation(isolation: isolation) { (continuation: UnsafeContinuation<Void, Never>) in
            begin(unsafe Suspension(continuation))
        }
    }
}
