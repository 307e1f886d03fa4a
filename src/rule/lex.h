#ifndef RULE_LEX_H
#define RULE_LEX_H
/*
 * rule/lex.h - a rule's text as words: names, numbers with their unit, dates, quoted text, marks.
 *
 * Full-width forms equal half-width ones.  Comments and white space are dropped.  What cannot be
 * read is reported and skipped; the last token is always TOKEN_END.  Tokens live in the arena of
 * the diagnostics' caller; they borrow the text.  Not thread safe; a source belongs to one
 * compilation.
 */
#include "base/day.h"
#include "base/diag.h"
#include "law/law.h"

/* A text and where it stands in its file. */
struct rule_source {
    struct str file;
    struct str whole; /* of the file, from which messages cite the line */
    struct str text;  /* what is compiled: the file, or a part of it */
    int line, column; /* where text[0] stands in the file; each line of it starts at column */
};

enum rule_token_kind {
    TOKEN_END,
    TOKEN_NAME,
    TOKEN_NUMBER, /* 10万元: text is all of it, unit is 万元 */
    TOKEN_DATE,
    TOKEN_TEXT, /* text is what stands between the quotes */
    TOKEN_MARK, /* text is its half-width spelling: ( ) { } , ; : . 、 = ≠ < ≤ > ≥ + - × ÷ */
};

struct rule_token {
    enum rule_token_kind kind;
    struct str text, unit;
    struct day day;    /* TOKEN_DATE */
    size_t begin, end; /* bytes of source.text */
};

struct rule_lexer {
    const struct law *law;
    const struct rule_source *source;
    struct arena *arena;
    struct diag_list *diags;
    int *left; /* errors that may still be reported: a broken file is not worth thousands */
};

/* Words of source.text[begin, end). */
struct rule_token *rule_lex(const struct rule_lexer *lx, size_t begin, size_t end, size_t *ret_n);

/* Reports an error at text[begin, end) of the source, underlining it (first line only).  Never
 * NULL: when no more may be reported, a diagnostic that goes nowhere. */
struct diag *rule_error(const struct rule_lexer *lx, size_t begin, size_t end, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* "第3行第8列" of a byte of the text. */
struct str rule_place(const struct rule_lexer *lx, size_t at);
void rule_position(const struct rule_source *s, size_t at, int *ret_line, int *ret_column);

/* Bytes of the name character at s[i], 0 when there is none: Han, letters, digits, `_`. */
size_t rule_name_char(struct str s, size_t i);
/* Bytes of white space (also U+3000) at s[i], 0 when there is none. */
size_t rule_space(struct str s, size_t i);
/* Bytes of the mark or character at s[i], and its half-width form. */
uint32_t rule_half_width(struct str s, size_t i, size_t *ret_len);

#endif
