#ifndef CHARON_MODULES_H
#define CHARON_MODULES_H
// Modules in C, which scripts load with require and package.loadlib.
#include <lua.h>
#include <stdbool.h>

#pragma clang assume_nonnull begin

// Whether the Lua that modules in C call is the release that this program runs. Release builds have Lua inside and do
// not export it, so that modules call the shared library's functions, on the states of ours: sound as long as both
// are one release, whose layouts are equal and which has no data but constants.
bool charon_modules_are_sound(void);

// Makes package.loadlib, and the searchers for modules in C, say why they load nothing.
// Source: Lua 5.4 manual, section 6.3.
void charon_refuse_modules(lua_State *L);

#pragma clang assume_nonnull end
#endif
