/* base/arena.c - chunked bump allocator; see arena.h. */
#include "base/arena.h"

#include "base/bug.h"
#include "base/mem.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif
#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
#define POISON(p, n) ASAN_POISON_MEMORY_REGION((p), (n))
#define UNPOISON(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
#else
#define POISON(p, n) ((void)(p), (void)(n))
#define UNPOISON(p, n) ((void)(p), (void)(n))
#endif

#define ARENA_ALIGN alignof(max_align_t)

struct arena_chunk {
    struct arena_chunk *next;
    size_t size, used;
    alignas(max_align_t) char data[];
};

struct arena_deferred {
    struct arena_deferred *next;
    void (*fn)(void *p);
    void *p;
};

static const size_t chunk_min = 16 * 1024, chunk_max = 4 * 1024 * 1024;

static struct arena_chunk *chunk_new(size_t size)
{
    struct arena_chunk *c = mem_alloc(sizeof(*c) + size);

    c->next = NULL;
    c->size = size;
    c->used = 0;
    POISON(c->data, size);
    return c;
}

static void chunk_free(struct arena_chunk *c)
{
    UNPOISON(c->data, c->size);
    free(c);
}

static void run_deferred(struct arena *a)
{
    while (a->deferred) {
        struct arena_deferred *d = a->deferred;

        a->deferred = d->next;
        d->fn(d->p);
    }
}

void arena_init(struct arena *a, size_t budget)
{
    *a = (struct arena){.budget = budget};
}

void arena_release(struct arena *a)
{
    run_deferred(a);
    while (a->head) {
        struct arena_chunk *next = a->head->next;

        chunk_free(a->head);
        a->head = next;
    }
    a->used = 0;
}

void arena_reset(struct arena *a)
{
    struct arena_chunk *keep;

    run_deferred(a);
    keep = a->head;
    if (keep) {
        a->head = keep->next;
        arena_release(a);
        keep->next = NULL;
        keep->used = 0;
        POISON(keep->data, keep->size);
        a->head = keep;
    }
    a->used = 0;
}

static size_t next_chunk_size(const struct arena *a, size_t n)
{
    size_t size = a->head ? a->head->size * 2 : chunk_min;

    if (size > chunk_max)
        size = chunk_max;
    return size < n ? n : size;
}

void *arena_alloc(struct arena *a, size_t n)
{
    struct arena_chunk *c = a->head;
    void *p;

    BUG_ON(n > SIZE_MAX / 2);
    n = (n + ARENA_ALIGN - 1) & ~(ARENA_ALIGN - 1);
    if (!c || c->size - c->used < n) {
        c = chunk_new(next_chunk_size(a, n));
        c->next = a->head;
        a->head = c;
    }
    p = c->data + c->used;
    c->used += n;
    a->used += n;
    UNPOISON(p, n);
    memset(p, 0, n);
    return p;
}

void *arena_array(struct arena *a, size_t n, size_t size)
{
    size_t bytes;

    BUG_ON(__builtin_mul_overflow(n, size, &bytes));
    return arena_alloc(a, bytes);
}

void *arena_copy(struct arena *a, const void *p, size_t n)
{
    void *q = arena_alloc(a, n ? n : 1);

    if (n)
        memcpy(q, p, n);
    return q;
}

char *arena_cstr(struct arena *a, const char *p, size_t n)
{
    char *q = arena_alloc(a, n + 1);

    if (n)
        memcpy(q, p, n);
    return q;
}

void arena_defer(struct arena *a, void (*fn)(void *p), void *p)
{
    struct arena_deferred *d = ARENA_NEW(a, struct arena_deferred);

    d->fn = fn;
    d->p = p;
    d->next = a->deferred;
    a->deferred = d;
}
