#ifndef CHARON_LUA_BRIDGE_H
#define CHARON_LUA_BRIDGE_H
// The border between Lua and Swift.
//
// Lua raises and yields with longjmp, which must not jump over a Swift frame. So a host function is
// Swift code that *returns* what shall happen (`charon_reply`), and the trampoline in C that called
// it acts when no Swift frame is left. What Swift calls directly never raises: it is either an API
// function that cannot (Lua 5.4 manual, section 4.6: "-"), or one of the protected functions below,
// or it can only run out of memory, which the allocator rules out while Swift is the direct caller.
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "CharonSmallMemory.h"

#pragma clang assume_nonnull begin

// What a host function wants done. The one list of these codes.
enum charon_action : int32_t {
  CHARON_RETURN = 0,         // the `count` values on top of the stack are the results
  CHARON_RETURN_BYTES,       // the result is the string `bytes`, `length`
  CHARON_PARK,               // yield no values; call the host function again when resumed
  CHARON_CALL,               // call the function on the stack with `count` arguments, then again
  CHARON_TAIL_CALL,          // the same, and its results are the results
  CHARON_RAISE,              // raise the value on top of the stack as it is
  CHARON_RAISE_WHERE,        // raise the string on top of the stack with the caller's position
  CHARON_BAD_ARGUMENT,       // raise luaL_argerror for argument `count`, message on top of the stack
};

// Why a host function is entered.
enum charon_entrance : int32_t {
  CHARON_ENTERED = 0,        // called by a script
  CHARON_RESUMED,            // after CHARON_PARK
  CHARON_CALLED_BACK,        // after CHARON_CALL: the results of the call are above the frame
};

typedef struct charon_reply {
  enum charon_action action;
  int32_t count;
  int32_t frame;             // in and out: how many stack slots stay over CHARON_PARK and CHARON_CALL
  enum charon_entrance entrance;
  const void *_Nullable bytes;
  size_t length;
} charon_reply;

struct charon_vm;

// What belongs to one Lua thread, found through its extra space. A thread that has none of its own
// finds the main thread's, for lua_newthread copies that: `state` tells the two apart.
typedef struct charon_thread {
  struct charon_vm *vm;
  lua_State *_Nullable state;
  void *_Nullable record;    // owned reference of the Swift side
  struct charon_thread *_Nullable next;  // among those whose threads have been freed
} charon_thread;

typedef void (*charon_entry)(lua_State *L, void *function, charon_reply *reply);
typedef void (*charon_release)(void *object);

enum { charon_area_blocks = 64 };

// Memory for bytes that are about to become a string. It begins where the bytes of a string block lie, and when a long
// string is made of it the allocator gives that very block away: nothing is copied.
//
// The blocks come from a range of their own as long as it lasts: the one that was freed last, which the processor's
// caches still know, is the next to be used, and the bytes of each begin with a page.
typedef struct charon_area {
  void *_Nullable bytes;
  void *_Nullable block;
  size_t capacity;           // 0: strings are copied as ever
  char *_Nullable range;
  size_t stride;             // from one block of the range to the next
  uint32_t cut;              // how many of the range's blocks have ever been used
  uint32_t free_count;
  void *_Nullable free[charon_area_blocks];
} charon_area;

// What a read from a socket gives, and the payload of a TLS record.
enum { charon_area_count = 2 };

typedef struct charon_vm {
  charon_thread main;
  charon_entry entry;
  charon_release release;    // takes back one reference to a Swift object
  size_t used;               // bytes that Lua holds
  size_t limit;              // bytes above which allocations are refused, 0: none
  int32_t in_host;           // Swift is the direct caller: refusing would jump over its frames
  bool signals;              // signals interrupt this machine's scripts
  bool warns;                // warnings are printed
  bool warning_continues;    // the last piece of a warning was not its end
  bool collector_is_scripts; // a script has set how the collector works
  const char *_Nullable stack_floor;  // half of the stack of the thread that made the state is above it
  charon_area areas[charon_area_count];
  size_t string_header;      // bytes of a string block before those of the string
  size_t area_offer;         // the size of the block to be given away, 0: none
  charon_area *_Nullable offered;
  void *_Nullable last_block;
  charon_small_memory small;
  charon_thread *_Nullable freed;  // threads that the collector has freed, whose records are still to be released
} charon_vm;

