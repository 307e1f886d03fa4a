#ifndef BASE_DIAG_H
#define BASE_DIAG_H
/*
 * base/diag.h - what is wrong with a text that a person wrote (a law file, a rule): file, line,
 * column, a Chinese sentence, the offending line with a caret under it, and a suggestion.
 *
 * Diagnostics are collected, not thrown: one run shows all that can be shown.  Storage is the
 * arena given at init.
 */
#include "base/str.h"
#include "base/vec.h"

enum diag_level { DIAG_ERROR, DIAG_WARNING, DIAG_NOTE };

struct diag {
    enum diag_level level;
    struct str file;
    int line, column; /* 1-based, column in code points; line 0: the whole file */
    struct str text;  /* Chinese sentence */
    struct str hint;  /* the way out, Chinese; may be empty */
    struct str source_line;
    int width; /* code points to underline, at least 1 */
};

struct diag_list {
    struct arena *arena;
    VEC(struct diag) v;
    size_t errors;
};

void diag_init(struct diag_list *l, struct arena *arena);

/* Adds one; source is the whole text of the file (may be STR_NULL), from which the line is cut.
 * line 0: about the whole file.  Copies what it keeps. */
struct diag *diag_add(struct diag_list *l, enum diag_level level, struct str file,
                      struct str source, int line, int column, const char *fmt, ...)
    __attribute__((format(printf, 7, 8)));
void diag_hint(struct diag_list *l, struct diag *d, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

struct buf;
/*
 * file:3:8: 错误: sentence
 *     当     案由 属与 案由类.非法采矿
 *            ~~~~
 *   提示: …
 * (the marker line is padded by display width, wide characters counting two.)
 */
void diag_print(struct buf *b, const struct diag *d);
void diag_print_all(struct buf *b, const struct diag_list *l);

#endif
