// Memory for small objects of one Lua state.
//
// Lua says how large a block is when it gives it back, so small blocks need no header: those of a size share pieces,
// and those that are free are linked to each other. A script that serves connections makes and drops some ten small
// objects a message. What pieces hold is given back when the state is closed; until then it serves blocks of the same
// size. Confined to the thread of the state.
#ifndef CHARON_LUA_MEMORY_H
#define CHARON_LUA_MEMORY_H
#include <stddef.h>

#pragma clang assume_nonnull begin

enum { charon_small_step = 16, charon_small_limit = 1024, charon_small_classes = charon_small_limit / charon_small_step };

struct charon_piece;
struct charon_free_block;

typedef struct charon_small_memory {
  struct charon_free_block *_Nullable free[charon_small_classes];  // of the sizes 16, 32, ... bytes
  struct charon_piece *_Nullable pieces;
  char *_Nullable fresh;  // what has not been cut off the newest piece
  size_t fresh_size;
} charon_small_memory;

// A block of 1 to charon_small_limit bytes, aligned to 16; NULL if there is no memory.
void *_Nullable charon_small_allocate(charon_small_memory *memory, size_t size);

// Takes back a block of that size.
void charon_small_free(charon_small_memory *memory, void *block, size_t size);

// Frees all pieces; no block of them may be used after it.
void charon_small_close(charon_small_memory *memory);

#pragma clang assume_nonnull end
#endif
