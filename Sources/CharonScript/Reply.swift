public import CharonLoop
public import CharonSystem

/// What a script function answers: values, or something to wait for.
///
/// Plain numbers, and no references that are counted: several are made for each message.
@usableFromInline
package struct Reply {
    @usableFromInline
    enum Kind: UInt8 { case pushed, bytes, wait, sleep, tailCall, call }

    @usableFromInline let kind: Kind
    /// How many values, or arguments.
    @usableFromInline let count: Int32
    /// How many slots of the frame stay.
    @usableFromInline var keeping: Int32
    @usableFromInline var borrowed: BorrowedBytes
    @usableFromInline var queue: Uncounted<WaitQueue>?
    /// When the wait ends, `never` for no limit.
    @usableFromInline var time: Moment

    @inlinable
    @inline(__always)
    init(_ kind: Kind, count: Int32 = 0) {
        self.kind = kind
        self.count = count
        keeping = 0
        borrowed = .none
        queue = nil
        time = .never
    }

    /// The values that the function pushed last are the results.
    @inlinable package static func pushed(_ count: Int32) -> Reply { Reply(.pushed, count: count) }

    /// One string, taken from bytes that stay valid until the loop or the network is used again.
    @inlinable package static func bytes(_ bytes: BorrowedBytes) -> Reply {
        var reply = Reply(.bytes)
        reply.borrowed = bytes
        return reply
    }

    /// Not yet: the function is entered again when the first in the queue is served, or at the deadline.
    ///
    /// In a coroutine that can yield this suspends it, anywhere else it blocks the thread.
    ///
    /// - Parameter queue: of something that the script holds, or the call's operation.
    @inlinable package static func wait(_ queue: WaitQueue, until deadline: Moment?) -> Reply {
        var reply = Reply(.wait)
        reply.queue = Uncounted(queue)
        reply.time = deadline ?? .never
        return reply
    }

    /// Not yet: entered again when the time has come. Only where the caller can yield, see `ScriptCall.isYieldable`.
    package static func sleep(until time: Moment) -> Reply {
        var reply = Reply(.sleep)
        reply.time = time
        return reply
    }

    /// Call the Lua function below the top `arguments` values, and return its results.
    package static func tailCall(arguments: Int32) -> Reply { Reply(.tailCall, count: arguments) }

    /// Call it, and enter the function again with `outcome` `.calledBack`; `keeping` slots of the frame stay.
    package static func call(arguments: Int32, keeping: Int32) -> Reply {
        var reply = Reply(.call, count: arguments)
        reply.keeping = keeping
        return reply
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
