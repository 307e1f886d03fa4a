/*
 * column/pool.c - see pool.h.
 *
 * A value's shard is chosen by its hash; the shard's lock covers its slots and nothing else.  The
 * text behind a slot is written before the slot is, under the same lock.  Values of packed chunks are
 * found by the index that was mapped with them (pool_index.c), and are put into a slot when they are.
 */
#include "column/pool_internal.h"

#include "base/bug.h"
#include "base/mem.h"

#include <stdlib.h>
#include <sys/mman.h>

/* ---- chunks ---- */

void column_pool_writer_init(struct column_pool_writer *w)
{
    *w = (struct column_pool_writer){0};
    arena_init(&w->arena, 0);
}

void column_pool_writer_release(struct column_pool_writer *w)
{
    free(w->open);
    arena_release(&w->arena);
}

void column_pool_init(struct column_pool *p)
{
    memset(p, 0, sizeof(*p));
    pthread_mutex_init(&p->lock, NULL);
    for (size_t i = 0; i < COLUMN_POOL_SHARDS; i++)
        pthread_mutex_init(&p->shard[i].lock, NULL);
    column_pool_writer_init(&p->own);
}

static void chunk_free(struct column_pool_chunk *c)
{
    free(c->open);
    free(c->plain);
    free(c->at);
    if (!c->borrowed)
        free((void *)(uintptr_t)c->packed);
    free(c);
}

void column_pool_release(struct column_pool *p)
{
    for (size_t i = 0; i < p->nchunk; i++)
        chunk_free(p->chunk[i]);
    free(p->chunk);
    for (size_t i = 0; i < COLUMN_POOL_SHARDS; i++) {
        free(p->shard[i].slot);
        pthread_mutex_destroy(&p->shard[i].lock);
    }
    pthread_mutex_destroy(&p->lock);
    column_pool_writer_release(&p->own);
}

void column_pool_reserve(struct column_pool *p, size_t nchunk)
{
    if (nchunk <= p->cap)
        return;
    p->cap = nchunk;
    p->chunk = mem_realloc(p->chunk, p->cap * sizeof(struct column_pool_chunk *));
}

uint32_t column_pool_add_chunk(struct column_pool *p, struct column_pool_chunk *c)
{
    enum { MIN = 16 };

    if (p->nchunk == p->cap)
        column_pool_reserve(p, p->cap ? p->cap * 2 : MIN);
    BUG_ON(p->nchunk >= UINT32_MAX >> COLUMN_POOL_BITS);
    p->chunk[p->nchunk] = c;
    /* Readers of earlier chunks look at the number meanwhile. */
    __atomic_store_n(&p->nchunk, p->nchunk + 1, __ATOMIC_RELEASE);
    return (uint32_t)p->nchunk;
}

static struct column_pool_chunk *open_chunk(struct column_pool *p, struct column_pool_writer *w,
                                            uint32_t domain)
{
    struct column_pool_chunk *c = MEM_NEW(struct column_pool_chunk);

    c->domain = domain;
    c->open = mem_alloc(COLUMN_POOL_CHUNK * sizeof(*c->open));
    pthread_mutex_lock(&p->lock);
    w->open[domain] = column_pool_add_chunk(p, c);
    pthread_mutex_unlock(&p->lock);
    return c;
}

/* The chunk of the domain with room for a value. */
static struct column_pool_chunk *room(struct column_pool *p, struct column_pool_writer *w,
                                      uint32_t domain)
{
    if (domain >= w->nopen) {
        w->open = mem_realloc(w->open, (domain + 1) * sizeof(*w->open));
        memset(w->open + w->nopen, 0, (domain + 1 - w->nopen) * sizeof(*w->open));
        w->nopen = domain + 1;
    }
    if (w->open[domain]) {
        struct column_pool_chunk *c = p->chunk[w->open[domain] - 1];

        if (c->n < COLUMN_POOL_CHUNK)
            return c;
    }
    return open_chunk(p, w, domain);
}

