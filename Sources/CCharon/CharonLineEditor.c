#include "CharonLineEditor.h"

#include <dlfcn.h>
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

// What we use of histedit.h. It is said here so that building needs no package more; the numbers are part of the
// library's binary interface, version 2 of which is as old as 2006.
typedef struct editline EditLine;
typedef struct history History;
typedef struct { int num; const char *str; } HistEvent;
typedef struct { const char *buffer, *cursor, *lastchar; } LineInfo;
enum { EL_PROMPT = 0, EL_EDITOR = 2, EL_SIGNAL = 3, EL_BIND = 4, EL_ADDFN = 9, EL_HIST = 10, EL_GETCFN = 13,
       EL_CLIENTDATA = 14, EL_PREP_TERM = 16, EL_REFRESH = 20 };
enum { H_SETSIZE = 1, H_ENTER = 10, H_SETUNIQUE = 20 };
enum { CC_NORM = 0, CC_REFRESH = 4, CC_ERROR = 6, CC_REDISPLAY = 8 };
enum { HISTORY_SIZE = 1000 };

static struct {
  EditLine *(*el_init)(const char *, FILE *, FILE *, FILE *);
  void (*el_end)(EditLine *);
  int (*el_set)(EditLine *, int, ...);
  int (*el_get)(EditLine *, int, ...);
  const char *(*el_gets)(EditLine *, int *);
  const LineInfo *(*el_line)(EditLine *);
  int (*el_insertstr)(EditLine *, const char *);
  void (*el_resize)(EditLine *);
  History *(*history_init)(void);
  void (*history_end)(History *);
  int (*history)(History *, HistEvent *, int, ...);
} lib;

struct charon_editor {
  EditLine *line;
  History *history;
  const char *prompt;
  charon_editor_wait wait;
  charon_editor_complete complete;
  void *context;
  bool is_abandoned;
  bool is_reading;
};

static bool load(void) {
  if (lib.el_init != NULL) return true;
  void *library = dlopen("libedit.so.2", RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) library = dlopen("libedit.so.0", RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) return false;
#define FIND(name) if ((lib.name = (__typeof__(lib.name))dlsym(library, #name)) == NULL) goto missing;
  FIND(el_end) FIND(el_set) FIND(el_get) FIND(el_gets) FIND(el_line) FIND(el_insertstr) FIND(el_resize)
  FIND(history_init) FIND(history_end) FIND(history)
  FIND(el_init)  // the last one: it tells that all are there
  return true;
missing:
  dlclose(library);
  return false;
}

static charon_editor *editor_of(EditLine *line) {
  void *data = NULL;
  lib.el_get(line, EL_CLIENTDATA, &data);
  return data;
}

static const char *prompt_of(EditLine *line) { return editor_of(line)->prompt; }

// One byte of the input; the loop goes on while the user thinks.
static int read_byte(charon_editor *editor, unsigned char *byte) {
  for (;;) {
    if (!editor->wait(editor->context)) {
      editor->is_abandoned = true;
      errno = EINTR;
      return -1;
    }
    ssize_t count = read(STDIN_FILENO, byte, 1);
    if (count >= 0) return (int)count;
    if (errno != EINTR && errno != EAGAIN) return -1;
  }
}

// A character for the editor, from UTF-8. What is no UTF-8 becomes U+FFFD.
static int get_character(EditLine *line, wchar_t *character) {
  charon_editor *editor = editor_of(line);
  lib.el_resize(line);  // the window may have another size since the last key
  unsigned char byte;
  int count = read_byte(editor, &byte);
  if (count != 1) return count;
  int more = byte >= 0xF0 && byte < 0xF8 ? 3 : byte >= 0xE0 && byte < 0xF0 ? 2 : byte >= 0xC0 && byte < 0xE0 ? 1 : 0;
  if (more == 0) {
    *character = byte < 0x80 ? byte : 0xFFFD;
    return 1;
  }
  wchar_t value = byte & (0x3F >> more);
  while (more-- > 0) {
    count = read_byte(editor, &byte);
    if (count != 1) return count;
    value = (byte & 0xC0) == 0x80 ? (value << 6) | (byte & 0x3F) : 0xFFFD;
    if (value == 0xFFFD) break;
  }
  if (value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)) value = 0xFFFD;
  *character = value;
  return 1;
}

static unsigned char complete(EditLine *line, int key) {
  (void)key;
  charon_editor *editor = editor_of(line);
  const LineInfo *info = lib.el_line(line);
  bool has_written = false;
  const char *addition = editor->complete(
      editor->context, info->buffer, (size_t)(info->cursor - info->buffer), &has_written);
  bool has_changed = addition != NULL && *addition != 0 && lib.el_insertstr(line, addition) == 0;
  if (has_written) return CC_REDISPLAY;
  return has_changed ? CC_REFRESH : CC_ERROR;
}

// The editor counts characters, and its conversions are those of the locale, which scripts may set to one without
// UTF-8. Only this category is changed: numbers stay Lua's.
//
// Returns what leave_utf8 restores, NULL for nothing.
static char *enter_utf8(void) {
  if (MB_CUR_MAX > 1) return NULL;
  const char *locale = setlocale(LC_CTYPE, NULL);
  char *before = locale ? strdup(locale) : NULL;
  setlocale(LC_CTYPE, "C.UTF-8");
  return before;
}

