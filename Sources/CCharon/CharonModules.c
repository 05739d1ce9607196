#define _GNU_SOURCE
#include "CharonModules.h"

#include <dlfcn.h>
#include <lauxlib.h>
#include <lualib.h>
#include <string.h>

#define RELEASE LUA_VERSION_MAJOR "." LUA_VERSION_MINOR "." LUA_VERSION_RELEASE

static const char refusal[] =
    "no module in C is loaded: the liblua5.4.so here is another release than the Lua " RELEASE " of this program";

bool charon_modules_are_sound(void) {
  const char *shared = dlsym(RTLD_DEFAULT, "lua_ident");
  return shared && strcmp(shared, lua_ident) == 0;
}

static int refuse_library(lua_State *L) {
  luaL_pushfail(L);
  lua_pushstring(L, refusal);
  lua_pushliteral(L, "open");
  return 3;
}

static int refuse_search(lua_State *L) {
  lua_pushstring(L, refusal);
  return 1;
}

void charon_refuse_modules(lua_State *L) {
  lua_getglobal(L, LUA_LOADLIBNAME);
  lua_pushcfunction(L, refuse_library);
  lua_setfield(L, -2, "loadlib");
  lua_getfield(L, -1, "searchers");
  for (int index = 3; index <= 4; index++) {  // the preloaded and those in Lua come before
    lua_pushcfunction(L, refuse_search);
    lua_seti(L, -2, index);
  }
  lua_settop(L, -3);
}
