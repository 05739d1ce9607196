internal import CharonLua
internal import CharonScript

extension LibraryModule {
    /// `*`: a table of all libraries, each under its name.
    ///
    /// Source: Pluto manual, Standard Library; libraries.md section 1.
    static let star = LibraryModule(name: "*") { libraries throws(ScriptFailure) in
        let state = libraries.runtime.main
        state.pushNewTable(fields: Int32(clamping: Catalog.modules.count))
        for module in Catalog.modules where module.name != "*" {
            try libraries.pushLibrary(module)
            state.rawSet(module.name, in: -2)
        }
    }
}

extension Libraries {
    /// Adds what scripts have put into `package.preload` to the table on top, which becomes the result.
    ///
    /// In Lua, on the caller's own stack: their loaders may fail, and wait.
    func addOwnLibraries(_ call: ScriptCall) -> Reply {
        call.state.pushReference(ownLibraries)
        call.state.insert(at: -2)
        return .tailCall(arguments: 1)
    }

    /// Makes the function for `ownLibraries`, which knows what was there before any script.
    static func makeOwnLibraries(_ runtime: ScriptRuntime) throws(ScriptFailure) -> Int32 {
        try runtime.runLua(
            """
            local preload, require, next = package.preload, require, next
            local builtin = {}
            for name, loader in next, preload do builtin[name] = loader end
            return function(all)
              local own = {}
              for name, loader in next, preload do
                if builtin[name] ~= loader then own[#own + 1] = name end
              end
              for i = 1, #own do all[own[i]] = require(own[i]) end
              return all
            end
            """, chunkName: "=[libraries]", arguments: 0, results: 1)
        return runtime.main.makeReference()
    }

    /// Upstream's libraries that charon leaves out: `ffi` would break every promise about bad input, the others are
    /// programs of their own.
    private static let withheld = ["canvas", "ffi", "wasm"]

    /// Puts loaders into `package.preload` that say so, rather than that there are no such libraries.
    func preloadWithheld() {
        let state = runtime.main
        state.rawGetGlobal("package")
        state.rawGet("preload", from: -1)
        for name in Self.withheld {
            runtime.push(ScriptFunction(name) { call throws(ScriptError) in
                throw .raise("'\(name)' is not offered by charon")
            }, onto: state)
            state.rawSet(name, in: -2)
        }
        state.pop(2)
    }
}
