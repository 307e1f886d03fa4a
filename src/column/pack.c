/* column/pack.c - see pack.h. */
#include "column/pack.h"

#include "base/bug.h"
#include "base/mem.h"

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

bool column_pack(const int64_t *value, const uint64_t *known, size_t n, uint64_t at,
                 struct buf *out, struct column_packed *ret)
{
    struct range r = range_of(value, known, n);
    struct column_packed p = {.has_valid = r.known < n};
    size_t size;

    BUG_ON(at % COLUMN_PACK_ALIGN || out->n % COLUMN_PACK_ALIGN || n == 0 || n > COLUMN_BLOCK);
    if (r.known == 0)
        return false;
    p.chunk = (struct column_chunk){
        .base = r.least, .least = r.least, .most = r.most, .known = r.known, .width = width_of(&r)};
    size = (size_t)column_packed_size(&p, n);
    if (size) {
        p.data = at + out->n;
        put_offsets(room(out, size), value, known, n, &p.chunk);
        align(out);
    }
    if (p.has_valid) {
        p.valid = at + out->n;
        memcpy(room(out, COLUMN_WORDS * sizeof(*known)), known, (n + 63) / 64 * sizeof(*known));
    }
    *ret = p;
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