// Makes a state whose memory is counted; NULL if there is no memory. `main.state` is its main thread.
charon_vm *_Nullable charon_open(charon_entry entry, charon_release release, size_t limit);
// Runs the pending finalisers and frees the state and `vm`.
void charon_close(charon_vm *vm);

// Whether there is stack left for a call whose depth Lua does not count.
bool charon_has_stack(const charon_vm *vm);

// Makes the opening of the libraries ignore LUA_PATH and LUA_CPATH. Source: lua(1), -E.
void charon_ignore_environment(lua_State *L);

static inline charon_thread *charon_thread_of(lua_State *L) {
  return *(charon_thread **)lua_getextraspace(L);
}

// Gives a thread a `charon_thread` of its own that lives as long as the thread, with `record`, which is released soon
// after.
void charon_adopt_thread(lua_State *co, void *record);

// Releases the records of threads that have been freed.
void charon_release_records(charon_vm *vm);

// Pushes a host function: a C closure over the Swift object, whose reference it takes.
void charon_push_host_function(lua_State *L, void *function);

// A Swift object as a full userdata.
typedef struct charon_box {
  const void *kind;
  void *_Nullable object;
} charon_box;

// Pushes a userdata that takes over the reference `object`. Its metatable is in the registry at `kind`.
void charon_push_box(lua_State *L, const void *kind, void *object);

// Makes the metatable for `kind`, with __gc and __name, and leaves it on the stack.
void charon_new_box_kind(lua_State *L, const void *kind, const char *name);

static inline void *_Nullable charon_box_object(lua_State *L, int index, const void *kind) {
  // The length of light userdata is 0, and strings and tables are no userdata: what passes both is a block that large.
  if (lua_rawlen(L, index) != sizeof(charon_box)) return NULL;
  charon_box *box = (charon_box *)lua_touserdata(L, index);
  return box && box->kind == kind ? box->object : NULL;
}

// lua_resume while Swift is the caller.
int charon_resume(lua_State *co, lua_State *_Nullable from, int arguments, int *results);

// lua_pcallk without continuation while Swift is the caller.
int charon_pcall(lua_State *L, int arguments, int results, int handler);

// Index operations with metamethods, run protected. The result or the error is pushed; LUA_OK or the status.
int charon_get_field(lua_State *L, int index, const char *name);
int charon_to_display_string(lua_State *L, int index);

// Loads `length` bytes of Lua text, pushing the function or the message.
int charon_load(lua_State *L, const void *_Nullable text, size_t length, const char *name, const char *_Nullable mode);

// Sets up an area that has not been set up for strings of up to `capacity` bytes; NULL if there is none left or no
// memory. Where the text of a string lies in its block is found out by making one; if that does not look as expected,
// the area is just memory. The first member of what is returned is the area's address, which changes.
charon_area *_Nullable charon_open_area(charon_vm *vm, size_t capacity);

// The macros that Swift cannot see.
static inline void charon_pop(lua_State *L, int count) { lua_settop(L, -count - 1); }
static inline void charon_insert(lua_State *L, int index) { lua_rotate(L, index, 1); }
static inline void charon_remove(lua_State *L, int index) { lua_rotate(L, index, -1); lua_settop(L, -2); }
static inline void charon_replace(lua_State *L, int index) { lua_copy(L, -1, index); lua_settop(L, -2); }
static inline int charon_registry(void) { return LUA_REGISTRYINDEX; }
static inline int charon_multiple(void) { return LUA_MULTRET; }
static inline int charon_upvalue(int index) { return lua_upvalueindex(index); }
static inline void charon_new_table(lua_State *L) { lua_createtable(L, 0, 0); }
static inline const char *charon_type_name(lua_State *L, int index) { return luaL_typename(L, index); }

// How the status of a thread stands, as coroutine.status tells it.
enum charon_status : int32_t { CHARON_SUSPENDED = 0, CHARON_DEAD, CHARON_NORMAL };
enum charon_status charon_thread_status(lua_State *co);

#pragma clang assume_nonnull end
#endif
