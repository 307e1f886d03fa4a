#ifndef COLUMN_TABLE_H
#define COLUMN_TABLE_H
/*
 * column/table.h - a table by columns, in blocks of at most COLUMN_BLOCK rows.
 *
 * A column keeps a chunk for each block: its values as offsets from a base in 0, 1, 2, 4 or 8 bytes,
 * a validity bitmap, and what is known of them all (least, greatest, how many).  A chunk without a
 * known value costs nothing.  Rows are numbered block * COLUMN_BLOCK + place; a block that is
 * not full leaves a gap.  Chunks come from a mapped image, or grow by appending rows to the last
 * block.
 *
 * Money is fen, quantity millionths of its unit, a date its day number, a code its index in the
 * dictionary, a boolean 0 or 1.  A text or an id is its code in the pool (column/pool.h).
 *
 * One thread appends; any number read what is there.
 */
#include "column/pool.h"

enum {
    COLUMN_BLOCK = 4096,
    COLUMN_BLOCK_BITS = 12,
    COLUMN_WORDS = COLUMN_BLOCK / 64, /* of a bitmap over a block */
};

enum column_kind {
    COLUMN_NUMBER,
    COLUMN_TEXT, /* codes of texts */
    COLUMN_ID,   /* codes of 64-bit ids */
};

struct column_chunk {
    const void *data;      /* unsigned offsets of `width` bytes; NULL when width is 0 */
    const uint64_t *valid; /* bit set: known; NULL: none known, or all of the block's rows */
    int64_t base;          /* value = base + offset, modulo 2^64 */
    int64_t least, most;   /* of the known values */
    uint32_t known;        /* how many */
    uint16_t room;         /* rows that data has room for; 0: not to be written */
    uint8_t width;
};

struct column {
    enum column_kind kind;
    uint32_t domain;            /* of the pool, for codes that are new */
    struct column_chunk *chunk; /* [nblock of the table]; NULL: nothing is known */
};

struct column_table {
    size_t n, ngone;    /* rows, also those that are gone; those */
    size_t nblock, cap; /* cap: of the arrays by block */
    uint32_t *fill;     /* rows of each block */
    uint64_t **gone;    /* rows of the block that no longer count; NULL: none */
    size_t ncolumn;
    struct column *column;
    struct column *id; /* number of each row for the world outside, rising with it in a block;
                          NULL: the row's own number */
    struct column_pool *pool;
};

/* domain NULL: a column's own number.  The pool is borrowed. */
void column_table_init(struct column_table *t, struct column_pool *pool, size_t ncolumn,
                       const enum column_kind *kind, const uint32_t *domain);
void column_table_release(struct column_table *t);

/* Starts a row, all unknown; returns its number. */
size_t column_table_add(struct column_table *t);
/* An empty block at the end, so that following rows start there; returns its number. */
size_t column_table_block(struct column_table *t);
void column_set_number(struct column_table *t, size_t column, size_t row, int64_t value);
/* Copies the bytes into the pool if they are new. */
void column_set_text(struct column_table *t, size_t column, size_t row, struct str value);
/* COLUMN_ID */
void column_set_id(struct column_table *t, size_t column, size_t row, int64_t id);
/* Gives rows numbers of their own (t->id); before the first row. */
void column_table_number(struct column_table *t);
void column_set_row_id(struct column_table *t, size_t row, int64_t id);
/* The row no longer counts; once. */
void column_table_drop(struct column_table *t, size_t row);

/* Rows that count. */
static inline size_t column_table_rows(const struct column_table *t)
{
    return t->n - t->ngone;
}

/* The number that the next row gets if it is put behind the last one. */
static inline size_t column_table_end(const struct column_table *t)
{
    return t->nblock ? ((t->nblock - 1) << COLUMN_BLOCK_BITS) + t->fill[t->nblock - 1] : 0;
}

static inline bool column_bit(const uint64_t *bits, size_t i)
{
    return bits[i >> 6] >> (i & 63) & 1;
}

static inline int64_t column_chunk_value(const struct column_chunk *c, size_t i)
{
    switch (c->width) {
    case 1:
        return c->base + ((const uint8_t *)c->data)[i];
    case 2:
        return c->base + ((const uint16_t *)c->data)[i];
    case 4:
        return c->base + ((const uint32_t *)c->data)[i];
    case 8:
        return (int64_t)((uint64_t)c->base + ((const uint64_t *)c->data)[i]);
    default:
        return c->base;
    }
}

static inline bool column_chunk_known(const struct column_chunk *c, size_t i)
{
    return c->known > 0 && (!c->valid || column_bit(c->valid, i));
}

static inline const struct column_chunk *column_chunk_of(const struct column *c, size_t row)
{
    return &c->chunk[row >> COLUMN_BLOCK_BITS];
}

static inline bool column_known(const struct column *c, size_t row)
{
    return c->chunk && column_chunk_known(column_chunk_of(c, row), row & (COLUMN_BLOCK - 1));
}

/* The number, or the code; only of a known value. */
static inline int64_t column_number(const struct column *c, size_t row)
{
    return column_chunk_value(column_chunk_of(c, row), row & (COLUMN_BLOCK - 1));
}

/* Known, and then its value. */
static inline bool column_get(const struct column *c, size_t row, int64_t *ret)
{
    const struct column_chunk *k;

    if (!c->chunk)
        return false;
    k = column_chunk_of(c, row);
    if (!column_chunk_known(k, row & (COLUMN_BLOCK - 1)))
        return false;
    *ret = column_chunk_value(k, row & (COLUMN_BLOCK - 1));
    return true;
}

/* The text of a known value; in a, or borrowed from the pool. */
struct str column_text(const struct column_table *t, size_t column, size_t row, struct arena *a);
/* The id of a known value of a COLUMN_ID. */
int64_t column_id(const struct column_table *t, size_t column, size_t row);

/* What the world outside calls the row. */
static inline int64_t column_row_id(const struct column_table *t, size_t row)
{
    return t->id ? column_number(t->id, row) : (int64_t)row;
}

static inline bool column_row_gone(const struct column_table *t, size_t row)
{
    const uint64_t *gone = t->gone[row >> COLUMN_BLOCK_BITS];

    return gone && column_bit(gone, row & (COLUMN_BLOCK - 1));
}

/* The first row at or behind `row` that counts; SIZE_MAX: none. */
size_t column_next_row(const struct column_table *t, size_t row);
#define COLUMN_EACH_ROW(t, row) \
    for (size_t row = column_next_row((t), 0); row != SIZE_MAX; row = column_next_row((t), row + 1))

/* The row that is called id, or SIZE_MAX. */
size_t column_find_row(const struct column_table *t, int64_t id);

#endif
