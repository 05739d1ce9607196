// What the base library of Pluto has in C, because every method call passes through it or because it goes through tables.
#ifndef CHARON_BASE_FUNCTIONS_H
#define CHARON_BASE_FUNCTIONS_H
#include <lua.h>

#pragma clang assume_nonnull begin

// Puts these functions into the table on top:
//
// - string_index(s, k): the `__index` of strings. s[i] is the byte at i, other keys are the string library's.
// - method_lookup(table, other): makes the second lookup of method calls, `table[name]` for a table without metatable,
//   `other(object, name)` for all other objects and for names that are not found.
// - sort(sort): makes `table.sort` of Lua's own; it returns the table.
// - newuserdata(): a full userdata of no size with an empty metatable.
// - copy(table): a table with the same keys and values.
// - renumbered(table, clears): the values of integer keys as a list, and how many they are; with `clears` they are taken
//   out of the table.
void charon_set_base_functions(lua_State *L);

#pragma clang assume_nonnull end
#endif
