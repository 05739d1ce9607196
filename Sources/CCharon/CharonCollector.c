#include "CharonCollector.h"

#include "CharonLuaMemory.h"

#include <string.h>

// MARK: What scripts call

static int collect_garbage(lua_State *L) {
  static const char *const settings[] = {"generational", "incremental", "setpause", "setstepmul"};
  charon_vm *vm = charon_thread_of(L)->vm;
  const char *option = lua_type(L, 1) == LUA_TSTRING ? lua_tostring(L, 1) : "collect";
  for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
    if (strcmp(option, settings[i]) == 0) vm->collector_is_scripts = true;
  }
  bool collects = strcmp(option, "collect") == 0;
  // Lua's own, as if it were this function: its errors name what the script has called.
  int results = lua_tocfunction(L, lua_upvalueindex(1))(L);
  if (collects) charon_trim_pieces(&vm->small.store);
  return results;
}

void charon_install_collector(lua_State *L) {
  lua_getglobal(L, "collectgarbage");
  lua_pushcclosure(L, collect_garbage, 1);
  lua_setglobal(L, "collectgarbage");
}

// MARK: What the runtime calls

// Finalisers run, which are the script's.
static int32_t enter_script(charon_vm *vm) {
  int32_t saved = vm->in_host;
  vm->in_host = 0;
  return saved;
}

void charon_collect_for(lua_State *L, size_t bytes) {
  charon_vm *vm = charon_thread_of(L)->vm;
  int32_t saved = enter_script(vm);
  lua_gc(L, LUA_GCSTEP, (int)(bytes / 1024));
  vm->in_host = saved;
}

void charon_collect_fully(lua_State *L) {
  charon_vm *vm = charon_thread_of(L)->vm;
  int32_t saved = enter_script(vm);
  lua_gc(L, LUA_GCCOLLECT);
  vm->in_host = saved;
  charon_release_records(vm);
  charon_trim_pieces(&vm->small.store);
}

void charon_collector(lua_State *L, bool works) { lua_gc(L, works ? LUA_GCRESTART : LUA_GCSTOP); }

enum charon_pacing charon_pace_collector(charon_vm *vm, int pause) {
  enum { minor_growth = 50 };  // percent of the heap until the next minor collection
  if (vm->collector_is_scripts) return CHARON_PACED_BY_SCRIPT;
  lua_State *L = vm->main.state;
  int32_t saved = enter_script(vm);
  int mode = pause == 0 ? lua_gc(L, LUA_GCGEN, minor_growth, 0) : lua_gc(L, LUA_GCINC, pause, 0, 0);
  vm->in_host = saved;
  charon_release_records(vm);
  return mode < 0 ? CHARON_NOT_PACED_NOW : CHARON_PACED;
}
