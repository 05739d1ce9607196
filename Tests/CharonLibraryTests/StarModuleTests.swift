import Testing

@testable import CharonLibrary

@Suite struct StarModuleTests {
    @Test func `the table of all libraries has every one of them and nothing else`() throws {
        let lines = try LibraryScript.run(
            """
            local all, names = require "*", {}
            for name, library in pairs(all) do
              if library ~= require(name) or library ~= require("pluto:" .. name) then print("other", name) end
              names[#names + 1] = name
            end
            table.sort(names)
            for i = 1, #names do print(names[i]) end
            """)
        #expect(lines == Catalog.modules.map(\.name).filter { $0 != "*" }.sorted())
    }

    @Test func `what is left out says so`() throws {
        #expect(
            try LibraryScript.run(
                """
                for {"ffi", "pluto:ffi", "wasm", "pluto:canvas"} as name do
                  local ok, e = pcall(require, name)
                  print(ok, e)
                end
                print(require "*".ffi, (pcall(require, "exception")), (pcall(require, "pluto:exception")))
                """) == [
                    "false\t'ffi' is not offered by charon", "false\t'ffi' is not offered by charon",
                    "false\t'wasm' is not offered by charon", "false\t'canvas' is not offered by charon", "nil\tfalse\tfalse",
                ])
    }

    @Test func `no library is a global`() throws {
        let lines = try LibraryScript.run("require '*' for name in pairs(require '*') do if _G[name] ~= nil then print(name) end end print(type(assert))")
        #expect(lines == ["assert", "function"])
    }
}

/// The global class `exception`, where the conformance script does not look.
@Suite struct ExceptionTests {
    @Test func `an uncaught one ends the script with its text`() throws {
        #expect(try LibraryScript.failure(of: "local x = 1\nnew exception('broken')") == "script.pluto:2: broken")
        #expect(
            try LibraryScript.failure(of: "class E extends exception end\nlocal function f()\n  new E({1})\nend\nf()")?
                .hasPrefix("script.pluto:3: table: ") == true)
    }

    @Test func `calling it or its constructor by hand raises`() throws {
        #expect(
            try LibraryScript.run(
                "print((pcall(|| -> exception('x')))) print(pcall(exception.__construct, {}, 'x')) print(exception.__name)")
                == ["false", "false\tan exception is made by 'new exception(...)'", "pluto:exception"])
    }
}
