#ifndef CHARON_SIGNALS_H
#define CHARON_SIGNALS_H
// SIGINT and SIGTERM for the runtime of one thread; a handler can only be C.
#include <lua.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

// Handles SIGINT and SIGTERM for the calling thread's runtime: the next instruction of `main`, and of
// the coroutine told by charon_signals_running, raises; a wait is woken through the descriptor. A
// second signal before the first was taken has its default effect. SIGPIPE is ignored.
struct charon_vm;
void charon_signals_install(struct charon_vm *vm);
void charon_signals_remove(void);
// The eventfd that wakes the loop, -1: none yet.
void charon_signals_wake(int descriptor);
// The coroutine that a scheduler is resuming, NULL: none. Returns the one before.
lua_State *_Nullable charon_signals_running(lua_State *_Nullable coroutine);
// The pending signal, 0 if none; takes it, but for SIGTERM, which stays pending for ever.
int charon_signals_take(void);

#pragma clang assume_nonnull end
#endif
