public import CharonLoop
public import CharonSystem

/// What a script function answers: values, or something to wait for.
///
/// Plain numbers, and no references that are counted: several are made for each message, and go in registers.
@usableFromInline
package enum Reply {
    /// The values that the function pushed last are the results.
    case pushed(Int32)

    /// One string, taken from bytes that stay valid until the loop or the network is used again.
    case bytes(BorrowedBytes)

    /// Not yet, see `wait`; `never` is no limit.
    case waiting(Uncounted<WaitQueue>, until: Moment)

    /// Not yet: entered again when the time has come. Only where the caller can yield, see `ScriptCall.isYieldable`.
    case sleep(until: Moment)

    /// Call the Lua function below the top `arguments` values, and return its results.
    case tailCall(arguments: Int32)

    /// Call it, and enter the function again with `outcome` `.calledBack`; `keeping` slots of the frame stay.
    case call(arguments: Int32, keeping: Int32)

    /// Not yet: the function is entered again when the first in the queue is served, or at the deadline.
    ///
    /// In a coroutine that can yield this suspends it, anywhere else it blocks the thread.
    ///
    /// - Parameter queue: of something that the script holds, or the call's operation.
    @inlinable
    @inline(__always)
    package static func wait(_ queue: WaitQueue, until deadline: Moment?) -> Reply {
        .waiting(Uncounted(queue), until: deadline ?? .never)
    }

    /// No results.
    package static var nothing: Reply { .pushed(0) }
}

/// What a script function raises.
@usableFromInline
package enum ScriptError: Error {
    /// `bad argument #n to 'f' (message)`.
    case badArgument(Int32, String)
    /// `bad argument #n to 'f' (expected expected, got ...)`.
    case badType(Int32, expected: String)
    /// A message with the caller's position before it.
    case raise(String)
    /// A message as it is.
    case raiseBare(String)
    /// The value on top of the stack, as it is.
    case raiseTop
}

/// Why a script function is being run.
@usableFromInline
package enum Outcome {
    /// A script called it.
    case called
    /// What it waited for has come.
    case completed
    /// The deadline of the wait passed.
    case timedOut
    /// The function that it called has returned.
    case calledBack
}
