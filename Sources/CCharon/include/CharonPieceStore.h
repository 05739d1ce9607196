// Pieces of memory for the small objects of a Lua state.
//
// Pieces are cut from regions of 2 MiB, side by side, so that a state of some megabytes lies in few pages of the
// processor's tables; from 16 MiB on the regions ask for large pages. What is given back goes to the kernel, but for some
// pieces that are kept for whoever needs one next, and a region of which nothing is in use is unmapped.
// Confined to one thread.
#ifndef CHARON_PIECE_STORE_H
#define CHARON_PIECE_STORE_H
#include <stddef.h>

#pragma clang assume_nonnull begin

enum { charon_piece_size = 64 << 10 };
enum { charon_kept_pieces = 4 };

struct charon_region;

typedef struct charon_piece_store {
  // Those that have pieces which nobody uses.
  struct charon_region *_Nullable open;
  size_t regions;
  // Given back, and not yet the kernel's.
  void *_Nullable kept[charon_kept_pieces];
  size_t kept_count;
} charon_piece_store;

// charon_piece_size bytes, aligned to their size, of any content; NULL if there is no memory.
void *_Nullable charon_take_piece(charon_piece_store *store);

void charon_give_piece(charon_piece_store *store, void *piece);

// Gives everything to the kernel, once every piece has been given back.
void charon_close_pieces(charon_piece_store *store);

#pragma clang assume_nonnull end
#endif
