#ifndef COLUMN_POOL_INTERNAL_H
#define COLUMN_POOL_INTERNAL_H
/* column/pool_internal.h - what the files of the pool share. */
#include "column/pool.h"

/* pool.c.  Once others may read: under the pool's lock. */
uint32_t column_pool_add_chunk(struct column_pool *p, struct column_pool_chunk *c);

/* pool_pack.c.  Value i of a packed chunk, borrowed while the lock is held, as it must be. */
struct str column_pool_packed(struct column_pool *p, size_t chunk, uint32_t i);
/* The value's place in a packed chunk, or -1; takes the lock. */
int64_t column_pool_seek(struct column_pool *p, size_t chunk, struct str value);

void column_pool_unpacker_free(struct column_pool *p);

/* pool_index.c.  The code of a value of the mapped chunks, or COLUMN_NO_CODE. */
int64_t column_pool_index_find(struct column_pool *p, uint64_t hash, struct str value);
/* Fetches the start of its bucket; then the bucket. */
void column_pool_index_ahead(const struct column_pool_index *x, uint64_t hash);
void column_pool_index_fetch(const struct column_pool_index *x, uint64_t hash);

#endif
