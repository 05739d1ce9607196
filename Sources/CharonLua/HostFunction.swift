internal import CCharon

/// A function written in Swift that scripts call.
///
/// Its body returns what shall happen; nothing below it jumps over its frame (CharonLuaBridge.h).
package final class HostFunction {
    let body: any HostFunctionBody

    package init(_ body: any HostFunctionBody) { self.body = body }

    /// Why a body is entered.
    package enum Entrance: Int32 {
        /// A script called.
        case call = 0
        /// The coroutine, parked by this function, was resumed.
        case resume
        /// The function called by `.call` has returned; its results are above the frame.
        case callback
    }

    /// What a body wants done after it has returned: plain numbers, since every message makes several of them.
    @safe
    package struct Answer {
        let action: charon_action.RawValue
        let count: Int32
        /// How many stack slots the body keeps meanwhile, or how many bytes there are.
        let length: Int
        let bytes: UnsafeRawPointer?

        private init(_ action: charon_action, count: Int32 = 0, length: Int = 0) {
            self.action = action.rawValue
            self.count = count
            self.length = length
            unsafe bytes = nil
        }

        private init(_ buffer: UnsafeRawBufferPointer) {
            action = CHARON_RETURN_BYTES.rawValue
            count = 0
            length = buffer.count
            unsafe bytes = buffer.baseAddress
        }

        /// The top values are the results.
        package static func results(_ count: Int32) -> Answer { Answer(CHARON_RETURN, count: count) }
        /// The result is a string of these bytes, which stay valid until the body is entered again.
        package static func bytes(_ bytes: UnsafeRawBufferPointer) -> Answer {
            unsafe Answer(bytes)
        }
        /// Yield no values, and enter the body again when resumed.
        package static func park(frame: Int32) -> Answer { Answer(CHARON_PARK, length: Int(frame)) }
        /// Call the function that stands below `arguments` values, and enter the body again.
        package static func call(arguments: Int32, frame: Int32) -> Answer {
            Answer(CHARON_CALL, count: arguments, length: Int(frame))
        }
        /// Call it, and return its results.
        package static func tailCall(arguments: Int32) -> Answer { Answer(CHARON_TAIL_CALL, count: arguments) }
        /// Raise the value on top.
        package static var raise: Answer { Answer(CHARON_RAISE) }
        /// Raise the string on top, the caller's position before it.
        package static var raiseWithPosition: Answer { Answer(CHARON_RAISE_WHERE) }
        /// Raise `bad argument #n to 'name' (message)`, the message being on top.
        package static func badArgument(_ number: Int32) -> Answer { Answer(CHARON_BAD_ARGUMENT, count: number) }
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
@inline(__always)
func enterHostFunction(
    _ pointer: OpaquePointer, _ function: UnsafeMutableRawPointer, _ reply: UnsafeMutablePointer<charon_reply>
) {
    let state = unsafe LuaState(unsafe: pointer)
    let entrance = unsafe HostFunction.Entrance(rawValue: reply.pointee.entrance.rawValue) ?? .call
    // The C closure owns the function and is running: no reference needs to be counted.
    let answer = unsafe Unmanaged<HostFunction>.fromOpaque(function)._withUnsafeGuaranteedRef { $0.body.enter(state, entrance) }
    unsafe reply.pointee.action = charon_action(rawValue: answer.action)
    unsafe reply.pointee.count = answer.count
    unsafe reply.pointee.frame = Int32(truncatingIfNeeded: answer.length)
    unsafe reply.pointee.bytes = answer.bytes
    unsafe reply.pointee.length = answer.length
}
