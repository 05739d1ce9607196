internal import CharonLua
internal import CharonScript

extension LibraryModule {
    /// `scheduler`: a class whose instances resume coroutines when what they wait for has come.
    ///
    /// Source: Pluto manual, Scheduler.
    static let scheduler = LibraryModule(name: "scheduler") { libraries throws(ScriptFailure) in
        libraries.pushTable(of: try libraries.schedulers().functions)
        let state = libraries.runtime.main
        state.pushCopy(of: -1)
        try libraries.schedulers().classTable = state.makeReference()
        state.pushCopy(of: -1)
        try libraries.runtime.runLua(addloop, chunkName: "=[scheduler]", arguments: 1, results: 0)
    }

    private static let addloop = """
        local class = ...
        local type, error, pcall, select, yield = type, error, pcall, select, coroutine.yield
        local contains = class.contains
        local function refuse(expected, position, ...)
          local got = position > select("#", ...) and "no value" or type((select(position, ...)))
          error("bad argument #1 to 'addloop' (" .. expected .. " expected, got " .. got .. ")", 3)
        end
        function class.addloop(...)
          local self, f = ...
          if not pcall(contains, self) then refuse("scheduler", 1, ...) end
          if type(f) ~= "function" then refuse("function", 2, ...) end
          return self:add(function() while f() ~= false do yield() end end)
        end
        """
}
