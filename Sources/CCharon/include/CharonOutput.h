#ifndef CHARON_OUTPUT_H
#define CHARON_OUTPUT_H
// The standard output, whose failures are not to be lost.
#include <lua.h>

#pragma clang assume_nonnull begin

// Puts a function in the place of Lua's own print that raises when the standard output takes nothing any more.
// Lua's ignores that, and relies on SIGPIPE to end a program whose reader has gone. Source: Lua 5.4 manual, print.
void charon_install_print(lua_State *L);

// Writes out what C's standard output holds. Returns 0, or the number of the failure. Source: fflush(3).
int charon_flush_output(void);

// Puts /dev/null in the place of those of the descriptors 0 to 2 that are closed, the wrong way round: using them
// fails as before, but no socket takes their place. Source: poll(2).
void charon_fill_standard_descriptors(void);

#pragma clang assume_nonnull end
#endif
