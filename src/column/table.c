/* column/table.c - see table.h.  All columns grow together, by doubling. */
#include "column/table.h"

#include "base/bug.h"
#include "base/mem.h"

#include <stdlib.h>

enum { ROWS_MIN = 1024 }; /* a multiple of 64, so that bitmaps have whole words */

void column_table_init(struct column_table *t, size_t ncolumn, const enum column_kind *kind)
{
    *t = (struct column_table){.ncolumn = ncolumn};
    t->column = mem_zero(ncolumn ? ncolumn : 1, sizeof(*t->column));
    for (size_t i = 0; i < ncolumn; i++)
        t->column[i].kind = kind[i];
    arena_init(&t->text, 0);
}

void column_table_release(struct column_table *t)
{
    for (size_t i = 0; i < t->ncolumn; i++) {
        free(t->column[i].number);
        free(t->column[i].text);
        free(t->column[i].valid);
    }
    free(t->column);
    arena_release(&t->text);
    *t = (struct column_table){0};
}

/* p holds n items of size and grows to cap of them, the new ones zero. */
static void *grow_zero(void *p, size_t n, size_t cap, size_t size)
{
    size_t bytes;
    char *q;

    BUG_ON(__builtin_mul_overflow(cap, size, &bytes));
    q = mem_realloc(p, bytes);
    memset(q + n * size, 0, (cap - n) * size);
    return q;
}

static void column_grow(struct column *c, size_t cap)
{
    if (c->number)
        c->number = grow_zero(c->number, c->cap, cap, sizeof(*c->number));
    if (c->text)
        c->text = grow_zero(c->text, c->cap, cap, sizeof(*c->text));
    if (c->valid)
        c->valid = grow_zero(c->valid, c->cap / 64, cap / 64, sizeof(*c->valid));
    c->cap = cap;
}

size_t column_table_add(struct column_table *t)
{
    size_t row = t->n++;

    for (size_t i = 0; i < t->ncolumn; i++) {
        struct column *c = &t->column[i];

        if (c->n == c->cap)
            column_grow(c, c->cap ? c->cap * 2 : ROWS_MIN);
        c->n++;
    }
    return row;
}

static struct column *column_of(struct column_table *t, size_t column, size_t row)
{
    struct column *c;

    BUG_ON(column >= t->ncolumn);
    c = &t->column[column];
    BUG_ON(row >= c->n);
    if (!c->valid)
        c->valid = grow_zero(NULL, 0, c->cap / 64, sizeof(*c->valid));
    c->valid[row >> 6] |= (uint64_t)1 << (row & 63);
    return c;
}

void column_set_number(struct column_table *t, size_t column, size_t row, int64_t value)
{
    struct column *c = column_of(t, column, row);

    BUG_ON(c->kind != COLUMN_NUMBER);
    if (!c->number)
        c->number = grow_zero(NULL, 0, c->cap, sizeof(*c->number));
    c->number[row] = value;
}

void column_set_text(struct column_table *t, size_t column, size_t row, struct str value)
{
    struct column *c = column_of(t, column, row);

    BUG_ON(c->kind != COLUMN_TEXT);
    if (!c->text)
        c->text = grow_zero(NULL, 0, c->cap, sizeof(*c->text));
    c->text[row] =
        value.n ? (struct str){arena_copy(&t->text, value.p, value.n), value.n} : STR("");
}
