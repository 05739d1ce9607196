#include "CharonLuaMemory.h"

#include <stdlib.h>

typedef struct charon_piece {
  struct charon_piece *next;
} charon_piece;

typedef struct charon_free_block {
  struct charon_free_block *next;
} charon_free_block;

// The first piece is for scripts of a line or two; large ones have larger ones. Bytes, header included.
enum { first_piece = 32 << 10, later_piece = 256 << 10, piece_header = charon_small_step };

_Static_assert(sizeof(charon_piece) <= piece_header, "the header of a piece must keep its blocks aligned");

static size_t class_of(size_t size) { return (size - 1) / charon_small_step; }

static void file(charon_small_memory *memory, void *block, size_t class) {
  charon_free_block *freed = block;
  freed->next = memory->free[class];
  memory->free[class] = freed;
}

static void *cut(charon_small_memory *memory, size_t class) {
  size_t size = (class + 1) * charon_small_step;
  if (memory->fresh_size < size) {
    size_t length = memory->pieces ? later_piece : first_piece;
    charon_piece *piece = malloc(length);
    if (!piece) return NULL;
    if (memory->fresh_size > 0) file(memory, memory->fresh, class_of(memory->fresh_size));
    piece->next = memory->pieces;
    memory->pieces = piece;
    memory->fresh = (char *)piece + piece_header;
    memory->fresh_size = length - piece_header;
  }
  void *block = memory->fresh;
  memory->fresh += size;
  memory->fresh_size -= size;
  return block;
}

void *charon_small_allocate(charon_small_memory *memory, size_t size) {
#if __has_feature(address_sanitizer)
  return malloc(size);  // each block on its own, so that the sanitizer sees who goes beyond one
#else
  size_t class = class_of(size);
  charon_free_block *block = memory->free[class];
  if (!block) return cut(memory, class);
  memory->free[class] = block->next;
  return block;
#endif
}

void charon_small_free(charon_small_memory *memory, void *block, size_t size) {
#if __has_feature(address_sanitizer)
  free(block);
#else
  file(memory, block, class_of(size));
#endif
}

void charon_small_close(charon_small_memory *memory) {
  while (memory->pieces) {
    charon_piece *piece = memory->pieces;
    memory->pieces = piece->next;
    free(piece);
  }
}
