#ifndef CHARON_LUA_BRIDGE_H
#define CHARON_LUA_BRIDGE_H
#include <lua.h>
#include <lauxlib.h>
#include <lualib.h>
#endif
