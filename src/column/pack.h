#ifndef COLUMN_PACK_H
#define COLUMN_PACK_H
/*
 * column/pack.h - chunks of columns as a file holds them, and tables over such a file.
 *
 * A packed chunk is its known values as offsets from the least one, in as few bytes as they need,
 * and a bitmap of what is known unless everything is.  Both can be read where they lie in a mapped
 * file: nothing is unpacked.
 *
 * Packing is pure.  Mapped chunks are borrowed: whoever maps the file keeps it until the table is
 * released.
 */
#include "base/buf.h"
#include "column/table.h"

enum {
    COLUMN_PACK_ALIGN = 64, /* of data and valid, from the start of the file */
    COLUMN_PACK_ROWS = 64,  /* data is padded to whole words of the bitmap */
};

/* Where a packed chunk lies. */
struct column_packed {
    struct column_chunk chunk; /* without data and valid */
    bool has_valid;
    uint64_t data, valid; /* bytes from the start of the file */
};

/* Chunks on their way to a file.  Parts that are alike, whichever chunks they belong to, lie there once:
 * columns that say the same in the same rows cost as much as one. */
struct column_packing {
    struct buf out; /* a multiple of COLUMN_PACK_ALIGN; places count from its first byte */
    struct column_part {
        uint64_t at, size;
    } * part;
    size_t n, cap;
};

void column_packing_reset(struct column_packing *p);
void column_packing_release(struct column_packing *p);

/*
 * Appends the chunk of n rows (1 to COLUMN_BLOCK).  value[i] counts when bit i of known is set; bits from
 * n on are not.  False: no value is known, nothing was appended.
 */
bool column_pack(struct column_packing *p, const int64_t *value, const uint64_t *known, size_t n,
                 struct column_packed *ret);

/* Bytes that data takes. */
static inline uint64_t column_packed_size(const struct column_packed *p, size_t n)
{
    return (uint64_t)p->chunk.width * ((n + COLUMN_PACK_ROWS - 1) / COLUMN_PACK_ROWS) *
           COLUMN_PACK_ROWS;
}

/* Adds a block of n rows, of which nothing is known yet; returns its number. */
size_t column_map_block(struct column_table *t, size_t n);
/* Sets the chunk of a block that was so added; c is one of the table's columns, or its id. */
void column_map_chunk(struct column_table *t, struct column *c, size_t block,
                      const struct column_chunk *chunk);

/* Appends a row with the values of another, but for its number; returns the new one. */
size_t column_table_copy(struct column_table *t, size_t row);

#endif
