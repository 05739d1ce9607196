#include "CharonPieceStore.h"

#include "CharonKernel.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>

enum { region_size = 2 << 20, region_pieces = region_size / charon_piece_size };
enum { regions_before_large_pages = 8 };
enum { least_kept = 4, pieces_given_for_one_less = 8 };

typedef struct charon_kept_piece {
  struct charon_kept_piece *next;
} charon_kept_piece;

// Lies where its first piece would: memory that is aligned to its size tells its region.
typedef struct charon_region {
  struct charon_region *next, *previous;  // among those that have room
  uint32_t unused;                        // a bit for each piece
} charon_region;

static const uint32_t all_unused = ~(uint32_t)1;

_Static_assert(region_pieces == 32, "a bit for each piece");

static void open_region(charon_piece_store *store, charon_region *region) {
  region->previous = NULL;
  region->next = store->open;
  if (store->open) store->open->previous = region;
  store->open = region;
}

static void close_region(charon_piece_store *store, charon_region *region) {
  if (region->next) region->next->previous = region->previous;
  if (region->previous) {
    region->previous->next = region->next;
  } else {
    store->open = region->next;
  }
}

static charon_region *map_region(charon_piece_store *store) {
  // A mapping is aligned to a page only: twice as much has an aligned region in it.
  char *mapping = mmap(NULL, 2 * region_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (mapping == MAP_FAILED) return NULL;
  size_t before = -(uintptr_t)mapping & (region_size - 1);
  if (before > 0) munmap(mapping, before);
  munmap(mapping + before + region_size, region_size - before);
  charon_region *region = (charon_region *)(mapping + before);
  if (store->regions >= regions_before_large_pages) charon_use_large_pages(region, region_size);
  region->unused = all_unused;
  store->regions++;
  open_region(store, region);
  return region;
}

static void unmap_region(charon_piece_store *store, charon_region *region) {
  close_region(store, region);
  munmap(region, region_size);
  store->regions--;
}

static void give_to_kernel(charon_piece_store *store, char *piece) {
  charon_region *region = (charon_region *)((uintptr_t)piece & ~(uintptr_t)(region_size - 1));
  if (region->unused == 0) open_region(store, region);
  region->unused |= (uint32_t)1 << (piece - (char *)region) / charon_piece_size;
  if (region->unused == all_unused) {
    unmap_region(store, region);
  } else {
    madvise(piece, charon_piece_size, MADV_DONTNEED);
  }
}

static void *take_from_kernel(charon_piece_store *store) {
  charon_region *region = store->open;
  if (!region && !(region = map_region(store))) return NULL;
  uint32_t index = (uint32_t)__builtin_ctz(region->unused);
  region->unused &= region->unused - 1;
  if (region->unused == 0) close_region(store, region);
  return (char *)region + (size_t)index * charon_piece_size;
}

static void *take_kept(charon_piece_store *store) {
  charon_kept_piece *piece = store->kept;
  store->kept = piece->next;
  store->kept_count--;
  return piece;
}

static void keep_at_most(charon_piece_store *store, size_t count) {
  while (store->kept_count > count) give_to_kernel(store, take_kept(store));
}

void *charon_take_piece(charon_piece_store *store) {
  void *piece = store->kept ? take_kept(store) : take_from_kernel(store);
  if (!piece) return NULL;
  store->used++;
  if (store->used > store->most) store->most = store->used;
  return piece;
}

void charon_give_piece(charon_piece_store *store, void *piece) {
  charon_kept_piece *kept = piece;
  kept->next = store->kept;
  store->kept = kept;
  store->kept_count++;
  store->used--;
  if (++store->given % pieces_given_for_one_less == 0 && store->most > store->used) store->most--;
  size_t room = store->most - store->used;
  keep_at_most(store, room > least_kept ? room : least_kept);
}

void charon_trim_pieces(charon_piece_store *store) {
  size_t kept = least_kept + store->used / 4;
  store->most = store->used + kept;
  keep_at_most(store, kept);
}

void charon_close_pieces(charon_piece_store *store) { keep_at_most(store, 0); }
