#ifndef SQL_TEXT_H
#define SQL_TEXT_H
/*
 * sql/text.h - SQL that is computed: names of tables and columns come from law data, so the text
 * cannot be a literal.  struct sql_text is incomplete outside this folder: whoever holds one knows
 * that it was put together here, from literals, checked names, numbers and placeholders.
 *
 * What it is not: a connection, and not a way to put a value into SQL; values are parameters.
 * The text under work and the finished text live in the arena given at sql_make.  Not thread safe.
 */
#include "base/buf.h"

struct sql_text;

struct sql_maker {
    struct arena *arena;
    struct buf *out;
};

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
/* The finished text; the maker is empty and may be used again. */
const struct sql_text *sql_done(struct sql_maker *m);

struct str sql_bytes(const struct sql_text *t);

#endif
