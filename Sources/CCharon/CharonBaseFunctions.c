#include "CharonBaseFunctions.h"

#include <lauxlib.h>
#include <lualib.h>
#include <stdbool.h>

// MARK: Strings

static int string_index(lua_State *L) {
  if (lua_type(L, -1) == LUA_TNUMBER && lua_isinteger(L, -1)) {
    size_t length;
    const char *text = luaL_checklstring(L, 1, &length);
    lua_Integer position = lua_tointeger(L, -1);
    if (position < 0) position += (lua_Integer)length + 1;
    if (position < 1 || position > (lua_Integer)length) return 0;
    lua_pushlstring(L, text + position - 1, 1);
  } else {
    lua_gettable(L, lua_upvalueindex(1));  // the key is on top
  }
  return 1;
}

// MARK: Methods

static int finish_method(lua_State *L, int status, lua_KContext context) {
  (void)L, (void)status, (void)context;
  return 1;
}

// method(object, name). Upvalues: the table library, and the function that answers for everything but plain tables.
static int method(lua_State *L) {
  lua_settop(L, 2);
  if (lua_type(L, 1) == LUA_TTABLE && !lua_getmetatable(L, 1)) {
    lua_pushvalue(L, 2);
    if (lua_gettable(L, lua_upvalueindex(1)) != LUA_TNIL) return 1;
  }
  lua_settop(L, 2);
  lua_pushvalue(L, lua_upvalueindex(2));
  lua_insert(L, 1);
  lua_callk(L, 2, 1, 0, finish_method);
  return 1;
}

static int make_method_lookup(lua_State *L) {
  lua_settop(L, 2);
  lua_pushcclosure(L, method, 2);
  return 1;
}

// MARK: Sorting

// sort(table[, less]). Upvalue: Lua's own function. It is called in this frame, so that its errors name the line of
// the script.
static int sort(lua_State *L) {
  lua_tocfunction(L, lua_upvalueindex(1))(L);
  lua_settop(L, 1);
  return 1;
}

static int make_sort(lua_State *L) {
  luaL_argcheck(L, lua_iscfunction(L, 1), 1, "C function expected");
  lua_settop(L, 1);
  lua_pushcclosure(L, sort, 1);
  return 1;
}

// MARK: Copying

// What has been seen to be the length of a table, for a new one of as many elements. With holes the length says little of
// how many there are.
static void new_table_of_length(lua_State *L, lua_Unsigned length) {
  enum { most = 4096 };
  lua_createtable(L, length < most ? (int)length : most, 0);
}

static int copy(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  new_table_of_length(L, lua_rawlen(L, 1));
  lua_pushnil(L);
  while (lua_next(L, 1)) {
    lua_pushvalue(L, -2);
    lua_insert(L, -2);
    lua_rawset(L, 2);
  }
  return 1;
}

static int renumbered(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 2);
  new_table_of_length(L, lua_rawlen(L, 1));
  lua_Integer count = 0;
  lua_pushnil(L);
  while (lua_next(L, 1)) {
    if (!lua_isinteger(L, -2)) {
      lua_pop(L, 1);
      continue;
    }
    lua_rawseti(L, 3, ++count);
    if (lua_toboolean(L, 2)) {
      lua_pushvalue(L, -1);
      lua_pushnil(L);
      lua_rawset(L, 1);
    }
  }
  lua_pushinteger(L, count);
  return 2;
}

// MARK: Userdata

static int new_userdata(lua_State *L) {
  lua_newuserdatauv(L, 0, 1);
  lua_createtable(L, 0, 0);
  lua_setmetatable(L, -2);
  return 1;
}

// MARK: All of them

void charon_set_base_functions(lua_State *L) {
  static const luaL_Reg functions[] = {
      {"method_lookup", make_method_lookup}, {"sort", make_sort},     {"newuserdata", new_userdata},
      {"copy", copy},                        {"renumbered", renumbered}, {NULL, NULL}};
  luaL_setfuncs(L, functions, 0);
  lua_getglobal(L, LUA_STRLIBNAME);
  lua_pushcclosure(L, string_index, 1);
  lua_setfield(L, -2, "string_index");
}
