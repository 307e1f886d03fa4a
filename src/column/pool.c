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

#include <sched.h>
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
    column_pool_writer_init(&p->own);
}

static void slots_free(struct column_pool_slots *t)
{
    while (t) {
        struct column_pool_slots *older = t->outgrown;

        free(t->at);
        free(t);
        t = older;
    }
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
    for (size_t i = 0; i < COLUMN_POOL_SHARDS; i++)
        slots_free(p->shard[i].slots);
    pthread_mutex_destroy(&p->lock);
    column_pool_unpacker_free(p);
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

static void take(struct column_pool_shard *s)
{
    enum { PATIENCE = 64 };

    for (int i = 1; __atomic_exchange_n(&s->lock, 1, __ATOMIC_ACQUIRE); i++)
        if (i % PATIENCE == 0)
            sched_yield();
}

static void leave(struct column_pool_shard *s)
{
    __atomic_store_n(&s->lock, 0, __ATOMIC_RELEASE);
}

/* Whoever sees the entry sees the text behind it. */
static void slot_put(const struct column_pool_slots *t, uint64_t hash, uint64_t entry)
{
    size_t i = hash & (t->cap - 1);

    while (t->at[i])
        i = (i + 1) & (t->cap - 1);
    __atomic_store_n(&t->at[i], entry, __ATOMIC_RELEASE);
}

/* The low bits that place an entry are of the hash's high half, which the entry keeps. */
static uint64_t placed(uint64_t hash)
{
    return hash >> 32;
}

/* Looked up at random all over: fewer, larger pages. */
static struct column_pool_slots *slots_new(size_t cap)
{
    enum { HUGE = 2 << 20 };
    struct column_pool_slots *t = MEM_NEW(struct column_pool_slots);
    size_t bytes = cap * sizeof(*t->at);

    t->cap = cap;
    if (bytes < HUGE) {
        t->at = mem_zero(cap, sizeof(*t->at));
        return t;
    }
    t->at = aligned_alloc(HUGE, bytes);
    BUG_ON(!t->at);
    (void)madvise(t->at, bytes, MADV_HUGEPAGE);
    memset(t->at, 0, bytes);
    return t;
}

static void shard_grow(struct column_pool_shard *s)
{
    enum { MIN = 16 };
    struct column_pool_slots *old = s->slots, *t = slots_new(old ? old->cap * 2 : MIN);

    for (size_t i = 0; old && i < old->cap; i++)
        if (old->at[i])
            slot_put(t, placed(old->at[i]), old->at[i]);
    t->outgrown = old;
    __atomic_store_n(&s->slots, t, __ATOMIC_RELEASE);
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
    const struct column_pool_slots *t = s->slots;

    if (!t)
        return COLUMN_NO_CODE;
    for (size_t i = placed(hash) & (t->cap - 1); t->at[i]; i = (i + 1) & (t->cap - 1)) {
        int64_t code = (int64_t)(t->at[i] & UINT32_MAX) - 1;

        if (t->at[i] >> 32 == hash >> 32 && same_value(p, code, value))
            return code;
    }
    return COLUMN_NO_CODE;
}

static void shard_add(struct column_pool_shard *s, uint64_t hash, int64_t code)
{
    if (!s->slots || s->n * 3 >= s->slots->cap * 2)
        shard_grow(s);
    slot_put(s->slots, placed(hash), (hash & ~(uint64_t)UINT32_MAX) | ((uint64_t)code + 1));
    s->n++;
}

void column_pool_ahead(const struct column_pool *p, uint64_t hash)
{
    const struct column_pool_shard *s = &p->shard[hash >> 58];
    const struct column_pool_slots *t = __atomic_load_n(&s->slots, __ATOMIC_ACQUIRE);

    /* A shard that grows just now makes this a fetch in vain, nothing else. */
    __builtin_prefetch(&s->lock, 1);
    if (t)
        __builtin_prefetch(&t->at[placed(hash) & (t->cap - 1)]);
    if (p->nmapped)
        column_pool_index_ahead(&p->index, hash);
}

int64_t column_pool_guess(const struct column_pool *p, uint64_t hash)
{
    const struct column_pool_shard *s = &p->shard[hash >> 58];
    const struct column_pool_slots *t = __atomic_load_n(&s->slots, __ATOMIC_ACQUIRE);
    uint64_t entry;

    for (size_t i = placed(hash); t; i++) {
        entry = __atomic_load_n(&t->at[i & (t->cap - 1)], __ATOMIC_ACQUIRE);
        if (!entry)
            break;
        if (entry >> 32 == hash >> 32) {
            int64_t code = (int64_t)(entry & UINT32_MAX) - 1;
            const struct column_pool_chunk *c = p->chunk[code >> COLUMN_POOL_BITS];

            if (c->open)
                __builtin_prefetch(&c->open[code & (COLUMN_POOL_CHUNK - 1)]);
            return code;
        }
    }
    if (p->nmapped)
        column_pool_index_fetch(&p->index, hash);
    return COLUMN_NO_CODE;
}

void column_pool_fetch(const struct column_pool *p, int64_t guess)
{
    const struct column_pool_chunk *c;

    if (guess == COLUMN_NO_CODE)
        return;
    c = p->chunk[guess >> COLUMN_POOL_BITS];
    if (c->open)
        __builtin_prefetch(c->open[guess & (COLUMN_POOL_CHUNK - 1)].p);
}

void column_pool_expect(struct column_pool *p, size_t n)
{
    for (size_t i = 0; i < COLUMN_POOL_SHARDS; i++) {
        struct column_pool_shard *s = &p->shard[i];
        size_t cap;

        BUG_ON(s->n > 0);
        slots_free(s->slots);
        for (cap = COLUMN_POOL_SHARDS; cap < n / COLUMN_POOL_SHARDS / 2 * 3;)
            cap *= 2;
        s->slots = slots_new(cap);
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

    take(s);
    code = find(p, s, hash, value);
    leave(s);
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

    take(s);
    code = find(p, s, hash, value);
    if (code == COLUMN_NO_CODE) {
        code = put_new(p, w ? w : &p->own, domain, value);
        shard_add(s, hash, code);
    }
    leave(s);
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
