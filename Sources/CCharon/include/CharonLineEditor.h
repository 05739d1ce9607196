#ifndef CHARON_LINE_EDITOR_H
#define CHARON_LINE_EDITOR_H
// libedit, the line editor of the BSDs, opened when the first line is to be edited: linking it would cost every
// start of a script. Its interface (editline(3)) takes variable arguments, which only C can pass.
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

typedef struct charon_editor charon_editor;

// How the reading of a line ended.
enum charon_line_end : int32_t {
  CHARON_LINE = 0,         // a line is there
  CHARON_LINE_ABANDONED,   // `wait` did not want to wait any longer
  CHARON_LINE_NO_MORE,     // the input has ended
};

// Waits until the standard input can be read; false gives the line up.
typedef bool (*charon_editor_wait)(void *context);
// Completes the `length` bytes of the line that stand before the cursor: returns the bytes to be put in there, as a
// C string that stays valid until the next call, or NULL for none. It may write to the standard output below the line
// and then sets `has_written`, so that the line is shown again.
typedef const char *_Nullable (*charon_editor_complete)(void *context, const char *line, size_t length, bool *has_written);

// Opens the editor on the terminal of the standard streams; NULL if there is none, if it cannot place its cursor, or
// if libedit is not installed, which `is_missing` tells. `context` is handed to the two functions.
charon_editor *_Nullable charon_editor_open(
    charon_editor_wait wait, charon_editor_complete complete, void *context, bool *is_missing);
void charon_editor_close(charon_editor *editor);

// Lets the user edit a line. With CHARON_LINE the line is `*line`, `*length` bytes without the line's end, valid until
// the next call.
enum charon_line_end charon_editor_read(
    charon_editor *editor, const char *prompt, const char *_Nullable *_Nonnull line, size_t *length);

// Shows the line again if it is being read and somebody has set the terminal back meanwhile: the shell does, when the
// program is stopped and goes on.
void charon_editor_resume(charon_editor *editor);

// Puts a line into the history, which the user's keys go through.
void charon_editor_remember(charon_editor *editor, const char *line);

// Reads a line of the C library's standard input, which scripts read too. The same results.
enum charon_line_end charon_read_line(char *_Nullable *_Nonnull buffer, size_t *capacity, size_t *length);

void charon_free_line(char *_Nullable buffer);

#pragma clang assume_nonnull end
#endif
