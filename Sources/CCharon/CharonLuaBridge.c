#define _GNU_SOURCE
#include "CharonLuaBridge.h"

#include "CharonLuaMemory.h"
#include "CharonSignalState.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

void charon_ignore_environment(lua_State *L) {
  lua_pushboolean(L, 1);
  lua_setfield(L, LUA_REGISTRYINDEX, "LUA_NOENV");
}

// MARK: States

// Where the first thread's stack begins. Source: glibc, which keeps it for its own pthread_getattr_np.
extern void *__libc_stack_end;

// Half of the calling thread's stack is above it: what is below is for Lua's own limit of 200 nested C calls. NULL if
// it cannot be told.
static const char *stack_floor(void) {
  // A stack without a limit is used as a large one: recursion without an end must meet one.
  enum { large_stack = 64 << 20 };
  const char *end = NULL;
  size_t size = 0;
  struct rlimit limit;
  pthread_attr_t attributes;
  if (getpid() == gettid() && getrlimit(RLIMIT_STACK, &limit) == 0) {
    // The first thread: the call below would read the whole map of the process.
    end = __libc_stack_end;
    size = (size_t)limit.rlim_cur;
  } else if (pthread_getattr_np(pthread_self(), &attributes) == 0) {
    void *lowest = NULL;
    if (pthread_attr_getstack(&attributes, &lowest, &size) == 0) end = (const char *)lowest + size;
    pthread_attr_destroy(&attributes);
  }
  if (!end) return NULL;
  return end - (size > large_stack ? large_stack : size) / 2;
}

bool charon_has_stack(const charon_vm *vm) {
  // The frame's address and not a local's: the address sanitizer keeps locals apart from the stack.
  return (const char *)__builtin_frame_address(0) > vm->stack_floor;
}

// Warnings: off until the control message "@on". Source: Lua 5.4 manual, lua_WarnFunction.
static void warn(void *user, const char *message, int continues) {
  charon_vm *vm = user;
  bool begins = !vm->warning_continues;
  if (begins && !continues && message[0] == '@') {
    if (strcmp(message, "@on") == 0) vm->warns = true;
    if (strcmp(message, "@off") == 0) vm->warns = false;
    return;
  }
  vm->warning_continues = continues;
  if (!vm->warns) return;
  fprintf(stderr, "%s%s%s", begins ? "Lua warning: " : "", message, continues ? "" : "\n");
  fflush(stderr);
}

static int panic(lua_State *L) {
  const char *message = lua_tostring(L, -1);
  fprintf(stderr, "charon: internal: error outside of a protected call: %s\n", message ? message : "?");
  return 0;
}

charon_vm *charon_open(charon_entry entry, charon_release release, size_t limit) {
  charon_vm *vm = calloc(1, sizeof *vm);
  if (!vm) return NULL;
  vm->entry = entry;
  vm->release = release;
  vm->limit = limit;
  vm->stack_floor = stack_floor();
  lua_State *L = lua_newstate(charon_allocate, vm);
  if (!L) {
    charon_small_close(&vm->small);
    free(vm);
    return NULL;
  }
  lua_gc(L, LUA_GCGEN, 0, 0);  // as the command lua has it
  lua_atpanic(L, panic);
  lua_setwarnf(L, warn, vm);
  vm->main.vm = vm;
  vm->main.state = L;
  *(charon_thread **)lua_getextraspace(L) = &vm->main;
  return vm;
}

void charon_close(charon_vm *vm) {
  lua_close(vm->main.state);
  // Only now: finalisers that lua_close runs may wait, and what waits needs its record.
  charon_release_records(vm);
  if (vm->main.record) vm->release(vm->main.record);
  charon_small_close(&vm->small);
  charon_close_areas(vm);
  free(vm);
}

// MARK: Host functions

static int after_call(lua_State *L, int status, lua_KContext frame);
static int after_tail_call(lua_State *L, int status, lua_KContext frame);
static int after_park(lua_State *L, int status, lua_KContext frame);

// Mostly the stack is as it shall be, and asking costs a quarter of setting.
static void keep(lua_State *L, int frame) {
  if (lua_gettop(L) != frame) lua_settop(L, frame);
}

static int enter(lua_State *L, enum charon_entrance entrance, int frame) {
  charon_vm *vm = charon_thread_of(L)->vm;
  void *function = *(void **)lua_touserdata(L, lua_upvalueindex(1));
  charon_reply reply;
  if (vm->freed) charon_release_records(vm);
  for (;;) {
    reply.frame = frame;
    reply.entrance = entrance;
    reply.action = CHARON_RETURN;
    reply.count = 0;
    int32_t saved = vm->in_host;  // a finaliser may run while Swift is the direct caller
    vm->in_host = 1;
    vm->entry(L, function, &reply);
    vm->in_host = saved;
    switch (reply.action) {
      case CHARON_RETURN:
        return reply.count;
      case CHARON_RETURN_BYTES:
        charon_push_bytes(L, vm, reply.bytes, reply.length);
        return 1;
      case CHARON_PARK:
        keep(L, reply.frame);
        return lua_yieldk(L, 0, reply.frame, after_park);
      case CHARON_CALL:
        lua_callk(L, reply.count, LUA_MULTRET, reply.frame, after_call);
        entrance = CHARON_CALLED_BACK;
        frame = reply.frame;
        continue;
      case CHARON_TAIL_CALL: {
        int base = lua_gettop(L) - reply.count - 1;
        lua_callk(L, reply.count, LUA_MULTRET, base, after_tail_call);
        return lua_gettop(L) - base;
      }
      case CHARON_RAISE:
        return lua_error(L);
      case CHARON_RAISE_WHERE:
        luaL_where(L, 1);
        lua_insert(L, -2);
        lua_concat(L, 2);
        return lua_error(L);
      case CHARON_BAD_ARGUMENT:
        return luaL_argerror(L, reply.count, lua_tostring(L, -1));
    }
    return luaL_error(L, "internal: unknown action of a host function");
  }
}

