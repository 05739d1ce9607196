// Memory for small objects of one Lua state.
//
// Lua says how large a block is when it gives it back, so small blocks need no header. They are cut from pieces of memory
// one after the other, whatever their sizes: what a script makes together, a table, its fields and their strings, lies
// together. Only larger ones, stacks of coroutines for the most part, have pieces of their own: little of them is in use,
// and the others lie closer without them. A free block waits for another of its size, until nothing of its piece is in use and the piece can be cut
// anew. A script that serves connections makes and drops some ten small objects a message: those of each size that were
// freed last are at hand. Confined to the thread of the state.
#ifndef CHARON_SMALL_MEMORY_H
#define CHARON_SMALL_MEMORY_H
#include "CharonPieceStore.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

enum { charon_small_step = 16, charon_small_limit = 1024 };
enum { charon_small_classes = charon_small_limit / charon_small_step };
// Sizes up to this one share pieces, and those above it.
enum { charon_small_shared = 256 };

struct charon_piece;
struct charon_free_block;

// A piece that blocks are cut from, and what is left of it.
typedef struct charon_cutting {
  struct charon_piece *_Nullable piece;
  char *_Nullable fresh;
  size_t fresh_size;
} charon_cutting;

typedef struct charon_small_memory {
  // For each class of 16, 32, ... bytes the blocks at hand, which count as used.
  struct {
    struct charon_free_block *_Nullable first;
    uint32_t count;
  } at_hand[charon_small_classes];
  // The pieces that have free blocks of a class; the first may have run out.
  struct charon_piece *_Nullable open[charon_small_classes];
  charon_cutting cuttings[2];
  // The size of marked blocks, 0 until there is one.
  size_t marked_size;
  charon_piece_store store;
} charon_small_memory;

// A block of 1 to charon_small_limit bytes, aligned to 16; NULL if there is no memory.
void *_Nullable charon_small_allocate(charon_small_memory *memory, size_t size);

// The same, of a size that is equal for all marked blocks: they can be told from others.
void *_Nullable charon_small_allocate_marked(charon_small_memory *memory, size_t size);

// Whether a block of that size, which charon_small_allocate or charon_small_allocate_marked gave, is a marked one.
bool charon_small_is_marked(const charon_small_memory *memory, const void *block, size_t size);

// Takes back a block of that size, marked or not.
void charon_small_free(charon_small_memory *memory, void *block, size_t size);

// Gives all memory back, once every block has been.
void charon_small_close(charon_small_memory *memory);

#pragma clang assume_nonnull end
#endif
