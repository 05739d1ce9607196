#include "CharonSmallMemory.h"

#include <stdint.h>
#include <stdlib.h>

typedef struct charon_free_block {
  struct charon_free_block *next;
} charon_free_block;

// Lies at the beginning of its memory, which is aligned to its size: a block's address tells its piece.
typedef struct charon_piece {
  struct charon_piece *next, *previous;  // among those that have room
  charon_free_block *free;
  char *fresh;  // what has not been cut into blocks
  size_t used;  // blocks
} charon_piece;

enum { piece_size = 16 << 10, piece_header = 3 * charon_small_step };

_Static_assert(sizeof(charon_piece) <= piece_header, "the header of a piece must keep its blocks aligned");

static size_t class_of(size_t size) { return (size - 1) / charon_small_step; }

static charon_piece *piece_of(void *block) { return (charon_piece *)((uintptr_t)block & ~(uintptr_t)(piece_size - 1)); }

static int has_room(const charon_piece *piece, size_t block_size) {
  return piece->free || piece->fresh + block_size <= (const char *)piece + piece_size;
}

static void open_piece(charon_small_memory *memory, charon_piece *piece, size_t class) {
  charon_piece *first = memory->open[class];
  piece->previous = NULL;
  piece->next = first;
  if (first) first->previous = piece;
  memory->open[class] = piece;
}

static void close_piece(charon_small_memory *memory, charon_piece *piece, size_t class) {
  if (piece->next) piece->next->previous = piece->previous;
  if (piece->previous) {
    piece->previous->next = piece->next;
  } else {
    memory->open[class] = piece->next;
  }
}

static charon_piece *new_piece(charon_small_memory *memory, size_t class) {
  charon_piece *piece = aligned_alloc(piece_size, piece_size);
  if (!piece) return NULL;
  piece->free = NULL;
  piece->fresh = (char *)piece + piece_header;
  piece->used = 0;
  open_piece(memory, piece, class);
  return piece;
}

void *charon_small_allocate(charon_small_memory *memory, size_t size) {
#if __has_feature(address_sanitizer)
  return malloc(size);  // each block on its own, so that the sanitizer sees who goes beyond one
#else
  size_t class = class_of(size);
  size_t block_size = (class + 1) * charon_small_step;
  charon_piece *piece = memory->open[class];
  if (!piece && !(piece = new_piece(memory, class))) return NULL;
  charon_free_block *block = piece->free;
  if (block) {
    piece->free = block->next;
  } else {
    block = (charon_free_block *)piece->fresh;
    piece->fresh += block_size;
  }
  piece->used++;
  if (!has_room(piece, block_size)) close_piece(memory, piece, class);
  return block;
#endif
}

void charon_small_free(charon_small_memory *memory, void *block, size_t size) {
#if __has_feature(address_sanitizer)
  free(block);
#else
  size_t class = class_of(size);
  charon_piece *piece = piece_of(block);
  int was_full = !has_room(piece, (class + 1) * charon_small_step);
  charon_free_block *freed = block;
  freed->next = piece->free;
  piece->free = freed;
  piece->used--;
  if (was_full) {
    open_piece(memory, piece, class);
  } else if (piece->used == 0 && (piece->next || piece->previous)) {
    close_piece(memory, piece, class);
    free(piece);
  }
#endif
}

void charon_small_close(charon_small_memory *memory) {
  for (size_t class = 0; class < charon_small_classes; class++) {
    while (memory->open[class]) {
      charon_piece *piece = memory->open[class];
      memory->open[class] = piece->next;
      free(piece);
    }
  }
}
