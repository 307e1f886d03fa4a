#ifndef IMAGE_LAYOUT_H
#define IMAGE_LAYOUT_H
/*
 * image/layout.h - the directory of an image: where each chunk of each column lies in its dataset's
 * file, each packed chunk of the pool, each array of an index.
 *
 * Writing takes what the builder collected; reading fills the tables of an empty world, which then
 * borrow the mapped files.  Nothing is believed: every place is checked against the files.
 */
#include "base/vec.h"
#include "column/pack.h"
#include "rule/rule.h"

struct image_chunk { /* of one column of a block */
    uint32_t field;
    uint32_t *code; /* of values of the pool: [n] codes + 1, while they may change; else NULL */
    struct column_packed at;
};

struct image_block {
    uint32_t n;
    int64_t first;             /* id of the first row */
    int64_t cause;             /* of all rows; -1: none */
    struct image_chunk *chunk; /* by field, rising */
    size_t nchunk;
    struct column_packed id;
};

/* The chunk was packed for the start of a file and lies `by` bytes behind it. */
static inline void image_shift(struct column_packed *p, uint64_t by)
{
    p->data += p->chunk.width ? by : 0;
    p->valid += p->has_valid ? by : 0;
}

struct image_blocks {
    struct image_block *at;
    size_t n;
};

struct image_pool_chunk {
    uint32_t domain, n, npacked, nplain;
    uint64_t at;
};

struct image_pool_chunks {
    struct image_pool_chunk *at;
    size_t n;
    uint64_t index, nindex; /* where values are found by, and its bytes */
};

struct image_index { /* an index of a table; its arrays are in the file of indexes */
    uint32_t dataset;
    int32_t key, order;
    uint64_t nhead, ngroup, nrow;
    const uint8_t *has; /* [nhead] 1: its head is there */
    uint64_t head, start, row;
};

void image_write_table(struct buf *out, const struct image_blocks *b, size_t nfield);
void image_write_pool(struct buf *out, const struct image_pool_chunks *c);

struct bytes_in;
/* False: the bytes or the places they name are wrong; the world is then good for nothing. */
bool image_read_table(struct bytes_in *in, struct rule_world *w, size_t dataset, struct str file);
bool image_read_pool(struct bytes_in *in, struct column_pool *p, struct str file);

void image_write_index(struct buf *out, const struct image_index *x);
bool image_read_index(struct bytes_in *in, struct rule_world *w, struct str file);

#endif
