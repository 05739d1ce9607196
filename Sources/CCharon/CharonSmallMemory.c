#include "CharonSmallMemory.h"

#include "CharonForbiddenMemory.h"

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
  uint32_t used;  // blocks
  uint16_t block_size;
  uint16_t class;
} charon_piece;

enum { piece_size = 16 << 10, piece_header = 3 * charon_small_step };
enum { marked_class = charon_small_sizes };
enum { most_spares = 16 };

_Static_assert(sizeof(charon_piece) <= piece_header, "the header of a piece must keep its blocks aligned");

static size_t class_of(size_t size) { return (size - 1) / charon_small_step; }

static charon_piece *piece_of(const void *block) {
  return (charon_piece *)((uintptr_t)block & ~(uintptr_t)(piece_size - 1));
}

static bool has_room(const charon_piece *piece) {
  return piece->free || piece->fresh + piece->block_size <= (const char *)piece + piece_size;
}

static void open_piece(charon_small_memory *memory, charon_piece *piece) {
  charon_piece *first = memory->open[piece->class];
  piece->previous = NULL;
  piece->next = first;
  if (first) first->previous = piece;
  memory->open[piece->class] = piece;
}

static void close_piece(charon_small_memory *memory, charon_piece *piece) {
  if (piece->next) piece->next->previous = piece->previous;
  if (piece->previous) {
    piece->previous->next = piece->next;
  } else {
    memory->open[piece->class] = piece->next;
  }
}

static void free_piece(charon_piece *piece) {
  allow(piece, piece_size);
  free(piece);
}

static charon_piece *new_piece(charon_small_memory *memory, size_t class, size_t block_size) {
  charon_piece *piece = memory->spare;
  if (piece) {
    memory->spare = piece->next;
    memory->spares--;
  } else {
    piece = aligned_alloc(piece_size, piece_size);
    if (!piece) return NULL;
  }
  piece->free = NULL;
  piece->fresh = (char *)piece + piece_header;
  piece->used = 0;
  piece->block_size = (uint16_t)block_size;
  piece->class = (uint16_t)class;
  forbid(piece->fresh, piece_size - piece_header);
  open_piece(memory, piece);
  return piece;
}

static void drop_piece(charon_small_memory *memory, charon_piece *piece) {
  close_piece(memory, piece);
  if (memory->spares == most_spares) {
    free_piece(piece);
    return;
  }
  piece->next = memory->spare;
  memory->spare = piece;
  memory->spares++;
}

static void *take_block(charon_small_memory *memory, size_t class, size_t block_size) {
  charon_piece *piece = memory->open[class];
  if (!piece && !(piece = new_piece(memory, class, block_size))) return NULL;
  charon_free_block *block = piece->free;
  if (block) {
    piece->free = block->next;
  } else {
    block = (charon_free_block *)piece->fresh;
    piece->fresh += block_size;
  }
  piece->used++;
  allow(block, block_size);
  if (!has_room(piece)) close_piece(memory, piece);
  return block;
}

void *charon_small_allocate(charon_small_memory *memory, size_t size) {
  size_t class = class_of(size);
  return take_block(memory, class, (class + 1) * charon_small_step);
}

void *charon_small_allocate_marked(charon_small_memory *memory, size_t size) {
  memory->marked_size = size;
  return take_block(memory, marked_class, (class_of(size) + 1) * charon_small_step);
}

bool charon_small_is_marked(const charon_small_memory *memory, const void *block, size_t size) {
  return size == memory->marked_size && piece_of(block)->class == marked_class;
}

void charon_small_free(charon_small_memory *memory, void *block, size_t size) {
  charon_piece *piece = piece_of(block);
  bool was_full = !has_room(piece);
  charon_free_block *freed = block;
  freed->next = piece->free;
  piece->free = freed;
  piece->used--;
  forbid(freed + 1, size > sizeof *freed ? size - sizeof *freed : 0);
  if (was_full) {
    open_piece(memory, piece);
  } else if (piece->used == 0 && (piece->next || piece->previous)) {
    drop_piece(memory, piece);
  }
}

void charon_small_close(charon_small_memory *memory) {
  for (size_t class = 0; class < charon_small_classes; class++) {
    while (memory->open[class]) {
      charon_piece *piece = memory->open[class];
      memory->open[class] = piece->next;
      free_piece(piece);
    }
  }
  while (memory->spare) {
    charon_piece *piece = memory->spare;
    memory->spare = piece->next;
    free_piece(piece);
  }
}
