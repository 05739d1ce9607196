#include "CharonCoroutines.h"

#include "CharonLuaBridge.h"
#include "CharonSignalState.h"

// The thread that the call is about.
static lua_State *coroutine_argument(lua_State *L) {
  lua_State *co = lua_tothread(L, 1);
  luaL_argexpected(L, co != NULL, 1, "thread");
  return co;
}

// Hands the top `arguments` values to `co` and resumes it. Returns how many values it gave, which are still on
// top of `co`, with room for them and one more on L; or -1 if it failed: then the error is on top of L.
static int resume_with(lua_State *L, lua_State *co, int arguments) {
  if (!lua_checkstack(co, arguments)) {
    lua_pushliteral(L, "too many arguments to resume");
    return -1;
  }
  lua_xmove(L, co, arguments);
  int results = 0;
  int status = charon_signals_resume(charon_thread_of(L)->vm->signals, co, L, arguments, &results);
  if (status != LUA_OK && status != LUA_YIELD) {
    lua_xmove(co, L, 1);
    return -1;
  }
  if (!lua_checkstack(L, results + 1)) {
    lua_settop(co, -results - 1);
    lua_pushliteral(L, "too many results to resume");
    return -1;
  }
  return results;
}

static int coroutine_resume(lua_State *L) {
  lua_State *co = coroutine_argument(L);
  int results = resume_with(L, co, lua_gettop(L) - 1);
  if (results < 0) {
    lua_pushboolean(L, false);
    lua_insert(L, -2);
    return 2;
  }
  lua_pushboolean(L, true);  // in front of the results, which need not be shifted then
  lua_xmove(co, L, results);
  return results + 1;
}

static int call_wrapped(lua_State *L) {
  lua_State *co = lua_tothread(L, lua_upvalueindex(1));
  int results = resume_with(L, co, lua_gettop(L));
  if (results >= 0) {
    lua_xmove(co, L, results);
    return results;
  }
  int status = lua_status(co);
  if (status != LUA_OK && status != LUA_YIELD) {  // it failed in itself, rather than that it cannot be resumed
    status = charon_reset(co);
    lua_xmove(co, L, 1);  // the error, or that of a __close handler
  }
  if (status != LUA_ERRMEM && lua_type(L, -1) == LUA_TSTRING) {
    luaL_where(L, 1);
    lua_insert(L, -2);
    lua_concat(L, 2);
  }
  return lua_error(L);
}

static int coroutine_wrap(lua_State *L) {
  luaL_checktype(L, 1, LUA_TFUNCTION);
  lua_State *co = lua_newthread(L);
  lua_pushvalue(L, 1);
  lua_xmove(L, co, 1);
  lua_pushcclosure(L, call_wrapped, 1);
  return 1;
}

static int coroutine_close(lua_State *L) {
  lua_State *co = coroutine_argument(L);
  if (co == L || charon_thread_status(co) == CHARON_NORMAL) {
    return luaL_error(L, "cannot close a %s coroutine", co == L ? "running" : "normal");
  }
  // Handlers are called at the depth at which the coroutine was resumed last, which may be less than that
  // of this call: Lua's own count does not bound how deep such calls nest.
  if (!charon_has_stack(charon_thread_of(L)->vm)) return luaL_error(L, "C stack overflow");
  if (charon_reset(co) == LUA_OK) {
    lua_pushboolean(L, 1);
    return 1;
  }
  lua_pushboolean(L, 0);
  lua_xmove(co, L, 1);
  return 2;
}

int charon_reset(lua_State *co) {
  charon_vm *vm = charon_thread_of(co)->vm;
  int32_t saved = vm->in_host;
  vm->in_host = 0;
  lua_State *interrupted = vm->signals ? charon_signals_enter(co) : NULL;
  int status = lua_resetthread(co);
  if (vm->signals) charon_signals_leave(interrupted);
  vm->in_host = saved;
  return status;
}

void charon_install_coroutines(lua_State *L) {
  static const luaL_Reg functions[] = {
      {"resume", coroutine_resume}, {"wrap", coroutine_wrap}, {"close", coroutine_close}, {NULL, NULL}};
  lua_getglobal(L, LUA_COLIBNAME);
  luaL_setfuncs(L, functions, 0);
  lua_settop(L, -2);
}
