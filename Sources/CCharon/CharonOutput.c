#include "CharonOutput.h"

#include <errno.h>
#include <fcntl.h>
#include <lauxlib.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int print(lua_State *L) {
  int count = lua_gettop(L);
  int failure = 0;
  errno = 0;
  for (int i = 1; i <= count; i++) {
    size_t length;
    int type = lua_type(L, i);
    const char *text = type == LUA_TSTRING ? lua_tolstring(L, i, &length) : luaL_tolstring(L, i, &length);
    if (i > 1 && putc('\t', stdout) == EOF) failure = errno;
    if (fwrite(text, 1, length, stdout) != length) failure = errno;
    if (type != LUA_TSTRING) lua_settop(L, count);
  }
  if (putc('\n', stdout) == EOF || fflush(stdout) == EOF) failure = errno;
  // After a signal the interruption is what the script gets, as soon as this function has returned.
  if (failure != 0 && failure != EINTR) {
    return luaL_error(L, "cannot write to standard output: %s", strerror(failure));
  }
  return 0;
}

void charon_install_print(lua_State *L) {
  lua_pushcfunction(L, print);
  lua_setglobal(L, "print");
}

int charon_flush_output(void) {
  return fflush(stdout) == EOF ? errno : 0;
}

void charon_fill_standard_descriptors(void) {
  struct pollfd standard[3] = {{.fd = 0}, {.fd = 1}, {.fd = 2}};
  if (poll(standard, 3, 0) <= 0) return;
  for (int i = 0; i < 3; i++) {
    // The lowest free descriptor is the one that is opened.
    if (standard[i].revents & POLLNVAL) (void)open("/dev/null", i == 0 ? O_WRONLY : O_RDONLY);
  }
}
