#ifndef CHARON_KERNEL_H
#define CHARON_KERNEL_H
// What Swift's Glibc module lacks of the kernel's interface.
#include <sys/epoll.h>
#include <sys/eventfd.h>
#endif