static int host_function(lua_State *L) { return enter(L, CHARON_ENTERED, lua_gettop(L)); }

static int after_park(lua_State *L, int status, lua_KContext frame) {
  (void)status;
  keep(L, (int)frame);  // values that the resumer passed are dropped
  return enter(L, CHARON_RESUMED, (int)frame);
}

static int after_call(lua_State *L, int status, lua_KContext frame) {
  (void)status;
  return enter(L, CHARON_CALLED_BACK, (int)frame);
}

static int after_tail_call(lua_State *L, int status, lua_KContext base) {
  (void)status;
  return lua_gettop(L) - (int)base;
}

static int release_function(lua_State *L) {
  // Scripts reach this through `debug`: nothing else is as large as what holds a function.
  void **slot = lua_rawlen(L, 1) == sizeof(void *) ? lua_touserdata(L, 1) : NULL;
  if (!slot || !*slot) return 0;
  void *function = *slot;
  *slot = NULL;
  charon_thread_of(L)->vm->release(function);
  return 0;
}

static const char function_kind = 0;

void charon_push_host_function(lua_State *L, void *function) {
  void **slot = lua_newuserdatauv(L, sizeof(void *), 0);
  *slot = function;
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &function_kind) != LUA_TTABLE) {
    lua_pop(L, 1);
    lua_createtable(L, 0, 1);
    lua_pushcfunction(L, release_function);
    lua_setfield(L, -2, "__gc");
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &function_kind);
  }
  lua_setmetatable(L, -2);
  lua_pushcclosure(L, host_function, 1);
}

// MARK: Boxes

// Scripts can call this with any value: it is a field of a metatable. The upvalue is the kind.
static int release_box(lua_State *L) {
  void *object = charon_box_object(L, 1, lua_touserdata(L, lua_upvalueindex(1)));
  if (object) {
    ((charon_box *)lua_touserdata(L, 1))->object = NULL;
    charon_thread_of(L)->vm->release(object);
  }
  return 0;
}

void charon_push_box(lua_State *L, const void *kind, void *object) {
  charon_box *box = lua_newuserdatauv(L, sizeof(charon_box), 0);
  box->kind = kind;
  box->object = object;
  lua_rawgetp(L, LUA_REGISTRYINDEX, kind);
  lua_setmetatable(L, -2);
}

void charon_new_box_kind(lua_State *L, const void *kind, const char *name) {
  lua_createtable(L, 0, 8);
  lua_pushstring(L, name);
  lua_setfield(L, -2, "__name");
  lua_pushlightuserdata(L, (void *)kind);
  lua_pushcclosure(L, release_box, 1);
  lua_setfield(L, -2, "__gc");
  lua_pushvalue(L, -1);
  lua_rawsetp(L, LUA_REGISTRYINDEX, kind);
}

// MARK: Threads

void charon_adopt_thread(lua_State *co, void *record) {
  charon_vm *vm = charon_thread_of(co)->vm;
  charon_thread *thread = charon_small_allocate(&vm->small, sizeof *thread);
  if (!thread) charon_out_of_memory();
  *thread = (charon_thread){.vm = vm, .state = co, .record = record};
  *(charon_thread **)lua_getextraspace(co) = thread;
}

int charon_resume(lua_State *co, lua_State *from, int arguments, int *results) {
  charon_vm *vm = charon_thread_of(co)->vm;
  int32_t saved = vm->in_host;
  vm->in_host = 0;
  int status = charon_signals_resume(vm->signals, co, from, arguments, results);
  vm->in_host = saved;
  return status;
}

enum charon_status charon_thread_status(lua_State *co) {
  lua_Debug activation;
  switch (lua_status(co)) {
    case LUA_YIELD:
      return CHARON_SUSPENDED;
    case LUA_OK:
      if (lua_getstack(co, 0, &activation)) return CHARON_NORMAL;
      return lua_gettop(co) == 0 ? CHARON_DEAD : CHARON_SUSPENDED;
    default:
      return CHARON_DEAD;
  }
}

// MARK: Protected operations

int charon_pcall(lua_State *L, int arguments, int results, int handler) {
  charon_vm *vm = charon_thread_of(L)->vm;
  int32_t saved = vm->in_host;
  vm->in_host = 0;
  int status = lua_pcall(L, arguments, results, handler);
  vm->in_host = saved;
  return status;
}

static int get_field(lua_State *L) {
  lua_gettable(L, 1);
  return 1;
}

int charon_get_field(lua_State *L, int index, const char *name) {
  lua_pushvalue(L, index);
  lua_pushcfunction(L, get_field);
  lua_insert(L, -2);
  lua_pushstring(L, name);
  return charon_pcall(L, 2, 1, 0);
}

static int to_display_string(lua_State *L) {
  luaL_tolstring(L, 1, NULL);
  return 1;
}

int charon_to_display_string(lua_State *L, int index) {
  lua_pushvalue(L, index);
  lua_pushcfunction(L, to_display_string);
  lua_insert(L, -2);
  return charon_pcall(L, 1, 1, 0);
}

int charon_load(lua_State *L, const void *text, size_t length, const char *name, const char *mode) {
  charon_vm *vm = charon_thread_of(L)->vm;
  int32_t saved = vm->in_host;
  vm->in_host = 0;
  int status = luaL_loadbufferx(L, text ? text : "", length, name, mode);
  vm->in_host = saved;
  return status;
}
