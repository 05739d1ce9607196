#define _GNU_SOURCE
#include "CharonKernel.h"
#include <netdb.h>

_Static_assert(CHARON_EAI_NODATA == EAI_NODATA && CHARON_EAI_ADDRFAMILY == EAI_ADDRFAMILY, "as in netdb.h");

int charon_accept(int listener, struct sockaddr *peer, socklen_t *length) {
  return accept4(listener, peer, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}
