/* column/table.c - see table.h.  The chunks of the last block grow together with its rows. */
#include "column/pack.h"

#include "base/bug.h"
#include "base/mem.h"

#include <stdlib.h>

void column_table_init(struct column_table *t, struct column_pool *pool, size_t ncolumn,
                       const enum column_kind *kind, const uint32_t *domain)
{
    *t = (struct column_table){.ncolumn = ncolumn, .pool = pool};
    t->column = mem_zero(ncolumn + 1, sizeof(*t->column));
    for (size_t i = 0; i < ncolumn; i++) {
        t->column[i].kind = kind[i];
        t->column[i].domain = domain ? domain[i] : (uint32_t)i;
    }
}

static void column_release(const struct column_table *t, struct column *c)
{
    for (size_t b = 0; c->chunk && b < t->nblock; b++)
        if (c->chunk[b].room) {
            free((void *)(uintptr_t)c->chunk[b].data);
            free((void *)(uintptr_t)c->chunk[b].valid);
        }
    free(c->chunk);
}

void column_table_release(struct column_table *t)
{
    for (size_t i = 0; i < t->ncolumn; i++)
        column_release(t, &t->column[i]);
    if (t->id)
        column_release(t, t->id);
    for (size_t b = 0; b < t->nblock; b++)
        free(t->gone[b]);
    free(t->gone);
    free(t->fill);
    free(t->id);
    free(t->column);
    *t = (struct column_table){0};
}

void column_table_number(struct column_table *t)
{
    t->id = MEM_NEW(struct column);
}

/* ---- blocks ---- */

static void *grow_zero(void *p, size_t n, size_t cap, size_t size)
{
    char *q = mem_realloc(p, cap * size);

    memset(q + n * size, 0, (cap - n) * size);
    return q;
}

static void column_grow(struct column *c, size_t n, size_t cap)
{
    if (c->chunk)
        c->chunk = grow_zero(c->chunk, n, cap, sizeof(*c->chunk));
}

size_t column_table_block(struct column_table *t)
{
    enum { MIN = 4 };

    if (t->nblock == t->cap) {
        size_t cap = t->cap ? t->cap * 2 : MIN;

        for (size_t i = 0; i < t->ncolumn; i++)
            column_grow(&t->column[i], t->nblock, cap);
        if (t->id)
            column_grow(t->id, t->nblock, cap);
        t->fill = grow_zero(t->fill, t->nblock, cap, sizeof(*t->fill));
        t->gone = grow_zero(t->gone, t->nblock, cap, sizeof(*t->gone));
        t->cap = cap;
    }
    return t->nblock++;
}

size_t column_table_add(struct column_table *t)
{
    size_t b = t->nblock ? t->nblock - 1 : column_table_block(t);

    if (t->fill[b] == COLUMN_BLOCK)
        b = column_table_block(t);
    t->n++;
    return (b << COLUMN_BLOCK_BITS) + t->fill[b]++;
}

/* ---- values ---- */

static size_t roomier(size_t room, size_t i)
{
    enum { MIN = 16 };

    room = room ? room : MIN;
    while (room <= i)
        room *= 2;
    return room;
}

static struct column_chunk *writable(struct column_table *t, struct column *c, size_t row)
{
    size_t b = row >> COLUMN_BLOCK_BITS, i = row & (COLUMN_BLOCK - 1);
    struct column_chunk *k;

    BUG_ON(b >= t->nblock || i >= t->fill[b]);
    if (!c->chunk)
        c->chunk = mem_zero(t->cap, sizeof(*c->chunk));
    k = &c->chunk[b];
    BUG_ON(k->width != sizeof(int64_t) && k->known > 0);
    if (k->room <= i) {
        size_t room = roomier(k->room, i);

        k->data = mem_realloc((void *)(uintptr_t)k->data, room * sizeof(int64_t));
        if (!k->valid)
            k->valid = mem_zero(COLUMN_WORDS, sizeof(*k->valid));
        k->room = (uint16_t)room;
        k->width = sizeof(int64_t);
    }
    return k;
}

