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
