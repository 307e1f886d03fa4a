#ifndef SQL_TEXT_H
#define SQL_TEXT_H
/*
 * sql/text.h - SQL that is computed: names of tables and columns come from law data, so the text
 * cannot be a literal.  struct sql_text is incomplete outside this folder: whoever holds one knows
 * that it was put together here, from literals, checked names, numbers, quoted constants and
 * placeholders.
 *
 * What it is not: a connection, and not a way to put data into SQL; what comes from records is a
 * parameter.  sql_quoted is for constants that a statement must show, such as the words of a rule.
 * The text under work and the finished text live in the arena given at sql_make.  Not thread safe.
 */
#include "base/buf.h"

struct sql_text;

enum sql_dialect { SQL_SQLITE, SQL_POSTGRES };

struct sql_maker {
    struct arena *arena;
    struct buf *out;
    int depth; /* of indentation, set by the caller; four columns each */
};

/* SQL with holes, {name}; only a literal makes one. */
struct sql_template {
    const char *text;
};
#define SQL_TEMPLATE(lit) \
    {                     \
        "" lit            \
    }

/* True for a name that may stand in SQL: [a-z][a-z0-9_]*, at most 60 bytes. */
bool sql_name_valid(struct str name);

void sql_make(struct sql_maker *m, struct arena *a);
/* Only a string literal compiles. */
#define sql_add(m, lit) sql_add_((m), STR(lit))
void sql_add_(struct sql_maker *m, struct str literal);
/* "name", or "prefix" and name as one quoted identifier; both must be valid names. */
void sql_name(struct sql_maker *m, struct str name);
void sql_name2(struct sql_maker *m, struct str prefix, struct str name);
void sql_int(struct sql_maker *m, int64_t v);
void sql_params(struct sql_maker *m, size_t n); /* "?, ?, ?" */
/* alias.name; the name is quoted only where it is a word of SQL.  alias may be empty. */
void sql_column(struct sql_maker *m, struct str alias, struct str name);
/* 'text' with its quotes doubled: safe in both dialects.  text holds no NUL. */
void sql_quoted(struct sql_maker *m, struct str text);
/* A comment in the line; whatever could end it early is taken apart. */
void sql_comment(struct sql_maker *m, struct str text);
/* A comment of its own, "-- text", to the end of the line; line breaks in text become blanks. */
void sql_remark(struct sql_maker *m, struct str text);
/* A new line, indented to m->depth. */
void sql_line(struct sql_maker *m);
void sql_append(struct sql_maker *m, const struct sql_text *t);
/* The template, each hole filled by fill(p, its name), which appends to m. */
struct sql_filler {
    void (*fill)(void *p, struct str hole);
    void *p;
};
void sql_expand(struct sql_maker *m, struct sql_template t, const struct sql_filler *f);
/* The finished text; the maker is empty and may be used again. */
const struct sql_text *sql_done(struct sql_maker *m);

struct str sql_bytes(const struct sql_text *t);

#endif
