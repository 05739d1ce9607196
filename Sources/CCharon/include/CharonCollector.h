// When and how the collector of a Lua state works. Source: Lua 5.4 manual, section 2.5 and lua_gc.
#ifndef CHARON_COLLECTOR_H
#define CHARON_COLLECTOR_H
#include "CharonLuaBridge.h"

#pragma clang assume_nonnull begin

// Puts a function in the place of Lua's collectgarbage that also notes when a script sets a mode or a parameter.
void charon_install_collector(lua_State *L);

// One step of the collector that pays for `bytes` allocated outside Lua on a script's behalf.
void charon_collect_for(lua_State *L, size_t bytes);
void charon_collect_fully(lua_State *L);

// Whether the collector works on its own.
void charon_collector(lua_State *L, bool works);

// Has the collector begin a cycle when the heap has grown to `pause` percent of what the last one left, or work by
// generations if that is 0. What a script has set stays, and while a finaliser runs, nothing can be set. Where the mode
// changes, all garbage is collected.
enum charon_pacing : int32_t { CHARON_PACED = 0, CHARON_PACED_BY_SCRIPT, CHARON_NOT_PACED_NOW };
enum charon_pacing charon_pace_collector(charon_vm *vm, int pause);

#pragma clang assume_nonnull end
#endif
