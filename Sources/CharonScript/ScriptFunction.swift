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
    let body: Body

    /// A method: its first argument is an object of `kind`, which is given to the body.
    @inlinable
    @inline(__always)
    package init<Object>(
        _ name: String, of kind: UserdataKind<Object>, mayWait: Bool = false,
        body: @escaping (inout ScriptCall, Object) throws(ScriptError) -> Reply
    ) {
        self.init(name, mayWait: mayWait) { call throws(ScriptError) in
            do {
                if let reply = try kind.withObject(at: 1, of: call.state, { try body(&call, $0) }) { return reply }
            } catch let error as ScriptError {
                throw error
            } catch {
                throw .raise("internal: \(error)")
            }
            throw .badType(1, expected: kind.name)
        }
    }

    /// - Parameters:
    ///   - name: the bare name, as in messages.
    ///   - mayWait: true for a function that can answer `.wait`: calls of it that are satisfied at once count
    ///     towards the caller's turn, so that it cannot starve other coroutines (library.md 7.4).
    @usableFromInline
    package init(_ name: String, mayWait: Bool = false, body: @escaping Body) {
        self.name = name
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
    private let runtime: ScriptRuntime

    init(_ function: ScriptFunction, runtime: ScriptRuntime) {
        body = function.body
        mayWait = function.mayWait
        self.runtime = runtime
    }

    func enter(_ state: LuaState, _ entrance: HostFunction.Entrance) -> HostFunction.Answer {
        runtime.enter(state, entrance, self)
    }
}
