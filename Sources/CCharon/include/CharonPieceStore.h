// Pieces of memory for the small objects of a Lua state.
//
// Pieces are cut from regions of 2 MiB, side by side, so that a state of some megabytes lies in few pages of the
// processor's tables; from 16 MiB on the regions ask for large pages. Pieces that are given back are kept for whoever needs
// one next: as many as have been in use besides, since a script whose memory grows and shrinks in turn would else have the
// kernel clear the same pages again and again. With every eighth piece that is given back one less is kept, and
// charon_trim_pieces gives most of them to the kernel at once. A region of which nothing is in use is unmapped.
// Confined to one thread.
#ifndef CHARON_PIECE_STORE_H
#define CHARON_PIECE_STORE_H
#include <stddef.h>

#pragma clang assume_nonnull begin

enum { charon_piece_size = 64 << 10 };

struct charon_region;
struct charon_kept_piece;

typedef struct charon_piece_store {
  // Those that have pieces which nobody uses and which are the kernel's.
  struct charon_region *_Nullable open;
  size_t regions;
  size_t used;
  // Given back, and not yet the kernel's.
  struct charon_kept_piece *_Nullable kept;
  size_t kept_count;
  // How many pieces may be in use and kept.
  size_t most;
  size_t given;
} charon_piece_store;

// charon_piece_size bytes, aligned to their size, of any content; NULL if there is no memory.
void *_Nullable charon_take_piece(charon_piece_store *store);

void charon_give_piece(charon_piece_store *store, void *piece);

// Gives to the kernel what is kept, but for a few pieces, and for a quarter of those in use.
void charon_trim_pieces(charon_piece_store *store);

// Gives everything to the kernel, once every piece has been given back.
void charon_close_pieces(charon_piece_store *store);

#pragma clang assume_nonnull end
#endif
