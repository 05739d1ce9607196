internal import CharonLoop
public import CharonLua
internal import CharonSystem

/// A function that a module gives to scripts.
///
/// Its body answers with values, or with something to wait for, and is entered again when that has
/// come. How the caller waits is not its business.
@usableFromInline
package struct ScriptFunction {
    @usableFromInline
    package typealias Body = (inout ScriptCall) throws(ScriptError) -> Reply

    package let name: String
    let mayWait: Bool
    /// What its first argument must be, if it is a method.
    let receiver: AnyUserdataKind?
    let body: Body

    /// A method: its first argument is an object of `kind`, which is given to the body.
    ///
    /// A body that captures nothing, and finds all that it needs through the object, becomes one function with the one
    /// around it. That counts: after a system call, when the processor has forgotten its way back, each return
    /// costs as much as some twenty instructions.
    @inlinable
    @inline(__always)
    package init<Object>(
        _ name: String, of kind: UserdataKind<Object>, mayWait: Bool = false,
        body: @escaping (inout ScriptCall, Object) throws(ScriptError) -> Reply
    ) {
        self.init(name, of: kind, mayWait: mayWait) { call throws(ScriptError) in
            guard let receiver = call.receiver else { throw .raise("internal: a method without an object") }
            do {
                return try UserdataKind<Object>.with(receiver) { try body(&call, $0) }
            } catch let error as ScriptError {
                throw error
            } catch {
                throw .raise("internal: \(error)")
            }
        }
    }

    /// - Parameters:
    ///   - name: the bare name, as in messages.
    ///   - mayWait: true for a function that can answer `.wait`: calls of it that are satisfied at once count
    ///     towards the caller's turn, so that it cannot starve other coroutines (library.md 7.4).
    @usableFromInline
    package init(_ name: String, mayWait: Bool = false, body: @escaping Body) {
        self.init(name, of: nil, mayWait: mayWait, body: body)
    }

    @usableFromInline
    init(_ name: String, of receiver: AnyUserdataKind?, mayWait: Bool, body: @escaping Body) {
        self.name = name
        self.receiver = receiver
        self.mayWait = mayWait
        self.body = body
    }
}

extension ScriptRuntime {
    /// Pushes a function onto the stack of `state`.
    package func push(_ function: ScriptFunction, onto state: LuaState) {
        HostFunction(ScriptHostFunction(function, runtime: self)).push(onto: state)
    }
}

/// A script function in the hands of Lua.
final class ScriptHostFunction: HostFunctionBody {
    let body: ScriptFunction.Body
    let mayWait: Bool
    private let keptReceiver: AnyUserdataKind?
    /// What its first argument must be, if it is a method.
    var receiver: Uncounted<AnyUserdataKind>? { keptReceiver.map { Uncounted($0) } }
    private let runtime: ScriptRuntime

    init(_ function: ScriptFunction, runtime: ScriptRuntime) {
        body = function.body
        keptReceiver = function.receiver
        mayWait = function.mayWait
        self.runtime = runtime
    }

    func enter(_ state: LuaState, _ entrance: HostFunction.Entrance) -> HostFunction.Answer {
        runtime.enter(state, entrance, self)
    }
}
