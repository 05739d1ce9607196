internal import CCharon

/// A function written in Swift that scripts call.
///
/// Its body returns what shall happen; nothing below it jumps over its frame (CharonLuaBridge.h).
package final class HostFunction {
    let body: any HostFunctionBody

    package init(_ body: any HostFunctionBody) { self.body = body }

    /// Why a body is entered.
    package enum Entrance {
        /// A script called.
        case call
        /// The coroutine, parked by this function, was resumed.
        case resume
        /// The function called by `.call` has returned; its results are above the frame.
        case callback
    }

    /// What a body wants done after it has returned. `frame` is how many stack slots it keeps meanwhile.
    @safe
    package enum Answer {
        /// The top values are the results.
        case results(Int32)
        /// The result is a string of these bytes, which stay valid until the body is entered again.
        case bytes(UnsafeRawBufferPointer)
        /// Yield no values, and enter the body again when resumed.
        case park(frame: Int32)
        /// Call the function that stands below `arguments` values, and enter the body again.
        case call(arguments: Int32, frame: Int32)
        /// Call it, and return its results.
        case tailCall(arguments: Int32)
        /// Raise the value on top.
        case raise
        /// Raise the string on top, the caller's position before it.
        case raiseWithPosition
        /// Raise `bad argument #n to 'name' (message)`, the message being on top.
        case badArgument(Int32)
    }

    /// Pushes the function onto a stack.
    package func push(onto state: LuaState) {
        unsafe charon_push_host_function(state.pointer, Unmanaged.passRetained(self).toOpaque())
    }
}

/// What a host function does.
package protocol HostFunctionBody: AnyObject {
    /// Runs on each entrance. It must not throw, yield or raise.
    func enter(_ state: LuaState, _ entrance: HostFunction.Entrance) -> HostFunction.Answer
}

/// The one way from C into host functions.
func enterHostFunction(
    _ pointer: OpaquePointer, _ function: UnsafeMutableRawPointer, _ reply: UnsafeMutablePointer<charon_reply>
) {
    let state = unsafe LuaState(unsafe: pointer)
    let entrance: HostFunction.Entrance =
        switch unsafe reply.pointee.entrance {
        case CHARON_RESUMED: .resume
        case CHARON_CALLED_BACK: .callback
        default: .call
        }
    // The C closure owns the function and is running: no reference needs to be counted.
    let answer = unsafe Unmanaged<HostFunction>.fromOpaque(function)._withUnsafeGuaranteedRef { $0.body.enter(state, entrance) }
    switch answer {
    case .results(let count):
        unsafe reply.pointee.action = CHARON_RETURN
        unsafe reply.pointee.count = count
    case .bytes(let bytes):
        unsafe reply.pointee.action = CHARON_RETURN_BYTES
        unsafe reply.pointee.bytes = UnsafeRawPointer(bytes.baseAddress)
        unsafe reply.pointee.length = bytes.count
    case .park(let frame):
        unsafe reply.pointee.action = CHARON_PARK
        unsafe reply.pointee.frame = frame
    case .call(let arguments, let frame):
        unsafe reply.pointee.action = CHARON_CALL
        unsafe reply.pointee.count = arguments
        unsafe reply.pointee.frame = frame
    case .tailCall(let arguments):
        unsafe reply.pointee.action = CHARON_TAIL_CALL
        unsafe reply.pointee.count = arguments
    case .raise:
        unsafe reply.pointee.action = CHARON_RAISE
    case .raiseWithPosition:
        unsafe reply.pointee.action = CHARON_RAISE_WHERE
    case .badArgument(let number):
        unsafe reply.pointee.action = CHARON_BAD_ARGUMENT
        unsafe reply.pointee.count = number
    }
}
