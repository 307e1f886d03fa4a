/* column/pack.c - see pack.h. */
#include "column/pack.h"

#include "base/bug.h"
#include "base/mem.h"

#include <stdlib.h>

/* ---- packing ---- */

struct range {
    int64_t least, most;
    uint32_t known;
};

static struct range range_of(const int64_t *value, const uint64_t *known, size_t n)
{
    struct range r = {INT64_MAX, INT64_MIN, 0};

    for (size_t w = 0; w * 64 < n; w++)
        for (uint64_t bits = known[w]; bits; bits &= bits - 1) {
            int64_t v = value[w * 64 + (size_t)__builtin_ctzll(bits)];

            r.least = v < r.least ? v : r.least;
            r.most = v > r.most ? v : r.most;
            r.known++;
        }
    return r;
}

static uint8_t width_of(const struct range *r)
{
    uint64_t most = (uint64_t)r->most - (uint64_t)r->least;

    if (most == 0)
        return 0;
    if (most <= UINT8_MAX)
        return 1;
    if (most <= UINT16_MAX)
        return 2;
    return most <= UINT32_MAX ? 4 : 8;
}

/* n zeroed bytes at the end of out. */
static char *room(struct buf *out, size_t n)
{
    static const char zero[COLUMN_PACK_ALIGN];
    size_t from = out->n;

    for (; n > sizeof(zero); n -= sizeof(zero))
        buf_add(out, zero, sizeof(zero));
    buf_add(out, zero, n);
    return out->p + from;
}

static void align(struct buf *out)
{
    room(out, (COLUMN_PACK_ALIGN - out->n % COLUMN_PACK_ALIGN) % COLUMN_PACK_ALIGN);
}

#define PUT_OFFSETS(type)                                            \
    do {                                                             \
        type *to = (type *)(void *)at;                               \
        for (size_t i = 0; i < n; i++)                               \
            if (column_bit(known, i))                                \
                to[i] = (type)((uint64_t)value[i] - (uint64_t)base); \
    } while (0)

static void put_offsets(char *at, const int64_t *value, const uint64_t *known, size_t n,
                        const struct column_chunk *c)
{
    int64_t base = c->base;

    switch (c->width) {
    case 1:
        PUT_OFFSETS(uint8_t);
        return;
    case 2:
        PUT_OFFSETS(uint16_t);
        return;
    case 4:
        PUT_OFFSETS(uint32_t);
        return;
    default:
        PUT_OFFSETS(uint64_t);
        return;
    }
}

/* The last `size` bytes are a part: where they lie, here or as an earlier one that is alike. */
static uint64_t end_part(struct column_packing *p, size_t size)
{
    uint64_t at = p->out.n - size;

    for (size_t i = 0; i < p->n; i++)
        if (p->part[i].size == size && memcmp(p->out.p + p->part[i].at, p->out.p + at, size) == 0) {
            p->out.n = at;
            return p->part[i].at;
        }
    if (p->n == p->cap) {
        p->cap = p->cap ? p->cap * 2 : COLUMN_PACK_ALIGN;
        p->part = mem_realloc(p->part, p->cap * sizeof(*p->part));
    }
    p->part[p->n++] = (struct column_part){at, size};
    align(&p->out);
    return at;
}

void column_packing_reset(struct column_packing *p)
{
    buf_reset(&p->out);
    p->n = 0;
}

void column_packing_release(struct column_packing *p)
{
    buf_release(&p->out);
    free(p->part);
    *p = (struct column_packing){0};
}

bool column_pack(struct column_packing *p, const int64_t *value, const uint64_t *known, size_t n,
                 struct column_packed *ret)
{
    struct range r = range_of(value, known, n);
    struct column_packed k = {.has_valid = r.known < n};
    size_t size;

    BUG_ON(p->out.n % COLUMN_PACK_ALIGN || n == 0 || n > COLUMN_BLOCK);
    if (r.known == 0)
        return false;
    k.chunk = (struct column_chunk){
        .base = r.least, .least = r.least, .most = r.most, .known = r.known, .width = width_of(&r)};
    size = (size_t)column_packed_size(&k, n);
    if (size) {
        put_offsets(room(&p->out, size), value, known, n, &k.chunk);
        k.data = end_part(p, size);
    }
    if (k.has_valid) {
        size = COLUMN_WORDS * sizeof(*known);
        memcpy(room(&p->out, size), known, (n + 63) / 64 * sizeof(*known));
        k.valid = end_part(p, size);
    }
    *ret = k;
    return true;
}

/* ---- mapped tables ---- */

size_t column_map_block(struct column_table *t, size_t n)
{
    size_t b = column_table_block(t);

    BUG_ON(n > COLUMN_BLOCK);
    t->fill[b] = (uint32_t)n;
    t->n += n;
    return b;
}

void column_map_chunk(struct column_table *t, struct column *c, size_t block,
                      const struct column_chunk *chunk)
{
    BUG_ON(block >= t->nblock || chunk->room > 0);
    if (!c->chunk)
        c->chunk = mem_zero(t->cap, sizeof(*c->chunk));
    BUG_ON(c->chunk[block].room > 0);
    c->chunk[block] = *chunk;
}
