#include "CharonKernel.h"

#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <sys/mman.h>

void charon_use_one_heap(void) {
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_TOP_PAD, 1 << 20);
  mallopt(M_TRIM_THRESHOLD, 16 << 20);
  mallopt(M_MMAP_THRESHOLD, 4 << 20);
}

void charon_use_large_pages(void *block, size_t size) {
  enum { page_size = 4096 };
  uintptr_t start = ((uintptr_t)block + page_size - 1) & ~(uintptr_t)(page_size - 1);
  uintptr_t end = ((uintptr_t)block + size) & ~(uintptr_t)(page_size - 1);
  if (start >= end) return;
  int before = errno;
  madvise((void *)start, end - start, MADV_HUGEPAGE);  // a hint: where it is not taken, nothing is lost
  errno = before;
}