static void set(struct column_table *t, struct column *c, size_t row, int64_t value)
{
    struct column_chunk *k = writable(t, c, row);
    size_t i = row & (COLUMN_BLOCK - 1);
    uint64_t *word = (uint64_t *)(uintptr_t)&k->valid[i >> 6];

    ((int64_t *)(uintptr_t)k->data)[i] = value;
    k->least = k->known == 0 || value < k->least ? value : k->least;
    k->most = k->known == 0 || value > k->most ? value : k->most;
    k->known += !column_bit(k->valid, i);
    *word |= (uint64_t)1 << (i & 63);
}

static struct column *column_of(struct column_table *t, size_t column, enum column_kind kind)
{
    BUG_ON(column >= t->ncolumn || t->column[column].kind != kind);
    return &t->column[column];
}

void column_set_number(struct column_table *t, size_t column, size_t row, int64_t value)
{
    set(t, column_of(t, column, COLUMN_NUMBER), row, value);
}

void column_set_text(struct column_table *t, size_t column, size_t row, struct str value)
{
    struct column *c = column_of(t, column, COLUMN_TEXT);

    set(t, c, row, column_pool_put(t->pool, NULL, c->domain, value));
}

void column_set_id(struct column_table *t, size_t column, size_t row, int64_t id)
{
    struct column *c = column_of(t, column, COLUMN_ID);

    set(t, c, row, column_pool_put_id(t->pool, NULL, c->domain, id));
}

void column_set_row_id(struct column_table *t, size_t row, int64_t id)
{
    BUG_ON(!t->id);
    set(t, t->id, row, id);
}

size_t column_table_copy(struct column_table *t, size_t row)
{
    size_t to = column_table_add(t);
    int64_t value;

    for (size_t i = 0; i < t->ncolumn; i++)
        if (column_get(&t->column[i], row, &value))
            set(t, &t->column[i], to, value);
    return to;
}

void column_table_drop(struct column_table *t, size_t row)
{
    size_t b = row >> COLUMN_BLOCK_BITS, i = row & (COLUMN_BLOCK - 1);

    BUG_ON(b >= t->nblock || i >= t->fill[b]);
    if (!t->gone[b])
        t->gone[b] = mem_zero(COLUMN_WORDS, sizeof(uint64_t));
    t->gone[b][i >> 6] |= (uint64_t)1 << (i & 63);
    t->ngone++;
}

/* ---- reading ---- */

struct str column_text(const struct column_table *t, size_t column, size_t row, struct arena *a)
{
    BUG_ON(t->column[column].kind != COLUMN_TEXT);
    return column_pool_get(t->pool, column_number(&t->column[column], row), a);
}

int64_t column_id(const struct column_table *t, size_t column, size_t row)
{
    BUG_ON(t->column[column].kind != COLUMN_ID);
    return column_pool_get_id(t->pool, column_number(&t->column[column], row));
}

size_t column_next_row(const struct column_table *t, size_t row)
{
    for (size_t b = row >> COLUMN_BLOCK_BITS; b < t->nblock; b++, row = b << COLUMN_BLOCK_BITS)
        for (size_t i = row & (COLUMN_BLOCK - 1); i < t->fill[b]; i++)
            if (!t->gone[b] || !column_bit(t->gone[b], i))
                return (b << COLUMN_BLOCK_BITS) + i;
    return SIZE_MAX;
}

/* Ids rise within a block. */
static size_t find_in_block(const struct column_chunk *k, size_t n, int64_t id)
{
    size_t at = 0, end = n;

    while (at < end) {
        size_t mid = at + (end - at) / 2;

        if (column_chunk_value(k, mid) < id)
            at = mid + 1;
        else
            end = mid;
    }
    return at < n && column_chunk_value(k, at) == id ? at : SIZE_MAX;
}

size_t column_find_row(const struct column_table *t, int64_t id)
{
    for (size_t b = t->nblock; t->id && b-- > 0;) {
        const struct column_chunk *k = t->id->chunk ? &t->id->chunk[b] : NULL;
        size_t i = SIZE_MAX;

        if (k && k->known && k->least <= id && id <= k->most)
            i = find_in_block(k, t->fill[b], id);
        if (i != SIZE_MAX)
            return (b << COLUMN_BLOCK_BITS) + i;
    }
    return SIZE_MAX;
}
