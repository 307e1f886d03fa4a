#ifndef COLUMN_TABLE_H
#define COLUMN_TABLE_H
/*
 * column/table.h - a table in memory by columns: numbers (int64) or text, each with a validity
 * bitmap.  Built once by appending, then read by any number of threads.  No I/O.
 *
 * Money is fen, quantity millionths of its unit, a date its day number, a code its index in the
 * dictionary, a boolean 0 or 1, a party its id.
 */
#include "base/str.h"

enum column_kind { COLUMN_NUMBER, COLUMN_TEXT };

struct column {
    enum column_kind kind;
    size_t n, cap;
    int64_t *number;  /* NULL while no value is known */
    struct str *text; /* NULL while no value is known */
    uint64_t *valid;  /* bit set: known; NULL while no value is known */
};

struct column_table {
    size_t n;
    size_t ncolumn;
    struct column *column;
    struct arena text; /* bytes of text cells */
};

static inline bool column_known(const struct column *c, size_t row)
{
    return c->valid && (c->valid[row >> 6] >> (row & 63) & 1);
}

void column_table_init(struct column_table *t, size_t ncolumn, const enum column_kind *kind);
void column_table_release(struct column_table *t);
/* Starts a row, all unknown; returns its number. */
size_t column_table_add(struct column_table *t);
void column_set_number(struct column_table *t, size_t column, size_t row, int64_t value);
/* Copies the bytes. */
void column_set_text(struct column_table *t, size_t column, size_t row, struct str value);

#endif
