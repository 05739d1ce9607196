#ifndef CHARON_SIGNAL_STATE_H
#define CHARON_SIGNAL_STATE_H
// What the handler of signals shares with each resume, which is too frequent for calls. Private to the C here.
#include <lua.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

extern atomic_int charon_pending_signal;
extern lua_State *_Atomic charon_running_state;

// Makes the next instruction of L raise the pending signal.
void charon_signals_interrupt(lua_State *L);

// `co` is resumed, or its handlers run. Returns who ran before, NULL for the main thread, to be given to
// charon_signals_leave when that one goes on.
static inline lua_State *charon_signals_enter(lua_State *co) {
  lua_State *before = atomic_load_explicit(&charon_running_state, memory_order_relaxed);
  atomic_store_explicit(&charon_running_state, co, memory_order_relaxed);
  // It came before the handler could know of this one.
  if (atomic_load_explicit(&charon_pending_signal, memory_order_relaxed) != 0) charon_signals_interrupt(co);
  return before;
}

static inline void charon_signals_leave(lua_State *before) {
  atomic_store_explicit(&charon_running_state, before, memory_order_relaxed);
  if (before && atomic_load_explicit(&charon_pending_signal, memory_order_relaxed) != 0) {
    charon_signals_interrupt(before);  // SIGTERM ends each of those that resumed one another
  }
}

// lua_resume, with the handler told who runs if signals are the machine's.
static inline int charon_signals_resume(bool has_signals, lua_State *co, lua_State *from, int arguments, int *results) {
  if (!has_signals) return lua_resume(co, from, arguments, results);
  lua_State *interrupted = charon_signals_enter(co);
  int status = lua_resume(co, from, arguments, results);
  charon_signals_leave(interrupted);
  return status;
}

#endif
