/* column/pool_pack.c - chunks of a pool packed, mapped, and unpacked for a while; see pool.h. */
#include "column/pool_internal.h"

#include "base/bug.h"
#include "base/mem.h"

#include <stdlib.h>
#include <zstd.h>

enum { VARINT_MAX = 5, LEVEL = 1 };

/* ---- unpacking ---- */

/* with: what unpacking works with, which takes as long to make as a small chunk to unpack. */
static char *unpack(const struct column_pool_chunk *c, ZSTD_DCtx *with)
{
    char *plain = mem_alloc(c->nplain + 1);
    size_t n = ZSTD_decompressDCtx(with, plain, c->nplain, c->packed, c->npacked);

    BUG_ON(n != c->nplain); /* the image's checksums were right */
    return plain;
}

static ZSTD_DCtx *unpacker_new(void)
{
    ZSTD_DCtx *with = ZSTD_createDCtx();

    BUG_ON(!with);
    return with;
}

void column_pool_unpacker_free(struct column_pool *p)
{
    ZSTD_freeDCtx(p->unpacker);
}

static struct str next_value(const char **at)
{
    const unsigned char *p = (const unsigned char *)*at;
    size_t n = 0;
    struct str s;

    for (unsigned shift = 0;; shift += 7) {
        n |= (size_t)(*p & 0x7f) << shift;
        if (!(*p++ & 0x80))
            break;
    }
    s = (struct str){(const char *)p, n};
    *at = s.p + n;
    return s;
}

static size_t varint_size(size_t n)
{
    size_t size = 1;

    for (; n >= 0x80; n >>= 7)
        size++;
    return size;
}

static void forget(struct column_pool_chunk *c)
{
    free(c->plain);
    free(c->at);
    c->plain = NULL;
    c->at = NULL;
}

/* A place among the unpacked chunks: of one that was not used since its last turn. */
static uint32_t *take_turn(struct column_pool *p)
{
    for (;;) {
        uint32_t *turn = &p->unpacked[p->turn++ % COLUMN_POOL_UNPACKED];
        struct column_pool_chunk *c = *turn ? p->chunk[*turn - 1] : NULL;

        if (c && c->used) {
            c->used = false;
            continue;
        }
        if (c)
            forget(c);
        return turn;
    }
}

/* Unpacks the chunk until others take their turn; under the lock. */
static void remember(struct column_pool *p, size_t chunk)
{
    struct column_pool_chunk *c = p->chunk[chunk];
    const char *at;

    *take_turn(p) = (uint32_t)chunk + 1;
    if (!p->unpacker)
        p->unpacker = unpacker_new();
    c->plain = unpack(c, p->unpacker);
    c->at = mem_alloc((c->n + 1) * sizeof(*c->at));
    at = c->plain;
    for (uint32_t i = 0; i < c->n; i++) {
        c->at[i] = (uint32_t)(at - c->plain);
        (void)next_value(&at);
    }
    c->at[c->n] = (uint32_t)(at - c->plain);
}

/* Value i of a packed chunk, borrowed while the lock is held. */
struct str column_pool_packed(struct column_pool *p, size_t chunk, uint32_t i)
{
    struct column_pool_chunk *c = p->chunk[chunk];
    const char *at;

    if (!c->plain)
        remember(p, chunk);
    c->used = true;
    at = c->plain + c->at[i];
    return next_value(&at);
}

int64_t column_pool_seek(struct column_pool *p, size_t chunk, struct str value)
{
    const struct column_pool_chunk *c = p->chunk[chunk];
    size_t size = value.n + varint_size(value.n);
    int64_t found = -1;

    pthread_mutex_lock(&p->lock);
    if (!c->plain)
        remember(p, chunk);
    /* Few values are as long. */
    for (uint32_t i = 0; i < c->n && found < 0; i++)
        if (c->at[i + 1] - c->at[i] == size &&
            (value.n == 0 || memcmp(c->plain + c->at[i + 1] - value.n, value.p, value.n) == 0))
            found = i;
    pthread_mutex_unlock(&p->lock);
    return found;
}

void column_pool_each(const struct column_pool *p, size_t chunk, column_pool_fn fn, void *ctx)
{
    const struct column_pool_chunk *c = p->chunk[chunk];
    ZSTD_DCtx *with = c->open ? NULL : unpacker_new();
    char *plain = c->open ? NULL : unpack(c, with);
    const char *at = plain;

    for (uint32_t i = 0; i < c->n; i++)
        if (!fn(ctx, i, c->open ? c->open[i] : next_value(&at)))
            break;
    free(plain);
    ZSTD_freeDCtx(with);
}

/* ---- packing ---- */

static char *put_varint(char *at, size_t n)
{
    for (; n >= 0x80; n >>= 7)
        *at++ = (char)(n | 0x80);
    *at++ = (char)n;
    return at;
}

static char *lay_out(const struct column_pool_chunk *c, size_t *ret_n)
{
    size_t n = 0;
    char *plain, *at;

    for (uint32_t i = 0; i < c->n; i++)
        n += VARINT_MAX + c->open[i].n;
    at = plain = mem_alloc(n + 1);
    for (uint32_t i = 0; i < c->n; i++) {
        at = put_varint(at, c->open[i].n);
        if (c->open[i].n)
            memcpy(at, c->open[i].p, c->open[i].n);
        at += c->open[i].n;
    }
    *ret_n = (size_t)(at - plain);
    return plain;
}

struct str column_pool_pack(const struct column_pool *p, size_t chunk, struct arena *a,
                            uint32_t *ret_nplain)
{
    const struct column_pool_chunk *c = p->chunk[chunk];
    size_t n;
    char *plain, *out;
    size_t packed, bound;

    if (!c->open) {
        *ret_nplain = c->nplain;
        return (struct str){c->packed, c->npacked};
    }
    plain = lay_out(c, &n);
    BUG_ON(n > UINT32_MAX);
    bound = ZSTD_compressBound(n);
    out = arena_alloc(a, bound);
    packed = ZSTD_compress(out, bound, plain, n, LEVEL);
    BUG_ON(ZSTD_isError(packed));
    free(plain);
    *ret_nplain = (uint32_t)n;
    return (struct str){out, packed};
}

void column_pool_map(struct column_pool *p, uint32_t domain, uint32_t n, struct str packed,
                     uint32_t nplain)
{
    struct column_pool_chunk *c = MEM_NEW(struct column_pool_chunk);

    BUG_ON(p->nmapped != p->nchunk);
    *c = (struct column_pool_chunk){.domain = domain,
                                    .n = n,
                                    .packed = packed.p,
                                    .npacked = (uint32_t)packed.n,
                                    .nplain = nplain,
                                    .borrowed = true};
    column_pool_add_chunk(p, c);
    p->nmapped = p->nchunk;
}
