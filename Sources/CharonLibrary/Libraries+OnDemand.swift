internal import CharonLua
internal import CharonScript

/// Libraries whose Lua text is compiled when the first of their functions is called: `require "*"` opens all libraries, and
/// few scripts use these.
extension Libraries {
    /// Runs the beginning of such a library with the function `ondemand`, and leaves its one result on the main stack.
    ///
    /// `ondemand(names, table, ...)` puts functions of these names, separated by blanks, into the table. When the first of
    /// all of them is called, `body` is run with the arguments of the last `ondemand` after its names, and returns a
    /// table of functions for each `ondemand` in order; they take the places of those that were put there.
    ///
    /// - Parameters:
    ///   - head: Lua text. What it needs of the globals it must take at once, for scripts may assign them.
    ///   - body: Lua text.
    func runOnDemand(head: String, body: String, name: String) throws(ScriptFailure) {
        let state = runtime.main
        runtime.push(ScriptFunction("compile") { call throws(ScriptError) in
            guard call.state.load(Array(body.utf8), chunkName: "=[\(name)]", mode: "t").isOK else { throw .raiseTop }
            return .pushed(1)
        }, onto: state)
        try runtime.runLua(Self.ondemand, chunkName: "=[\(name)]", arguments: 1, results: 1)
        try runtime.runLua(head, chunkName: "=[\(name)]", arguments: 1, results: 1)
    }

    private static let ondemand = """
        local compile = ...
        local gmatch, next, rawequal, rawget, rawset, pack, unpack =
          string.gmatch, next, rawequal, rawget, rawset, table.pack, table.unpack
        local targets, stubs, arguments, made = {}, {}, nil, nil
        local function make()
          made = { compile()(unpack(arguments, 1, arguments.n)) }
          for i = 1, #targets do
            for name, stub in next, stubs[i] do
              if rawequal(rawget(targets[i], name), stub) then rawset(targets[i], name, made[i][name]) end
            end
          end
        end
        return function(names, target, ...)
          local index, group = #targets + 1, {}
          targets[index], stubs[index], arguments = target, group, pack(target, ...)
          for name in gmatch(names, "%S+") do
            local function stub(...)
              if not made then make() end
              return made[index][name](...)
            end
            group[name] = stub
            rawset(target, name, stub)
          end
        end
        """
}