/* ---- by code ---- */

struct str column_pool_get(struct column_pool *p, int64_t code, struct arena *a)
{
    size_t chunk = (size_t)code >> COLUMN_POOL_BITS;
    uint32_t i = (uint32_t)code & (COLUMN_POOL_CHUNK - 1);
    struct str s;

    BUG_ON(code < 0 || chunk >= __atomic_load_n(&p->nchunk, __ATOMIC_ACQUIRE) ||
           i >= __atomic_load_n(&p->chunk[chunk]->n, __ATOMIC_ACQUIRE));
    if (p->chunk[chunk]->open)
        return p->chunk[chunk]->open[i];
    pthread_mutex_lock(&p->lock);
    s = str_dup(a, column_pool_packed(p, chunk, i));
    pthread_mutex_unlock(&p->lock);
    return s;
}

/* ---- by value ---- */

static struct column_pool_shard *shard_of(struct column_pool *p, uint64_t hash)
{
    return &p->shard[hash >> 58];
}

static void slot_put(struct column_pool_shard *s, uint64_t hash, uint64_t entry)
{
    size_t i = hash & (s->cap - 1);

    while (s->slot[i])
        i = (i + 1) & (s->cap - 1);
    s->slot[i] = entry;
}

/* The low bits that place an entry are of the hash's high half, which the entry keeps. */
static uint64_t placed(uint64_t hash)
{
    return hash >> 32;
}

/* Looked up at random all over: fewer, larger pages. */
static uint64_t *slots_new(size_t cap)
{
    enum { HUGE = 2 << 20 };
    size_t bytes = cap * sizeof(uint64_t);
    uint64_t *slot;

    if (bytes < HUGE)
        return mem_zero(cap, sizeof(*slot));
    slot = aligned_alloc(HUGE, bytes);
    BUG_ON(!slot);
    (void)madvise(slot, bytes, MADV_HUGEPAGE);
    memset(slot, 0, bytes);
    return slot;
}

static void shard_grow(struct column_pool_shard *s)
{
    enum { MIN = 16 };
    uint64_t *old = s->slot;
    size_t cap = s->cap;

    s->cap = cap ? cap * 2 : MIN;
    s->slot = slots_new(s->cap);
    for (size_t i = 0; i < cap; i++)
        if (old[i])
            slot_put(s, placed(old[i]), old[i]);
    free(old);
}

static bool same_value(struct column_pool *p, int64_t code, struct str value)
{
    const struct column_pool_chunk *c = p->chunk[code >> COLUMN_POOL_BITS];
    uint32_t i = (uint32_t)code & (COLUMN_POOL_CHUNK - 1);
    bool same;

    if (c->open)
        return str_eq(c->open[i], value);
    pthread_mutex_lock(&p->lock);
    same = str_eq(column_pool_packed(p, (size_t)code >> COLUMN_POOL_BITS, i), value);
    pthread_mutex_unlock(&p->lock);
    return same;
}

static int64_t shard_find(struct column_pool *p, const struct column_pool_shard *s, uint64_t hash,
                          struct str value)
{
    if (s->cap == 0)
        return COLUMN_NO_CODE;
    for (size_t i = placed(hash) & (s->cap - 1); s->slot[i]; i = (i + 1) & (s->cap - 1)) {
        int64_t code = (int64_t)(s->slot[i] & UINT32_MAX) - 1;

        if (s->slot[i] >> 32 == hash >> 32 && same_value(p, code, value))
            return code;
    }
    return COLUMN_NO_CODE;
}

static void shard_add(struct column_pool_shard *s, uint64_t hash, int64_t code)
{
    if (s->n * 3 >= s->cap * 2)
        shard_grow(s);
    slot_put(s, placed(hash), (hash & ~(uint64_t)UINT32_MAX) | ((uint64_t)code + 1));
    s->n++;
}

