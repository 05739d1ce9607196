#include "CharonSignals.h"

#include "CharonLuaBridge.h"
#include "CharonSignalState.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

atomic_int charon_pending_signal;
lua_State *_Atomic charon_running_state;
static atomic_int first_seen;
static atomic_bool keeps_session;
static atomic_bool insists;  // the pending SIGINT is not taken by whoever raises it
static atomic_int wake_descriptor = -1;
static lua_State *_Atomic main_state;

static const int mask = LUA_MASKCALL | LUA_MASKRET | LUA_MASKLINE | LUA_MASKCOUNT;

static void interrupt(lua_State *L, lua_Debug *activation) {
  (void)activation;
  int signal_number = charon_signals_take();
  if (signal_number == 0) {  // a wait took it
    lua_sethook(L, NULL, 0, 0);
    return;
  }
  if (signal_number != SIGTERM && !atomic_load(&insists)) lua_sethook(L, NULL, 0, 0);
  luaL_error(L, signal_number == SIGTERM ? "terminated!" : "interrupted!");
}

static void wake(void) {
  int descriptor = atomic_load(&wake_descriptor);
  if (descriptor < 0) return;
  uint64_t one = 1;
  ssize_t ignored = write(descriptor, &one, sizeof one);
  (void)ignored;
}

static void handle(int signal_number) {
  int saved = errno;
  int none = 0;
  if (!atomic_compare_exchange_strong(&first_seen, &none, signal_number)) {
    if (!atomic_load(&keeps_session) || atomic_load(&charon_pending_signal) == SIGTERM) {
      signal(signal_number, SIG_DFL);
      raise(signal_number);  // delivered when the handler returns
    }
    if (signal_number == SIGINT) atomic_store(&insists, true);
  }
  atomic_store(&charon_pending_signal, signal_number);
  lua_State *L = atomic_load(&main_state);
  if (L) charon_signals_interrupt(L);
  L = atomic_load(&charon_running_state);
  if (L) charon_signals_interrupt(L);
  wake();
  errno = saved;
}

static void handle_continuation(int signal_number) {
  (void)signal_number;
  int saved = errno;
  wake();
  errno = saved;
}

static void let_pass(int signal_number) { (void)signal_number; }

void charon_signals_install(charon_vm *vm) {
  vm->signals = true;
  atomic_store(&main_state, vm->main.state);
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = handle;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
  // A handler, since programs that a script starts would inherit that the signal is ignored.
  action.sa_handler = let_pass;
  action.sa_flags = SA_RESTART;
  sigaction(SIGPIPE, &action, NULL);
}

void charon_signals_keep_session(void) {
  atomic_store(&keeps_session, true);
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = handle_continuation;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(SIGCONT, &action, NULL);
}

void charon_signals_forget(void) {
  lua_State *L = atomic_load(&main_state);
  if (L && atomic_load(&charon_pending_signal) != SIGTERM) lua_sethook(L, NULL, 0, 0);
  // Exchanged, since SIGTERM may come meanwhile.
  int forgotten = SIGINT;
  atomic_compare_exchange_strong(&first_seen, &forgotten, 0);
  forgotten = SIGINT;
  atomic_compare_exchange_strong(&charon_pending_signal, &forgotten, 0);
  atomic_store(&insists, false);
}

void charon_signals_remove(void) {
  lua_State *L = atomic_exchange(&main_state, NULL);
  if (L) lua_sethook(L, NULL, 0, 0);  // what is still to be finalised runs undisturbed
  signal(SIGINT, SIG_DFL);
  signal(SIGTERM, SIG_DFL);
  signal(SIGCONT, SIG_DFL);
  atomic_store(&charon_running_state, NULL);
  atomic_store(&wake_descriptor, -1);
}

void charon_signals_wake(int descriptor) { atomic_store(&wake_descriptor, descriptor); }

void charon_signals_interrupt(lua_State *L) { lua_sethook(L, interrupt, mask, 1); }

int charon_signals_take(void) {
  int signal_number = atomic_load(&charon_pending_signal);
  if (signal_number == 0 || signal_number == SIGTERM || atomic_load(&insists)) return signal_number;
  // SIGTERM that comes meanwhile stays, and is the one that is taken.
  return atomic_compare_exchange_strong(&charon_pending_signal, &signal_number, 0) ? SIGINT : signal_number;
}

int charon_signals_seen(void) { return atomic_load(&first_seen); }
