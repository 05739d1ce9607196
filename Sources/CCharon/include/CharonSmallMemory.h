// Memory for small objects of one Lua state.
//
// Lua says how large a block is when it gives it back, so small blocks need no header: those of a size share pieces of
// 16 KiB, in which the free ones are linked to each other. A script that serves connections makes and drops some ten
// small objects a message. A piece of which nothing is used goes back to the C library, so that its memory serves other
// sizes too, but for one of each size. Confined to the thread of the state.
#ifndef CHARON_SMALL_MEMORY_H
#define CHARON_SMALL_MEMORY_H
#include <stddef.h>

#pragma clang assume_nonnull begin

enum { charon_small_step = 16, charon_small_limit = 1024 };
enum { charon_small_classes = charon_small_limit / charon_small_step };

struct charon_piece;

typedef struct charon_small_memory {
  // The pieces that have room, for blocks of 16, 32, ... bytes.
  struct charon_piece *_Nullable open[charon_small_classes];
} charon_small_memory;

// A block of 1 to charon_small_limit bytes, aligned to 16; NULL if there is no memory.
void *_Nullable charon_small_allocate(charon_small_memory *memory, size_t size);

// Takes back a block of that size.
void charon_small_free(charon_small_memory *memory, void *block, size_t size);

// Gives the rest back, once every block has been.
void charon_small_close(charon_small_memory *memory);

#pragma clang assume_nonnull end
#endif
