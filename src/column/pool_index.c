/*
 * column/pool_index.c - finds values of mapped chunks by their hash; see pool.h.
 *
 * The high half of a hash is cut from above: shard (six bits), which is the start of the bucket; the
 * rest of the bucket; then the mark that an entry keeps.  So a shard's buckets lie together.
 */
#include "column/pool_internal.h"

#include "base/bug.h"
#include "base/mem.h"

#include <stdlib.h>

enum { SHARD_BITS = 6, HASH_BITS = 32, BUCKET = 16 /* entries at most, on average */ };
_Static_assert(COLUMN_POOL_SHARDS == 1 << SHARD_BITS, "a bucket is of one shard");

/* ---- the shape ---- */

static struct column_pool_index shape(size_t n, size_t nchunk)
{
    enum { NARROW = 16 /* bits of a chunk that leave room for a mark in three bytes */ };
    struct column_pool_index x = {.n = n, .bucket_bits = SHARD_BITS};
    unsigned left;

    while (x.bucket_bits < HASH_BITS && (size_t)BUCKET << x.bucket_bits < n)
        x.bucket_bits++;
    while ((size_t)1 << x.chunk_bits < nchunk)
        x.chunk_bits++;
    x.width = x.chunk_bits <= NARROW ? 3 : 4;
    left = HASH_BITS - x.bucket_bits;
    x.mark_bits = x.width * 8 - x.chunk_bits < left ? x.width * 8 - x.chunk_bits : left;
    return x;
}

static size_t first_bytes(const struct column_pool_index *x)
{
    return (((size_t)1 << x->bucket_bits) + 1) * sizeof(*x->first);
}

static size_t bucket_of(const struct column_pool_index *x, uint32_t high)
{
    return (uint64_t)high >> (HASH_BITS - x->bucket_bits);
}

static uint32_t mark_of(const struct column_pool_index *x, uint32_t high)
{
    uint64_t shifted = (uint64_t)high >> (HASH_BITS - x->bucket_bits - x->mark_bits);

    return (uint32_t)(shifted & (((uint64_t)1 << x->mark_bits) - 1));
}

size_t column_pool_index_bytes(const struct column_pool_index *x)
{
    return x->first ? first_bytes(x) + x->n * x->width : 0;
}

/* ---- making ---- */

static size_t values_of(const struct column_pool *p, size_t shards)
{
    size_t n = 0;

    for (size_t i = 0; i < shards; i++)
        n += p->shard[i].n;
    return n;
}

size_t column_pool_index_size(const struct column_pool *p)
{
    struct column_pool_index x = shape(values_of(p, COLUMN_POOL_SHARDS), p->nchunk);

    return first_bytes(&x) + x.n * x.width;
}

/* at[bucket of the shard] is where its next entry goes. */
static void put_entries(const struct column_pool_index *x, const struct column_pool_shard *s,
                        const uint32_t *number, uint32_t *at, unsigned char *entry)
{
    size_t mask = ((size_t)1 << (x->bucket_bits - SHARD_BITS)) - 1;

    for (size_t i = 0; s->slots && i < s->slots->cap; i++) {
        uint64_t slot = s->slots->at[i];
        uint32_t high = (uint32_t)(slot >> 32), code = (uint32_t)slot - 1, e;

        if (!slot)
            continue;
        e = mark_of(x, high) << x->chunk_bits | number[code >> COLUMN_POOL_BITS];
        for (unsigned k = 0; k < x->width; k++)
            entry[(size_t)at[bucket_of(x, high) & mask] * x->width + k] =
                (unsigned char)(e >> (k * 8));
        at[bucket_of(x, high) & mask]++;
    }
}

void column_pool_index_fill(const struct column_pool *p, const uint32_t *number, size_t shard,
                            char *out)
{
    struct column_pool_index x = shape(values_of(p, COLUMN_POOL_SHARDS), p->nchunk);
    const struct column_pool_shard *s = &p->shard[shard];
    size_t nbucket = (size_t)1 << (x.bucket_bits - SHARD_BITS), n = values_of(p, shard);
    uint32_t *first = (uint32_t *)(void *)out + shard * nbucket;
    uint32_t *at = mem_zero(nbucket, sizeof(*at));

    BUG_ON(p->nmapped > 0 || x.n > UINT32_MAX);
    for (size_t i = 0; s->slots && i < s->slots->cap; i++)
        if (s->slots->at[i])
            at[bucket_of(&x, (uint32_t)(s->slots->at[i] >> 32)) & (nbucket - 1)]++;
    for (size_t b = 0; b < nbucket; b++) {
        uint32_t here = at[b];

        first[b] = at[b] = (uint32_t)n;
        n += here;
    }
    if (shard == COLUMN_POOL_SHARDS - 1)
        first[nbucket] = (uint32_t)n;
    put_entries(&x, s, number, at, (unsigned char *)out + first_bytes(&x));
    free(at);
}

/* ---- finding ---- */

static bool is_rising(const struct column_pool_index *x)
{
    size_t nbucket = (size_t)1 << x->bucket_bits;

    if (x->first[0] != 0 || x->first[nbucket] != x->n)
        return false;
    for (size_t b = 0; b < nbucket; b++)
        if (x->first[b] > x->first[b + 1])
            return false;
    return true;
}

bool column_pool_map_index(struct column_pool *p, struct str bytes)
{
    struct column_pool_index x;
    size_t n = 0;

    for (size_t i = 0; i < p->nmapped; i++)
        n += p->chunk[i]->n;
    x = shape(n, p->nmapped);
    if (bytes.n != first_bytes(&x) + n * x.width)
        return false;
    x.first = (const uint32_t *)(const void *)bytes.p;
    x.entry = (const unsigned char *)bytes.p + first_bytes(&x);
    if (!is_rising(&x))
        return false;
    p->index = x;
    return true;
}

static uint32_t entry_at(const struct column_pool_index *x, size_t i)
{
    const unsigned char *e = x->entry + i * x->width;
    uint32_t v = (uint32_t)e[0] | (uint32_t)e[1] << 8 | (uint32_t)e[2] << 16;

    return x->width == 4 ? v | (uint32_t)e[3] << 24 : v;
}

int64_t column_pool_index_find(struct column_pool *p, uint64_t hash, struct str value)
{
    const struct column_pool_index *x = &p->index;
    uint32_t high = (uint32_t)(hash >> 32), mark = mark_of(x, high);
    size_t b = bucket_of(x, high);

    BUG_ON(!x->first);
    for (size_t i = x->first[b]; i < x->first[b + 1]; i++) {
        uint32_t e = entry_at(x, i), chunk = e & (uint32_t)(((uint64_t)1 << x->chunk_bits) - 1);
        int64_t at;

        if (e >> x->chunk_bits != mark || chunk >= p->nmapped)
            continue;
        at = column_pool_seek(p, chunk, value);
        if (at >= 0)
            return (int64_t)((uint64_t)chunk << COLUMN_POOL_BITS) + at;
    }
    return COLUMN_NO_CODE;
}

void column_pool_index_ahead(const struct column_pool_index *x, uint64_t hash)
{
    __builtin_prefetch(&x->first[bucket_of(x, (uint32_t)(hash >> 32))]);
}

void column_pool_index_fetch(const struct column_pool_index *x, uint64_t hash)
{
    __builtin_prefetch(&x->entry[x->first[bucket_of(x, (uint32_t)(hash >> 32))] * x->width]);
}
