#include "CharonLuaMemory.h"

#include "CharonForbiddenMemory.h"
#include "CharonKernel.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

void charon_out_of_memory(void) {
  static const char message[] = "charon: not enough memory\n";
  ssize_t ignored = write(STDERR_FILENO, message, sizeof message - 1);
  (void)ignored;
  _exit(1);
}

// MARK: Blocks of areas

enum { page_size = 4096 };

// Bytes from one page on, and as many before them for the header of a string; what stands behind the bytes is less than
// what is left of its page by the next header.
static size_t range_size(const charon_area *area) { return page_size + charon_area_blocks * area->stride; }

static void open_range(charon_area *area, size_t capacity) {
  area->stride = capacity / page_size * page_size + 2 * page_size;
  int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
  void *range = mmap(NULL, range_size(area), PROT_READ | PROT_WRITE, flags, -1, 0);
  if (range == MAP_FAILED) return;  // then all blocks are malloc's
  forbid(range, range_size(area));
  area->range = range;
}

static bool is_in_range(const charon_area *area, const void *block) {
  return area->range && (size_t)((const char *)block - area->range) < range_size(area);
}

// A block for a string of `capacity` bytes; NULL if there is no memory.
static void *take_area_block(charon_area *area, size_t header, size_t capacity) {
  size_t size = header + capacity + 1;
  void *block;
  if (area->free_count > 0) {
    block = area->free[--area->free_count];
  } else if (area->range && area->cut < charon_area_blocks) {
    block = area->range + page_size + area->cut++ * area->stride - header;
  } else {
    return malloc(size);
  }
  allow(block, size);
  return block;
}

// Frees a block that is not among the small ones.
static void release_large(charon_vm *vm, void *block, size_t size) {
  for (charon_area *area = vm->areas; area < vm->areas + charon_area_count; area++) {
    if (is_in_range(area, block)) {
      forbid(block, size);
      area->free[area->free_count++] = block;
      return;
    }
  }
  free(block);
}

void charon_close_areas(charon_vm *vm) {
  for (charon_area *area = vm->areas; area < vm->areas + charon_area_count; area++) {
    if (!is_in_range(area, area->block)) free(area->block);
    if (!area->range) continue;
    allow(area->range, range_size(area));  // whatever is mapped there next
    munmap(area->range, range_size(area));
  }
}

// MARK: The allocator

static void release_block(charon_vm *vm, void *block, size_t size) {
  if (size <= charon_small_limit) {
    charon_small_free(&vm->small, block, size);
  } else {
    release_large(vm, block, size);
  }
}

static void *resize_block(charon_vm *vm, void *block, size_t old_size, size_t new_size) {
  bool was_small = block && old_size <= charon_small_limit;
  if (!was_small && new_size > charon_small_limit) {
    void *large = block ? realloc(block, new_size) : malloc(new_size);
    if (large && new_size >= charon_large_block) charon_use_large_pages(large, new_size);
    return large;
  }
  if (was_small && (old_size - 1) / charon_small_step == (new_size - 1) / charon_small_step) return block;
  void *moved = new_size <= charon_small_limit ? charon_small_allocate(&vm->small, new_size) : malloc(new_size);
  if (!block) return moved;
  // Lua relies on it that making a block smaller never fails; a large one would then pass for a small one.
  if (!moved && new_size < old_size) charon_out_of_memory();
  if (!moved) return NULL;
  memcpy(moved, block, old_size < new_size ? old_size : new_size);
  release_block(vm, block, old_size);
  return moved;
}

// Its record cannot be released here, in the middle of a collection.
static void thread_is_freed(charon_vm *vm, const void *block) {
  charon_thread *thread = *(charon_thread *const *)block;  // the extra space is what a thread begins with
  if ((const char *)thread->state != (const char *)block + LUA_EXTRASPACE) return;
  thread->state = NULL;
  thread->next = vm->freed;
  vm->freed = thread;
}

void charon_release_records(charon_vm *vm) {
  while (vm->freed) {
    charon_thread *thread = vm->freed;
    vm->freed = thread->next;
    void *record = thread->record;
    charon_small_free(&vm->small, thread, sizeof *thread);
    vm->release(record);
  }
}

void *charon_allocate(void *user, void *block, size_t old_size, size_t new_size) {
  charon_vm *vm = user;
  size_t held = block ? old_size : 0;
  if (new_size == 0) {
    if (block) {
      if (charon_small_is_marked(&vm->small, block, old_size)) thread_is_freed(vm, block);
      release_block(vm, block, old_size);
    }
    vm->used -= held;
    return NULL;
  }
  if (new_size > held && vm->limit != 0 && !vm->in_host) {
    size_t rest = vm->used - held;
    if (rest > vm->limit || new_size > vm->limit - rest) return NULL;
  }
  if (!block && vm->area_offer == new_size) {
    vm->area_offer = 0;
    charon_area *area = vm->offered;
    void *fresh = take_area_block(area, vm->string_header, area->capacity);
    if (fresh) {
      void *given = area->block;
      area->block = fresh;
      area->bytes = (char *)fresh + vm->string_header;
      vm->used += new_size;
      return given;
    }
  }
  // Source: Lua 5.4 manual, lua_Alloc: the kind of a new object comes in place of the old size.
  bool is_thread = !block && old_size == LUA_TTHREAD && new_size <= charon_small_limit;
  void *moved = is_thread ? charon_small_allocate_marked(&vm->small, new_size)
                          : resize_block(vm, block, old_size, new_size);
  if (!moved) {
    if (vm->in_host) charon_out_of_memory();
    return NULL;
  }
  vm->used += new_size - held;
  vm->last_block = moved;
  return moved;
}

charon_area *charon_open_area(charon_vm *vm, size_t capacity) {
  enum { probe = 1000 };
  charon_area *area = vm->areas;
  while (area < vm->areas + charon_area_count && area->block) area++;
  if (area == vm->areas + charon_area_count) return NULL;
  char text[probe] = {0};
  lua_State *L = vm->main.state;
  lua_gc(L, LUA_GCSTOP);
  size_t before = vm->used;
  const char *bytes = lua_pushlstring(L, text, probe);
  size_t size = vm->used - before;
  size_t header = (size_t)(bytes - (const char *)vm->last_block);
  lua_pop(L, 1);
  lua_gc(L, LUA_GCRESTART);
  bool known = bytes > (const char *)vm->last_block && header <= 64 && size == header + probe + 1;
  vm->string_header = known ? header : 0;
  if (known) open_range(area, capacity);
  area->block = take_area_block(area, vm->string_header, capacity);
  if (!area->block) return NULL;
  area->bytes = (char *)area->block + vm->string_header;
  area->capacity = known ? capacity : 0;
  return area;
}

void charon_push_bytes(lua_State *L, charon_vm *vm, const void *bytes, size_t length) {
  charon_area *area = bytes == vm->areas[0].bytes ? &vm->areas[0] : &vm->areas[1];
  if (bytes == area->bytes && length > area->capacity / 2 && length <= area->capacity) {
    vm->offered = area;
    vm->area_offer = vm->string_header + length + 1;
    lua_pushlstring(L, bytes, length);
    vm->area_offer = 0;
  } else {
    lua_pushlstring(L, bytes, length);
  }
}
