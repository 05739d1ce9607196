// Memory for small objects of one Lua state.
//
// Lua says how large a block is when it gives it back, so small blocks need no header: those of a size share pieces of
// 16 KiB, in which the free ones are linked to each other. A script that serves connections makes and drops some ten
// small objects a message. A piece of which nothing is used serves other sizes, and goes back to the C library when
// enough of them are kept. Confined to the thread of the state.
#ifndef CHARON_SMALL_MEMORY_H
#define CHARON_SMALL_MEMORY_H
#include <stdbool.h>
#include <stddef.h>

#pragma clang assume_nonnull begin

enum { charon_small_step = 16, charon_small_limit = 1024 };
// One for each of 16, 32, ... bytes, and one of marked blocks.
enum { charon_small_sizes = charon_small_limit / charon_small_step, charon_small_classes = charon_small_sizes + 1 };

struct charon_piece;

typedef struct charon_small_memory {
  // The pieces that have room.
  struct charon_piece *_Nullable open[charon_small_classes];
  // Those of which nothing is used, kept for whoever needs one next.
  struct charon_piece *_Nullable spare;
  size_t spares;
  // The size of marked blocks, 0 until there is one.
  size_t marked_size;
} charon_small_memory;

// A block of 1 to charon_small_limit bytes, aligned to 16; NULL if there is no memory.
void *_Nullable charon_small_allocate(charon_small_memory *memory, size_t size);

// The same, of a size that is equal for all marked blocks: they can be told from others.
void *_Nullable charon_small_allocate_marked(charon_small_memory *memory, size_t size);

// Whether a block of that size, which charon_small_allocate or charon_small_allocate_marked gave, is a marked one.
bool charon_small_is_marked(const charon_small_memory *memory, const void *block, size_t size);

// Takes back a block of that size, marked or not.
void charon_small_free(charon_small_memory *memory, void *block, size_t size);

// Gives the rest back, once every block has been.
void charon_small_close(charon_small_memory *memory);

#pragma clang assume_nonnull end
#endif
