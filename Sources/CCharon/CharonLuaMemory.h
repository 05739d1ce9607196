// The memory of a Lua state: what its allocator counts, and the area whose bytes become strings without a copy.
#ifndef CHARON_LUA_MEMORY_H
#define CHARON_LUA_MEMORY_H
#include "CharonLuaBridge.h"

// The allocator of a state whose charon_vm is `user`. Source: Lua 5.4 manual, lua_Alloc.
void *charon_allocate(void *user, void *block, size_t old_size, size_t new_size);

// Ends the program: Swift's frames cannot be left by an error.
_Noreturn void charon_out_of_memory(void);

// Pushes a string of bytes; those of the area become the string itself if they fill half of it.
void charon_push_bytes(lua_State *L, charon_vm *vm, const void *bytes, size_t length);

// Frees the memory of the areas; the state that had strings of it is closed.
void charon_close_areas(charon_vm *vm);

#endif