void column_pool_ahead(const struct column_pool *p, uint64_t hash)
{
    const struct column_pool_shard *s = &p->shard[hash >> 58];
    size_t cap = __atomic_load_n(&s->cap, __ATOMIC_RELAXED);
    const uint64_t *slot = __atomic_load_n(&s->slot, __ATOMIC_RELAXED);

    /* A shard that grows just now makes this a fetch in vain, nothing else. */
    __builtin_prefetch(&s->lock, 1);
    if (cap)
        __builtin_prefetch(&slot[placed(hash) & (cap - 1)]);
    if (p->nmapped)
        column_pool_index_ahead(&p->index, hash);
}

void column_pool_expect(struct column_pool *p, size_t n)
{
    for (size_t i = 0; i < COLUMN_POOL_SHARDS; i++) {
        struct column_pool_shard *s = &p->shard[i];

        BUG_ON(s->n > 0);
        free(s->slot);
        for (s->cap = COLUMN_POOL_SHARDS; s->cap < n / COLUMN_POOL_SHARDS / 2 * 3;)
            s->cap *= 2;
        s->slot = slots_new(s->cap);
    }
}

/* In the shard, or in the chunks that were mapped: then the shard knows it from now on. */
static int64_t find(struct column_pool *p, struct column_pool_shard *s, uint64_t hash,
                    struct str value)
{
    int64_t code = shard_find(p, s, hash, value);

    if (code != COLUMN_NO_CODE || p->nmapped == 0)
        return code;
    code = column_pool_index_find(p, hash, value);
    if (code != COLUMN_NO_CODE)
        shard_add(s, hash, code);
    return code;
}

int64_t column_pool_find(struct column_pool *p, struct str value)
{
    uint64_t hash = str_hash(value);
    struct column_pool_shard *s = shard_of(p, hash);
    int64_t code;

    pthread_mutex_lock(&s->lock);
    code = find(p, s, hash, value);
    pthread_mutex_unlock(&s->lock);
    return code;
}

static int64_t put_new(struct column_pool *p, struct column_pool_writer *w, uint32_t domain,
                       struct str value)
{
    struct column_pool_chunk *c = room(p, w, domain);
    int64_t first = (int64_t)(w->open[domain] - 1) << COLUMN_POOL_BITS;

    c->open[c->n] =
        value.n ? (struct str){arena_copy(&w->arena, value.p, value.n), value.n} : STR("");
    __atomic_store_n(&c->n, c->n + 1, __ATOMIC_RELEASE);
    return first + c->n - 1;
}

int64_t column_pool_put_hashed(struct column_pool *p, struct column_pool_writer *w, uint32_t domain,
                               struct str value, uint64_t hash)
{
    struct column_pool_shard *s = shard_of(p, hash);
    int64_t code;

    pthread_mutex_lock(&s->lock);
    code = find(p, s, hash, value);
    if (code == COLUMN_NO_CODE) {
        code = put_new(p, w ? w : &p->own, domain, value);
        shard_add(s, hash, code);
    }
    pthread_mutex_unlock(&s->lock);
    return code;
}

int64_t column_pool_put(struct column_pool *p, struct column_pool_writer *w, uint32_t domain,
                        struct str value)
{
    return column_pool_put_hashed(p, w, domain, value, str_hash(value));
}

/* ---- ids ---- */

int64_t column_pool_put_id(struct column_pool *p, struct column_pool_writer *w, uint32_t domain,
                           int64_t id)
{
    return column_pool_put(p, w, domain, (struct str){(const char *)&id, sizeof(id)});
}

int64_t column_pool_get_id(struct column_pool *p, int64_t code)
{
    struct arena a;
    struct str s;
    int64_t id;

    arena_init(&a, 0);
    s = column_pool_get(p, code, &a);
    BUG_ON(s.n != sizeof(id));
    memcpy(&id, s.p, sizeof(id));
    arena_release(&a);
    return id;
}
