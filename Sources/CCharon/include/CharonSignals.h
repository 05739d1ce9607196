#ifndef CHARON_SIGNALS_H
#define CHARON_SIGNALS_H
// SIGINT and SIGTERM for the runtime of one thread; a handler can only be C.
#include <lua.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

// Handles SIGINT and SIGTERM for the calling thread's runtime: the next instruction of the main thread, and
// of the coroutine that runs, raises; a wait is woken through the descriptor. A second
// signal has its default effect, whatever became of the first. SIGPIPE has no effect.
struct charon_vm;
void charon_signals_install(struct charon_vm *vm);
// From now on SIGINT never ends the program, as somebody who types wants it: a second one is raised again and again
// until charon_signals_forget, so that no script can catch it for good. SIGCONT wakes the loop.
void charon_signals_keep_session(void);
// Forgets the SIGINTs that came; what they interrupted has ended. SIGTERM is never forgotten.
void charon_signals_forget(void);
// Gives both signals their default effect again.
void charon_signals_remove(void);
// The eventfd that wakes the loop, -1: none yet.
void charon_signals_wake(int descriptor);
// The pending signal, 0 if none; takes it, but for SIGTERM, which stays pending for ever.
int charon_signals_take(void);
// The number of the first signal that came, taken or not; 0 if none did.
int charon_signals_seen(void);

#pragma clang assume_nonnull end
#endif