static void leave_utf8(char *before) {
  if (before) setlocale(LC_CTYPE, before);
  free(before);
}

// Without UTF-8 the editor cannot take a prompt with other characters.
static bool can_show(const char *prompt) {
  if (MB_CUR_MAX > 1) return true;
  for (; *prompt; prompt++) {
    if ((unsigned char)*prompt >= 0x80) return false;
  }
  return true;
}

charon_editor *charon_editor_open(
    charon_editor_wait wait, charon_editor_complete complete_line, void *context, bool *is_missing) {
  const char *terminal = getenv("TERM");
  *is_missing = false;
  if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) return NULL;
  if (terminal == NULL || strcmp(terminal, "dumb") == 0) return NULL;
  if (!load()) {
    *is_missing = true;
    return NULL;
  }
  charon_editor *editor = calloc(1, sizeof *editor);
  if (editor == NULL) return NULL;
  editor->prompt = "";
  editor->wait = wait;
  editor->complete = complete_line;
  editor->context = context;
  free(enter_utf8());  // for as long as no script asks for another
  editor->line = lib.el_init("charon", stdin, stdout, stderr);
  editor->history = lib.history_init();
  if (editor->line == NULL || editor->history == NULL) {
    charon_editor_close(editor);
    return NULL;
  }
  HistEvent event;
  lib.history(editor->history, &event, H_SETSIZE, HISTORY_SIZE);
  lib.history(editor->history, &event, H_SETUNIQUE, 1);
  EditLine *line = editor->line;
  lib.el_set(line, EL_CLIENTDATA, editor);
  lib.el_set(line, EL_EDITOR, "emacs");
  lib.el_set(line, EL_SIGNAL, 0);  // signals are the runtime's
  lib.el_set(line, EL_PROMPT, prompt_of);
  lib.el_set(line, EL_HIST, lib.history, editor->history);
  lib.el_set(line, EL_GETCFN, get_character);
  lib.el_set(line, EL_ADDFN, "charon-complete", "Complete the name before the cursor", complete);
  static const char *const keys[][2] = {
    {"^I", "charon-complete"}, {"^R", "em-inc-search-prev"}, {"\\e[1~", "ed-move-to-beg"}, {"\\e[4~", "ed-move-to-end"},
    {"\\e[H", "ed-move-to-beg"}, {"\\e[F", "ed-move-to-end"}, {"\\e[3~", "ed-delete-next-char"},
    {"\\e[1;5C", "em-next-word"}, {"\\e[1;5D", "ed-prev-word"},
  };
  for (size_t index = 0; index < sizeof keys / sizeof *keys; index++)
    lib.el_set(line, EL_BIND, keys[index][0], keys[index][1], NULL);
  return editor;
}

void charon_editor_close(charon_editor *editor) {
  if (editor->history != NULL) lib.history_end(editor->history);
  if (editor->line != NULL) lib.el_end(editor->line);
  free(editor);
}

void charon_editor_resume(charon_editor *editor) {
  struct termios terminal;
  if (!editor->is_reading || tcgetattr(STDIN_FILENO, &terminal) != 0 || !(terminal.c_lflag & ICANON)) return;
  lib.el_set(editor->line, EL_PREP_TERM, 0);  // what it believes already
  lib.el_set(editor->line, EL_PREP_TERM, 1);
  lib.el_set(editor->line, EL_REFRESH);
}

enum charon_line_end charon_editor_read(
    charon_editor *editor, const char *prompt, const char **line, size_t *length) {
  char *locale = enter_utf8();
  editor->prompt = can_show(prompt) ? prompt : "> ";
  editor->is_abandoned = false;
  int count = 0;
  // Before the prompt appears, for the editor does it after: a key that comes in between would be the terminal's.
  lib.el_set(editor->line, EL_PREP_TERM, 1);
  editor->is_reading = true;
  const char *text = lib.el_gets(editor->line, &count);
  editor->is_reading = false;
  leave_utf8(locale);
  if (text == NULL || count <= 0) return editor->is_abandoned ? CHARON_LINE_ABANDONED : CHARON_LINE_NO_MORE;
  *line = text;
  *length = (size_t)count;
  if (text[count - 1] == '\n') *length -= 1;
  return CHARON_LINE;
}

void charon_editor_remember(charon_editor *editor, const char *line) {
  HistEvent event;
  char *locale = enter_utf8();
  lib.history(editor->history, &event, H_ENTER, line);
  leave_utf8(locale);
}

enum charon_line_end charon_read_line(char **buffer, size_t *capacity, size_t *length) {
  errno = 0;
  clearerr(stdin);  // a read of a script's that was interrupted leaves a mark, which is no end
  ssize_t count = getline(buffer, capacity, stdin);
  if (count <= 0) {
    if (errno == EINTR) {
      clearerr(stdin);
      return CHARON_LINE_ABANDONED;
    }
    return CHARON_LINE_NO_MORE;
  }
  *length = (size_t)count;
  if ((*buffer)[count - 1] == '\n') *length -= 1;
  return CHARON_LINE;
}

void charon_free_line(char *buffer) { free(buffer); }
