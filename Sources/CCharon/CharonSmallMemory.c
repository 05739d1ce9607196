#include "CharonSmallMemory.h"

#include "CharonForbiddenMemory.h"

#include <string.h>

typedef struct charon_free_block {
  struct charon_free_block *next;
} charon_free_block;

// Lies at the beginning of its memory, which is aligned to its size: a block's address tells its piece.
typedef struct charon_piece {
  uint32_t used;    // blocks
  uint64_t listed;  // a bit for each class in whose list it is
  charon_free_block *free[charon_small_classes];
  struct {
    struct charon_piece *next, *previous;
  } links[charon_small_classes];
  uint64_t marks[charon_piece_size / charon_small_step / 64];  // a bit for each place of a block
} charon_piece;

// What is kept at hand of a class.
enum { bytes_at_hand = 4096 };

_Static_assert(charon_small_classes <= 64, "a bit for each class");
_Static_assert(sizeof(charon_piece) % charon_small_step == 0, "the header of a piece must keep its blocks aligned");

static size_t class_of(size_t size) { return (size - 1) / charon_small_step; }

static size_t block_size(size_t class) { return (class + 1) * charon_small_step; }

static charon_piece *piece_of(const void *block) {
  return (charon_piece *)((uintptr_t)block & ~(uintptr_t)(charon_piece_size - 1));
}

// MARK: Pieces

static void list_piece(charon_small_memory *memory, charon_piece *piece, size_t class) {
  charon_piece *first = memory->open[class];
  piece->links[class].previous = NULL;
  piece->links[class].next = first;
  if (first) first->links[class].previous = piece;
  memory->open[class] = piece;
  piece->listed |= (uint64_t)1 << class;
}

static void unlist_piece(charon_small_memory *memory, charon_piece *piece, size_t class) {
  charon_piece *next = piece->links[class].next, *previous = piece->links[class].previous;
  if (next) next->links[class].previous = previous;
  if (previous) {
    previous->links[class].next = next;
  } else {
    memory->open[class] = next;
  }
  piece->listed &= ~((uint64_t)1 << class);
}

static void add_free(charon_small_memory *memory, void *block, size_t class) {
  charon_piece *piece = piece_of(block);
  charon_free_block *freed = block;
  freed->next = piece->free[class];
  piece->free[class] = freed;
  if (!(piece->listed >> class & 1)) list_piece(memory, piece, class);
}

static void drop_piece(charon_small_memory *memory, charon_piece *piece) {
  for (uint64_t left = piece->listed; left; left &= left - 1) {
    unlist_piece(memory, piece, (size_t)__builtin_ctzll(left));
  }
  allow(piece, charon_piece_size);
  charon_give_piece(&memory->store, piece);
}

static charon_cutting *cutting_for(charon_small_memory *memory, size_t size) {
  return &memory->cuttings[size > charon_small_shared];
}

static void stop_cutting(charon_small_memory *memory, charon_cutting *cutting) {
  charon_piece *piece = cutting->piece;
  *cutting = (charon_cutting){0};
  if (piece && piece->used == 0) drop_piece(memory, piece);
}

static bool start_cutting(charon_small_memory *memory, charon_cutting *cutting) {
  charon_piece *piece = charon_take_piece(&memory->store);
  if (!piece) return false;
  memset(piece, 0, sizeof *piece);
  cutting->piece = piece;
  cutting->fresh = (char *)(piece + 1);
  cutting->fresh_size = charon_piece_size - sizeof *piece;
  forbid(cutting->fresh, cutting->fresh_size);
  return true;
}

// MARK: Marks

static size_t place_of(const void *block) { return ((uintptr_t)block & (charon_piece_size - 1)) / charon_small_step; }

static void set_mark(void *block, bool marked) {
  size_t place = place_of(block);
  uint64_t *marks = &piece_of(block)->marks[place / 64], bit = (uint64_t)1 << place % 64;
  *marks = marked ? *marks | bit : *marks & ~bit;
}

bool charon_small_is_marked(const charon_small_memory *memory, const void *block, size_t size) {
  size_t place = place_of(block);
  return size == memory->marked_size && piece_of(block)->marks[place / 64] >> place % 64 & 1;
}

// MARK: Blocks

static void *cut_block(charon_small_memory *memory, size_t size) {
  charon_cutting *cutting = cutting_for(memory, size);
  if (cutting->fresh_size < size) {
    if (cutting->fresh_size > 0) {  // a block of the size that it has
      allow(cutting->fresh, sizeof(charon_free_block));
      add_free(memory, cutting->fresh, class_of(cutting->fresh_size));
    }
    stop_cutting(memory, cutting);
    if (!start_cutting(memory, cutting)) return NULL;
  }
  void *block = cutting->fresh;
  cutting->fresh += size;
  cutting->fresh_size -= size;
  cutting->piece->used++;
  return block;
}

static void *take_from_piece(charon_small_memory *memory, size_t class) {
  charon_piece *piece;
  while ((piece = memory->open[class])) {
    charon_free_block *block = piece->free[class];
    if (block) {
      piece->free[class] = block->next;
      piece->used++;
      return block;
    }
    unlist_piece(memory, piece, class);
  }
  return cut_block(memory, block_size(class));
}

void *charon_small_allocate(charon_small_memory *memory, size_t size) {
  size_t class = class_of(size);
  charon_free_block *block = memory->at_hand[class].first;
  if (block) {
    memory->at_hand[class].first = block->next;
    memory->at_hand[class].count--;
  } else {
    block = take_from_piece(memory, class);
    if (!block) return NULL;
  }
  allow(block, block_size(class));
  return block;
}

void *charon_small_allocate_marked(charon_small_memory *memory, size_t size) {
  void *block = charon_small_allocate(memory, size);
  if (!block) return NULL;
  memory->marked_size = size;
  set_mark(block, true);
  return block;
}

static bool is_cut(const charon_small_memory *memory, const charon_piece *piece) {
  return piece == memory->cuttings[0].piece || piece == memory->cuttings[1].piece;
}

static void free_in_piece(charon_small_memory *memory, void *block, size_t class) {
  charon_piece *piece = piece_of(block);
  add_free(memory, block, class);
  if (--piece->used == 0 && !is_cut(memory, piece)) drop_piece(memory, piece);
}

void charon_small_free(charon_small_memory *memory, void *block, size_t size) {
  size_t class = class_of(size);
  charon_free_block *freed = block;
  if (size == memory->marked_size) set_mark(freed, false);
  forbid(freed + 1, block_size(class) - sizeof *freed);
  if (memory->at_hand[class].count * block_size(class) < bytes_at_hand) {
    freed->next = memory->at_hand[class].first;
    memory->at_hand[class].first = freed;
    memory->at_hand[class].count++;
  } else {
    free_in_piece(memory, freed, class);
  }
}

void charon_small_close(charon_small_memory *memory) {
  for (size_t class = 0; class < charon_small_classes; class++) {
    charon_free_block *block;
    while ((block = memory->at_hand[class].first)) {
      memory->at_hand[class].first = block->next;
      free_in_piece(memory, block, class);
    }
  }
  stop_cutting(memory, &memory->cuttings[0]);
  stop_cutting(memory, &memory->cuttings[1]);
  charon_close_pieces(&memory->store);
}
