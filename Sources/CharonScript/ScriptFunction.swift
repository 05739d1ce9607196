internal import CharonLoop
package import CharonLua
internal import CharonSystem

/// A function that a module gives to scripts.
///
/// Its body answers with values, or with something to wait for, and is entered again when that has
/// come. How the caller waits is not its business.
package struct ScriptFunction {
    package typealias Body = (inout ScriptCall) throws(ScriptError) -> Reply

    package let name: String
    let mayWait: Bool
    let body: Body

    /// - Parameters:
    ///   - name: the bare name, as in messages.
    ///   - mayWait: true for a function that can answer `.wait`: calls of it that are satisfied at once count
    ///     towards the caller's turn, so that it cannot starve other coroutines (library.md 7.4).
    package init(_ name: String, mayWait: Bool = false, body: @escaping Body) {
        self.name = name
        self.mayWait = mayWait
        self.body = body
    }
}

extension ScriptRuntime {
    /// Pushes a function onto the stack of `state`.
    package func push(_ function: ScriptFunction, onto state: LuaState) {
        let body = function.body
        let mayWait = function.mayWait
        HostFunction(function.name) { [self] state, entrance in
            self.enter(state, entrance, mayWait: mayWait, body: body)
        }.push(onto: state)
    }
}
