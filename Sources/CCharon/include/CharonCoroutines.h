#ifndef CHARON_COROUTINES_H
#define CHARON_COROUTINES_H
// What resumes and closes coroutines, so that a signal finds the one that is running.
#include <lua.h>

#pragma clang assume_nonnull begin

// Puts functions that tell the handler of signals which coroutine runs in the place of Lua's own
// coroutine.resume, wrap and close. Source: Lua 5.4 manual, section 6.2.
void charon_install_coroutines(lua_State *L);

// Closes what a coroutine left open and empties it, its __close handlers running as scripts do. Returns
// LUA_OK, or the status of the error that is then on its top. Source: lua_resetthread.
int charon_reset(lua_State *co);

#pragma clang assume_nonnull end
#endif
