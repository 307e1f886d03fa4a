/*
 * column/pool.c - see pool.h.
 *
 * A value's shard is chosen by its hash; the shard's lock covers its slots and nothing else.  The
 * text behind a slot is written before the slot is, under the same lock.
 */
#include "column/pool.h"

#include "base/bug.h"
#include "base/mem.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <zstd.h>

enum { VARINT_MAX = 5, LEVEL = 1 };

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
    p->hashed = true;
    pthread_mutex_init(&p->lock, NULL);
    pthread_mutex_init(&p->learning, NULL);
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
    pthread_mutex_destroy(&p->learning);
    column_pool_writer_release(&p->own);
}

void column_pool_reserve(struct column_pool *p, size_t nchunk)
{
    if (nchunk <= p->cap)
        return;
    p->cap = nchunk;
    p->chunk = mem_realloc(p->chunk, p->cap * sizeof(struct column_pool_chunk *));
}

/* The caller holds the lock. */
static uint32_t chunk_add(struct column_pool *p, struct column_pool_chunk *c)
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
    w->open[domain] = chunk_add(p, c);
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

/* ---- unpacking ---- */

static char *unpack(const struct column_pool_chunk *c)
{
    char *plain = mem_alloc(c->nplain + 1);
    size_t n = ZSTD_decompress(plain, c->nplain, c->packed, c->npacked);

    BUG_ON(n != c->nplain); /* the image's checksums were right */
    return plain;
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

static void forget(struct column_pool_chunk *c)
{
    free(c->plain);
    free(c->at);
    c->plain = NULL;
    c->at = NULL;
}

/* Unpacks the chunk until others take their turn; under the lock. */
static void remember(struct column_pool *p, size_t chunk)
{
    struct column_pool_chunk *c = p->chunk[chunk];
    uint32_t *turn = &p->unpacked[p->turn++ % COLUMN_POOL_UNPACKED];
    const char *at;

    if (*turn)
        forget(p->chunk[*turn - 1]);
    *turn = (uint32_t)chunk + 1;
    c->plain = unpack(c);
    c->at = mem_alloc((c->n + 1) * sizeof(*c->at));
    at = c->plain;
    for (uint32_t i = 0; i < c->n; i++) {
        c->at[i] = (uint32_t)(at - c->plain);
        (void)next_value(&at);
    }
}

/* Value i of a packed chunk, borrowed while the lock is held. */
static struct str packed_value(struct column_pool *p, size_t chunk, uint32_t i)
{
    const struct column_pool_chunk *c = p->chunk[chunk];
    const char *at;

    if (!c->plain)
        remember(p, chunk);
    at = c->plain + c->at[i];
    return next_value(&at);
}

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
    s = str_dup(a, packed_value(p, chunk, i));
    pthread_mutex_unlock(&p->lock);
    return s;
}

void column_pool_each(const struct column_pool *p, size_t chunk, column_pool_fn fn, void *ctx)
{
    const struct column_pool_chunk *c = p->chunk[chunk];
    char *plain = c->open ? NULL : unpack(c);
    const char *at = plain;

    for (uint32_t i = 0; i < c->n; i++)
        if (!fn(ctx, i, c->open ? c->open[i] : next_value(&at)))
            break;
    free(plain);
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
    same = str_eq(packed_value(p, (size_t)code >> COLUMN_POOL_BITS, i), value);
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
}

struct hashing { /* of a chunk */
    const struct column_pool *pool;
    uint64_t hash[COLUMN_POOL_CHUNK];
};

static bool hash_value(void *ctx, uint32_t i, struct str value)
{
    struct hashing *h = ctx;

    h->hash[i] = str_hash(value);
    column_pool_ahead(h->pool, h->hash[i]);
    return true;
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

struct learning {
    struct column_pool *pool;
    size_t next; /* chunk; taken atomically */
};

static void learn_chunk(struct column_pool *p, size_t chunk, struct hashing *h)
{
    column_pool_each(p, chunk, hash_value, h);
    for (uint32_t i = 0; i < p->chunk[chunk]->n; i++) {
        struct column_pool_shard *s = shard_of(p, h->hash[i]);

        pthread_mutex_lock(&s->lock);
        shard_add(s, h->hash[i], (int64_t)(chunk << COLUMN_POOL_BITS) + i);
        pthread_mutex_unlock(&s->lock);
    }
}

static void *learn(void *ctx)
{
    struct learning *l = ctx;
    struct hashing *h = MEM_NEW(struct hashing);
    size_t i;

    h->pool = l->pool;
    while ((i = __atomic_fetch_add(&l->next, 1, __ATOMIC_RELAXED)) < l->pool->nchunk)
        learn_chunk(l->pool, i, h);
    free(h);
    return NULL;
}

static void hash_chunks(struct column_pool *p)
{
    enum { HELPERS = 3, ALONE = 64 /* chunks that one thread does as fast */ };
    struct learning l = {.pool = p};
    pthread_t helper[HELPERS];
    int started = 0;
    size_t n = 0;

    for (size_t i = 0; i < p->nchunk; i++)
        n += p->chunk[i]->n;
    column_pool_expect(p, n);
    while (p->nchunk > ALONE && started < HELPERS &&
           pthread_create(&helper[started], NULL, learn, &l) == 0)
        started++;
    learn(&l);
    for (int i = 0; i < started; i++)
        pthread_join(helper[i], NULL);
}

/* A mapped pool learns its values only when one is looked for; the first thread that asks does it. */
static void hash_all(struct column_pool *p)
{
    if (__atomic_load_n(&p->hashed, __ATOMIC_ACQUIRE))
        return;
    pthread_mutex_lock(&p->learning);
    if (!p->hashed) {
        hash_chunks(p);
        __atomic_store_n(&p->hashed, true, __ATOMIC_RELEASE);
    }
    pthread_mutex_unlock(&p->learning);
}

int64_t column_pool_find(struct column_pool *p, struct str value)
{
    uint64_t hash = str_hash(value);
    struct column_pool_shard *s = shard_of(p, hash);
    int64_t code;

    hash_all(p);
    pthread_mutex_lock(&s->lock);
    code = shard_find(p, s, hash, value);
    pthread_mutex_unlock(&s->lock);
    return code;
}

struct looking {
    struct str value;
    int64_t at; /* in the chunk */
};

static bool look_at(void *ctx, uint32_t i, struct str value)
{
    struct looking *l = ctx;

    if (str_eq(value, l->value))
        l->at = i;
    return l->at < 0;
}

int64_t column_pool_look(struct column_pool *p, uint32_t domain, struct str value)
{
    struct looking l = {value, -1};

    if (__atomic_load_n(&p->hashed, __ATOMIC_ACQUIRE))
        return column_pool_find(p, value);
    for (int others = 0; others < 2; others++)
        for (size_t i = 0; i < p->nchunk; i++) {
            if ((p->chunk[i]->domain != domain) != others)
                continue;
            column_pool_each(p, i, look_at, &l);
            if (l.at >= 0)
                return (int64_t)(i << COLUMN_POOL_BITS) + l.at;
        }
    return COLUMN_NO_CODE;
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

    hash_all(p);
    pthread_mutex_lock(&s->lock);
    code = shard_find(p, s, hash, value);
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

    *c = (struct column_pool_chunk){.domain = domain,
                                    .n = n,
                                    .packed = packed.p,
                                    .npacked = (uint32_t)packed.n,
                                    .nplain = nplain,
                                    .borrowed = true};
    p->hashed = false;
    chunk_add(p, c);
}
