// What is free in memory that we divide ourselves is not to be used: the address sanitizer tells who does.
#ifndef CHARON_FORBIDDEN_MEMORY_H
#define CHARON_FORBIDDEN_MEMORY_H

#if __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
#define forbid(place, size) ASAN_POISON_MEMORY_REGION(place, size)
#define allow(place, size) ASAN_UNPOISON_MEMORY_REGION(place, size)
#else
#define forbid(place, size) ((void)(place), (void)(size))
#define allow(place, size) ((void)(place), (void)(size))
#endif

#endif
