import Foundation
import TestSupport
import Testing

/// Modules in C that a script loads. Source: Lua 5.4 manual, section 6.3.
@Suite struct ForeignModuleTests {
    /// Makes strings, tables, userdata with a metatable, coroutines and errors: what crosses the border between the Lua
    /// of a module and that of the command.
    private static let source = """
        #include <lauxlib.h>
        #include <lua.h>

        static int label(lua_State *L) { lua_pushfstring(L, "%s %d", luaL_checkstring(L, 1), 7); return 1; }
        static int list(lua_State *L) {
          lua_newtable(L);
          for (int i = 1; i <= 100; i++) { lua_pushinteger(L, i * i); lua_rawseti(L, -2, i); }
          return 1;
        }
        static int point(lua_State *L) {
          lua_Integer *value = lua_newuserdatauv(L, sizeof *value, 1);
          *value = luaL_checkinteger(L, 1);
          luaL_setmetatable(L, "foreign.point");
          return 1;
        }
        static int get(lua_State *L) { lua_pushinteger(L, *(lua_Integer *)luaL_checkudata(L, 1, "foreign.point")); return 1; }
        static int fail(lua_State *L) { return luaL_error(L, "failed with %s", luaL_tolstring(L, 1, NULL)); }
        static int after(lua_State *L, int status, lua_KContext context) { lua_pushinteger(L, status + context); return 1; }
        static int wait(lua_State *L) { return lua_yieldk(L, 0, 10, after); }
        static int start(lua_State *L) {
          lua_State *co = lua_newthread(L);
          lua_pushvalue(L, 1);
          lua_xmove(L, co, 1);
          int results;
          lua_pushinteger(L, lua_resume(co, L, 0, &results));
          return 2;
        }
        int luaopen_foreign(lua_State *L) {
          static const luaL_Reg functions[] = {{"label", label}, {"list", list}, {"point", point}, {"fail", fail},
                                               {"wait", wait}, {"start", start}, {NULL, NULL}};
          static const luaL_Reg methods[] = {{"get", get}, {NULL, NULL}};
          luaL_newmetatable(L, "foreign.point");
          luaL_newlib(L, methods);
          lua_setfield(L, -2, "__index");
          luaL_newlib(L, functions);
          return 1;
        }
        """

    @Test func `a module in C works on the states of the command`() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let file = try folder.write(Self.source, to: "foreign.c")
        let compiling = try await CommandRun.run(
            URL(filePath: "/usr/bin/env"),
            ["cc", "-shared", "-fPIC", "-I/usr/include/lua5.4", "-o", folder.path + "/foreign.so", file.path])
        try #require(compiling.status == 0, "\(compiling.errors)")

        let script = """
            package.cpath = "\(folder.path)/?.so"
            local foreign = require "foreign"
            print(foreign.label("seven"), #foreign.list(), foreign.list()[100], foreign.point(42):get())
            print(package.loadlib(package.searchpath("foreign", package.cpath), "*"), pcall(foreign.fail, nil))
            local co = coroutine.wrap(function() return "waited", foreign.wait() end)
            print(co(), co())
            print(select(2, foreign.start(coroutine.yield)))
            for i = 1, 1000 do foreign.point(i) end
            collectgarbage()
            """
        let run = try await CommandRun.run(["-e", script])
        #expect(run.errors == "")
        #expect(
            run.output == """
                seven 7\t100\t10000\t42
                true\tfalse\tfailed with nil
                nil\twaited\t11
                1

                """)
    }
}
