#ifndef CHARON_KERNEL_H
#define CHARON_KERNEL_H
// What Swift's Glibc module lacks of the kernel's interface.
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

/// Answers of getaddrinfo(3) whose declaration needs _GNU_SOURCE.
#define CHARON_EAI_NODATA (-5)
#define CHARON_EAI_ADDRFAMILY (-9)

/// accept4(2), non-blocking and close-on-exec; the declaration needs _GNU_SOURCE.
int charon_accept(int listener, struct sockaddr *peer, socklen_t *length);

// One heap for all threads, which grows in steps of a mebibyte and keeps up to 16 of what is freed: strings of
// 64 KiB come and go with every read. Source: mallopt(3).
void charon_use_one_heap(void);

// From this size on a block lies in a mapping of its own, and large pages are worth the call that asks for them.
enum { charon_large_block = 8 << 20 };

// Asks for large pages for a block's memory: filling 100 MB of ordinary ones for the first time takes twice as long as
// encoding what they are filled with. Source: madvise(2), MADV_HUGEPAGE.
void charon_use_large_pages(void *block, size_t size);

#endif
